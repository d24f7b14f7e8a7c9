import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { Session } from '@jupyterlab/services';

/**
 * Have the kernel of a document in the root of the drive start as one of that
 * document, and not of the server's own root.
 *
 * #### Notes
 * JupyterLab opens a session under a name that it makes up in the folder of the
 * document, and gives it the document's path later. The folder decides where
 * the kernel works; `ScienceMesh:nb.ipynb` seems to lie in none. So the sessions
 * of this one document get a name below the document, whose working copy the
 * server then finds.
 *
 * @param path - of the document, with the drive's name
 */
export function placeKernel(
  sessionContext: ISessionContext,
  path: string
): void {
  if (PathExt.dirname(path) !== '') {
    return;
  }
  const { sessionManager: manager } = sessionContext;
  const startNew: Session.IManager['startNew'] = async (options, more) => {
    const session = await manager.startNew(
      { ...options, path: PathExt.join(path, options.path) },
      more
    );
    // The one who asked knows the session by this name.
    await session.setPath(options.path);
    return session;
  };
  // It stands for the manager, whose owner disposes of it.
  // eslint-disable-next-line jupyter/require-disposable-ownership
  const placed = new Proxy(manager, {
    get: (_, name): unknown => {
      const value: unknown =
        name === 'startNew' ? startNew : Reflect.get(manager, name, manager);
      return typeof value === 'function'
        ? (value.bind(manager) as unknown)
        : value;
    }
  });
  Object.defineProperty(sessionContext, 'sessionManager', { value: placed });
}
