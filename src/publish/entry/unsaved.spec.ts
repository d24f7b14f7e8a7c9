import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { openDocuments } from './unsaved';

describe('openDocuments', () => {
  const open = ['a.ipynb', 'data/b.csv', 'data2/c.csv', 'a.ipynb', null];
  const docManager = {
    contextForWidget: (path: string | null) => path && { path }
  } as unknown as IDocumentManager;
  const shell = {
    widgets: () => open[Symbol.iterator]()
  } as unknown as JupyterFrontEnd.IShell;

  it.each([
    [['a.ipynb'], ['a.ipynb']],
    [['data'], ['data/b.csv']],
    [['other'], []]
  ])('of %j are %j', (paths, expected) => {
    expect(openDocuments(paths, docManager, shell)).toEqual(expected);
  });
});
