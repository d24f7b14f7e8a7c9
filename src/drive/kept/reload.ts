import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Reloading } from './versions';

/**
 * Let open documents of a file show what it is now. One with changes that are
 * not saved keeps them: its next save finds out, and asks.
 */
export async function reloadDocuments(
  path: string,
  docManager: IDocumentManager,
  shell: JupyterFrontEnd.IShell
): Promise<Reloading> {
  const contexts = new Set<DocumentRegistry.Context>();
  for (const widget of shell.widgets('main')) {
    const context = docManager.contextForWidget(widget);
    if (context?.path === path) {
      contexts.add(context);
    }
  }
  const unsaved = [...contexts].filter(({ model }) => model.dirty);
  for (const context of contexts) {
    if (!context.model.dirty) {
      await context.revert();
    }
  }
  if (contexts.size === 0) {
    return 'none';
  }
  return unsaved.length > 0 ? 'unsaved' : 'reloaded';
}
