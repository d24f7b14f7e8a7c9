import type { ServerConnection } from '@jupyterlab/services';

/**
 * Settings with which JSON is sent as JSON.
 *
 * #### Notes
 * JupyterLab's `Drive` sends it as a string, which browsers call `text/plain`:
 * a type that forms of other sites can send, so the companion refuses it.
 */
export function sendingJson(
  settings: ServerConnection.ISettings
): ServerConnection.ISettings {
  return {
    ...settings,
    fetch: (input, init) => {
      if (
        input instanceof Request &&
        input.headers.get('Content-Type')?.startsWith('text/plain')
      ) {
        input.headers.set('Content-Type', 'application/json');
      }
      return settings.fetch.call(null, input, init);
    }
  };
}
