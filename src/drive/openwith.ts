import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { DriveBrowser } from './browser/browser';
import { DriveCommands } from './commands';

/** The submenu, as the schema of the settings names it. */
const SUBMENU = 'jp-scimesh-open-with';

/**
 * Offer in the context menu all that can show the selected files.
 */
export function fillOpenWith(
  app: JupyterFrontEnd,
  browser: () => DriveBrowser
): void {
  app.contextMenu.opened.connect(({ menu }) => {
    const submenu = menu.items.find(
      item => item.type === 'submenu' && item.submenu?.id === SUBMENU
    )?.submenu;
    if (!submenu) {
      return;
    }
    submenu.clearItems();
    const selected = [...browser().selectedItems()];
    for (const { label, name } of viewers(app.docRegistry, selected)) {
      submenu.addItem({
        command: DriveCommands.open,
        args: { factory: name, label: label ?? name }
      });
    }
  });
}

/**
 * What can show all of these files.
 */
function viewers(
  registry: DocumentRegistry,
  entries: readonly Contents.IModel[]
): DocumentRegistry.WidgetFactory[] {
  const [first, ...others] = entries.map(({ path }) =>
    registry.preferredWidgetFactories(path)
  );
  return (first ?? []).filter(factory =>
    others.every(factories => factories.includes(factory))
  );
}
