import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandIDs } from '../commands';
import type { SharesModel } from '../shares/model';
import { SignInAnnouncer } from '../shares/signins';
import { partyName, senderPhrase } from '../shares/wording';
import { IPreferences, IReceivedShares } from '../tokens';
import { shortened } from '../transfers/wording';

/**
 * Tells of shares that arrive, and of logins that end.
 */
export const announcements: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:announcements',
  description:
    'Shows a notification when a share arrives, and when a provider wants the person to sign in again.',
  autoStart: true,
  requires: [IReceivedShares, IPreferences],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shares: SharesModel,
    preferences: IPreferences,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    new SignInAnnouncer({
      shares,
      show: () => {
        void app.commands.execute(CommandIDs.showPanel);
      },
      trans
    });
    const announced = new Map<string, string>();
    shares.arrived.connect((_, share) => {
      if (!preferences.announceShares) {
        return;
      }
      const notice = Notification.emit(
        trans.__(
          'New share: “%1”, %2',
          shortened(share.name),
          shortened(senderPhrase(share, partyName(share.sender), trans))
        ),
        'info',
        {
          autoClose: 8_000,
          actions: [
            {
              label: trans.__('Show'),
              caption: trans.__('Show the share; nothing is fetched'),
              callback: () => {
                void app.commands.execute(CommandIDs.openShare, {
                  share: share.id
                });
              }
            }
          ]
        }
      );
      announced.set(share.id, notice);
    });
    // Who has seen the list needs no toast over it.
    shares.changed.connect(() => {
      for (const [id, notice] of announced) {
        if (shares.get(id)?.seen) {
          announced.delete(id);
          Notification.dismiss(notice);
        }
      }
    });
  }
};
