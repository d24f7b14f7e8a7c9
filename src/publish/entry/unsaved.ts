import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { toArray } from '@lumino/algorithm';

/**
 * Paths of the open documents that would be published as they were saved last.
 *
 * @param paths - files and folders that are published
 */
export function openDocuments(
  paths: readonly string[],
  docManager: IDocumentManager,
  shell: JupyterFrontEnd.IShell
): readonly string[] {
  const open = toArray(shell.widgets('main')).flatMap(widget => {
    const path = docManager.contextForWidget(widget)?.path;
    return path === undefined ? [] : [path];
  });
  return [...new Set(open)].filter(path =>
    paths.some(chosen => path === chosen || path.startsWith(`${chosen}/`))
  );
}
