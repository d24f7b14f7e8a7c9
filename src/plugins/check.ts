import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { showCheck } from '../check/dialog';
import { CheckModel } from '../check/model';
import { argument, CommandIDs } from '../commands';
import type { SharesModel } from '../shares/model';
import { ICompanion, IReceivedShares } from '../tokens';

/**
 * Checks the way to a share.
 */
export const check: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:check',
  description: 'Adds "Check this share", which tries each step to its files.',
  autoStart: true,
  requires: [ICompanion, IReceivedShares],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    companion: ICompanion,
    shares: SharesModel,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { client, status } = companion;
    const named = (args: object): string | null =>
      argument({ ...args }, 'share') ??
      app.contextMenuHitTest(node => node.dataset['shareId'] !== undefined)
        ?.dataset['shareId'] ??
      null;
    app.commands.addCommand(CommandIDs.checkShare, {
      label: trans.__('Check this share…'),
      caption: trans.__(
        'Try each step to its files, and say what does not work'
      ),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            share: {
              type: 'string',
              description: trans.__(
                'Identifier of the share; left out for the one under the pointer'
              )
            }
          }
        }
      },
      isEnabled: () => status.isRunning,
      isVisible: args => shares.get(named(args) ?? '')?.kind !== 'package',
      execute: async args => {
        const share = shares.get(named(args) ?? '');
        if (share) {
          await showCheck(share, new CheckModel(client, share.id), trans);
        }
      }
    });
  }
};
