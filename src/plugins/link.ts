import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRouter } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { argument, CommandIDs } from '../commands';
import { linkedShare, withoutLink } from '../link';
import { ICompanion } from '../tokens';

/**
 * Opens the preview of the share that the page's address names, and does no
 * more than that: links are made by others.
 */
export const link: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-sciencemesh:link',
  description:
    'Opens the preview of a share from an address with ?sciencemesh-open=.',
  autoStart: true,
  requires: [IRouter, ICompanion],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    router: IRouter,
    companion: ICompanion,
    translator: ITranslator | null
  ): void => {
    const { status } = companion;
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { commands } = app;
    commands.addCommand(CommandIDs.openLink, {
      label: trans.__('Open linked share'),
      caption: trans.__('Show the preview of the share in the page’s address'),
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
        const share = linkedShare(argument(args, 'search') ?? '');
        if (share === null) {
          return;
        }
        await app.restored;
        router.navigate(withoutLink(router.current), { skipRouting: true });
        if ((await status.settled()).kind === 'running') {
          await commands.execute(CommandIDs.openShare, { share });
        } else {
          // The panel says why nothing can be shown.
          await commands.execute(CommandIDs.showPanel);
        }
      }
    });
    router.register({
      command: CommandIDs.openLink,
      pattern: /[?&]sciencemesh-open=/
    });
  }
};
