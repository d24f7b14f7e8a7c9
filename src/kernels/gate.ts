import type { ISessionContext } from '@jupyterlab/apputils';

/**
 * Have a kernel that is about to start for a document wait for something.
 *
 * #### Notes
 * A kernel that runs already is connected to at once. Initialising the session
 * ends with a call of `startKernel`, which no option delays: neither
 * `shouldStart` nor `canStart` can be changed later without losing what the
 * person prefers. So the method of this one instance waits first.
 *
 * @param until - must not reject
 */
export function holdKernel(
  sessionContext: ISessionContext,
  until: () => Promise<void>
): void {
  const start = sessionContext.startKernel.bind(sessionContext);
  sessionContext.startKernel = async () => {
    await until();
    return sessionContext.isDisposed ? false : start();
  };
}
