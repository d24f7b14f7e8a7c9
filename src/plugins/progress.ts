import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { shownPath } from '../drive/paths';
import { IPackagePreviews, IPreferences, ITransfers } from '../tokens';
import { TransferFollower } from '../transfers/follower';
import type { TransfersModel } from '../transfers/model';
import { TransfersStatus } from '../transfers/statusbar';
import { WorkingCopies } from '../transfers/workingcopies';

/**
 * Follows transfers with notifications, and opens what they have made.
 */
export const progress: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:progress',
  description:
    'Shows how far transfers are, and opens the notebook when its data are there.',
  autoStart: true,
  requires: [ITransfers, IPackagePreviews, IPreferences, IDocumentManager],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    transfers: TransfersModel,
    previews: IPackagePreviews,
    preferences: IPreferences,
    docManager: IDocumentManager,
    translator: ITranslator | null
  ): void => {
    const follower = new TransferFollower({
      preferences,
      previews,
      trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh'),
      transfers,
      workingCopies: new WorkingCopies({ commands: app.commands, docManager })
    });
    void app.restored.then(() => follower.start());
  }
};

/**
 * Shows in the status bar that transfers run.
 */
export const statusBar: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:status-bar',
  description: 'Adds an item to the status bar while packages are fetched.',
  autoStart: true,
  requires: [IStatusBar, ITransfers, IPackagePreviews],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    bar: IStatusBar,
    transfers: TransfersModel,
    previews: IPackagePreviews,
    translator: ITranslator | null
  ): void => {
    const activeStateChanged = new Signal<typeof transfers, void>(transfers);
    transfers.changed.connect(() => activeStateChanged.emit());
    bar.registerStatusItem(statusBar.id, {
      activeStateChanged,
      align: 'middle',
      isActive: () => transfers.running.length > 0,
      item: new TransfersStatus({
        open: ({ folder, packageId }) => {
          if (packageId === null) {
            void app.commands.execute('filebrowser:go-to-path', {
              path: shownPath(folder)
            });
          } else {
            previews.open(packageId);
          }
        },
        trans: (translator ?? nullTranslator).load('jupyterlab_sciencemesh'),
        transfers
      })
    });
  }
};
