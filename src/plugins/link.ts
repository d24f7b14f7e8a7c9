import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRouter } from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { argument, CommandIDs } from '../commands';
import { linkIn, withoutLink } from '../links/address';
import { LinkFollower } from '../links/follower';
import type { SharesModel } from '../shares/model';
import { ICompanion, IReceivedShares, ISharedDrive } from '../tokens';

/**
 * Shows the share, file or folder that the page's address names, and does no
 * more than that: links are made by others.
 */
export const link: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:link',
  description:
    'Shows a share, a file or a folder from an address with ?sciencemesh-open=.',
  autoStart: true,
  requires: [IRouter, ICompanion, IReceivedShares],
  optional: [ISharedDrive, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    router: IRouter,
    companion: ICompanion,
    shares: SharesModel,
    shared: ISharedDrive | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands } = app;
    const follower = new LinkFollower({
      companion,
      drives: shared?.drives ?? null,
      shares,
      show: {
        document: path => commands.execute('docmanager:open', { path }),
        folder: path => commands.execute(CommandIDs.showDrive, { path }),
        panel: () => commands.execute(CommandIDs.showPanel),
        preview: async share => {
          await commands.execute(CommandIDs.openShare, { share });
        }
      },
      trans
    });
    commands.addCommand(CommandIDs.openLink, {
      label: trans.__('Open link'),
      caption: trans.__('Show the share, file or folder in the page’s address'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            search: {
              type: 'string',
              description: trans.__('Query part of the address')
            }
          },
          required: ['search']
        }
      },
      isVisible: () => false,
      execute: async args => {
        const asked = linkIn(argument(args, 'search') ?? '');
        if (asked === null) {
          return;
        }
        await app.restored;
        // In place, so that the way back does not lead to it again.
        window.history.replaceState(
          {},
          '',
          URLExt.join(router.base, withoutLink(router.current))
        );
        await follower.follow(asked);
      }
    });
    router.register({
      command: CommandIDs.openLink,
      pattern: /[?&]sciencemesh-open=/
    });
  }
};
