import type { Contents, ServerConnection } from '@jupyterlab/services';
import { CHANGED, membersOf } from '../problem';

/**
 * How an upload has ended.
 */
export type Sent =
  /** It is at the institution, or kept until the institution answers. */
  | { readonly kind: 'done'; readonly model: Contents.IModel }
  | { readonly kind: 'cancelled' }
  /** A file of that name is there, and was not to be replaced. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'failed'; readonly message: string | null };

/**
 * How a file is sent.
 */
export interface ISending {
  readonly file: Blob;
  readonly onProgress: (sent: number) => void;

  /**
   * Whether a file that is there already is replaced.
   */
  readonly replaces: boolean;
  readonly settings: ServerConnection.ISettings;
  readonly signal: AbortSignal;
  readonly url: string;
}

/**
 * Send the bytes of a file as they are.
 *
 * #### Notes
 * `XMLHttpRequest` is what tells how much has gone out (`fetch` does not), and
 * reads the file from disk piece by piece. Credentials are those that
 * `ServerConnection` adds.
 */
export async function send(sending: ISending): Promise<Sent> {
  const { file, onProgress, replaces, settings, signal, url } = sending;
  if (signal.aborted) {
    return { kind: 'cancelled' };
  }
  const request = new XMLHttpRequest();
  const abort = (): void => request.abort();
  signal.addEventListener('abort', abort);
  try {
    return await new Promise<Sent>(resolve => {
      request.open('PUT', url);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.setRequestHeader('X-ScienceMesh-Upload', '1');
      if (!replaces) {
        request.setRequestHeader('If-None-Match', '*');
      }
      for (const [name, value] of credentials(settings)) {
        request.setRequestHeader(name, value);
      }
      request.upload.onprogress = event => onProgress(event.loaded);
      request.onabort = () => resolve({ kind: 'cancelled' });
      request.onerror = () => resolve({ kind: 'failed', message: null });
      request.onload = () =>
        resolve(outcome(request.status, request.responseText));
      request.send(file);
    });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * What the companion's answer says of an upload.
 */
export function outcome(status: number, text: string): Sent {
  if (status >= 200 && status < 300) {
    return { kind: 'done', model: JSON.parse(text) as Contents.IModel };
  }
  const { code, message } = membersOf(text);
  return status === 409 && code === CHANGED
    ? { kind: 'exists' }
    : {
        kind: 'failed',
        message: typeof message === 'string' ? message : null
      };
}

function* credentials(
  settings: ServerConnection.ISettings
): Generator<[string, string]> {
  if (settings.token) {
    yield ['Authorization', `token ${settings.token}`];
  }
  // Of several cookies of that name the last one counts, as for JupyterLab.
  const [, xsrf] =
    [...document.cookie.matchAll(/\b_xsrf=([^;]*)/g)].at(-1) ?? [];
  if (xsrf) {
    yield ['X-XSRFToken', xsrf];
  }
}
