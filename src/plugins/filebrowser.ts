import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addFileBrowserCommands, CommandIDs } from '../commands';

/**
 * Opens packages from the context menu of file browsers.
 */
export const fileBrowser: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:file-browser',
  description:
    'Adds "Open as package" to the context menu of crate documents and archives.',
  autoStart: true,
  requires: [IFileBrowserFactory],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    browsers: IFileBrowserFactory,
    translator: ITranslator | null
  ): void => {
    addFileBrowserCommands(app.commands, {
      openSelected: async () => {
        for (const item of browsers.tracker.currentWidget?.selectedItems() ??
          []) {
          await app.commands.execute(CommandIDs.openFile, { path: item.path });
        }
      },
      trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh')
    });
  }
};
