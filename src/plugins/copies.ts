import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { FileBrowser } from '@jupyterlab/filebrowser';
import { FileDialog, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CopyClipboard } from '../copies/clipboard';
import { askCollisions } from '../copies/collisions';
import { addCopyCommands } from '../copies/commands';
import type { ICopyOrder } from '../copies/copier';
import { Copier } from '../copies/copier';
import { CrossDriveDrop } from '../copies/dropping';
import { chooseDriveFolder } from '../copies/picker';
import { isOurs } from '../drive/paths';
import { ICompanion, ISharedDrive, ITransfers } from '../tokens';
import type { TransfersModel } from '../transfers/model';

/**
 * Copies between the drive and the person's own files.
 */
export const copies: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:copies',
  description:
    'Copies and moves between the ScienceMesh drive and local files: commands, drag and drop, cut and paste.',
  autoStart: true,
  // Copies lead into the drive, so it has to be there.
  requires: [
    ICompanion,
    ITransfers,
    ISharedDrive,
    IFileBrowserFactory,
    IDocumentManager
  ],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    transfers: TransfersModel,
    shared: ISharedDrive,
    factory: IFileBrowserFactory,
    docManager: IDocumentManager,
    maybeTranslator: ITranslator | null
  ): void => {
    const translator = maybeTranslator ?? nullTranslator;
    const trans = translator.load('jupyterlab_sciencemesh');
    const { client, status } = companion;
    const { commands } = app;
    const { tracker } = factory;
    const { contents } = app.serviceManager;
    const { drives } = shared;
    const copier = new Copier({
      askCollisions,
      client,
      drives,
      trans,
      transfers
    });
    const copy = (order: ICopyOrder): void => void copier.copy(order);
    // Other extensions have drives of their own.
    const areOurs = (paths: readonly string[], target: string): boolean =>
      paths.length > 0 &&
      [...paths, target].every(
        path => isOurs(path, drives) || contents.driveName(path) === ''
      );
    const browsers = (): FileBrowser[] => {
      const all: FileBrowser[] = [];
      tracker.forEach(browser => all.push(browser));
      return all;
    };

    const clipboard = new CopyClipboard({
      browsers,
      commands,
      copy,
      current: () => tracker.currentWidget,
      drives,
      isOurs: areOurs
    });
    const follow = (browser: FileBrowser): void => {
      const drop = new CrossDriveDrop({
        browser,
        copy,
        drives,
        isOurs: areOurs
      });
      browser.disposed.connect(() => drop.dispose());
      clipboard.follow(browser);
    };
    browsers().forEach(follow);
    tracker.widgetAdded.connect((_, browser) => follow(browser));

    transfers.ended.connect((_, { kind }) => {
      if (kind !== 'package') {
        // Nobody should have to wait for the next look at the folder.
        browsers().forEach(({ model }) => void model.refresh());
      }
    });

    addCopyCommands(commands, {
      chooseDrive: () =>
        chooseDriveFolder({
          drives: drives.all.map(({ name }) => name),
          manager: docManager,
          title:
            drives.all.length > 1
              ? trans.__('Copy to a drive')
              : trans.__('Copy to ScienceMesh'),
          trans,
          translator
        }),
      chooseLocal: async () => {
        const { button, value } = await FileDialog.getExistingDirectory({
          manager: docManager,
          title: trans.__('Copy to my files'),
          translator
        });
        return button.accept ? (value?.[0]?.path ?? '') : null;
      },
      copy: (paths, target) => copier.copy({ action: 'copy', paths, target }),
      drives,
      hasSeveral: () => drives.all.length > 1,
      selected: () =>
        [...(tracker.currentWidget?.selectedItems() ?? [])].map(
          ({ path }) => path
        ),
      status,
      trans
    });
  }
};
