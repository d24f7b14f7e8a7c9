import type { ISessionContext } from '@jupyterlab/apputils';
import type { Session } from '@jupyterlab/services';
import { placeKernel } from './place';

/** A document's session that notes the names under which it would start. */
function sessionOf(): { context: ISessionContext; started: string[] } {
  const started: string[] = [];
  const sessionManager = {
    isReady: true,
    startNew: async ({ path }: Session.ISessionOptions) => {
      started.push(path);
      const session = {
        path,
        setPath: async (other: string) => {
          session.path = other;
        }
      };
      return session;
    },
    running: () => started.values()
  };
  return {
    context: { sessionManager } as unknown as ISessionContext,
    started
  };
}

const options = { path: 'made-up', name: 'nb', type: 'notebook' };

describe('placeKernel', () => {
  it('starts the kernel of a document in the root below the document', async () => {
    const { context, started } = sessionOf();
    placeKernel(context, 'ScienceMesh:nb.ipynb');
    const session = await context.sessionManager.startNew(options);
    expect(started).toEqual(['ScienceMesh:nb.ipynb/made-up']);
    // JupyterLab takes a session under another name for one that it gave up.
    expect(session.path).toBe('made-up');
  });

  it('leaves everything else of the manager as it is', () => {
    const { context } = sessionOf();
    placeKernel(context, 'ScienceMesh:nb.ipynb');
    expect(context.sessionManager.isReady).toBe(true);
    expect([...context.sessionManager.running()]).toEqual([]);
  });

  it('leaves a document in a folder alone', async () => {
    const { context, started } = sessionOf();
    placeKernel(context, 'ScienceMesh:runs/nb.ipynb');
    await context.sessionManager.startNew(options);
    expect(started).toEqual(['made-up']);
  });
});
