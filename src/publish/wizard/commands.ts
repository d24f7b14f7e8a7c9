import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { argument } from '../../commands';
import { publishIcon } from '../../icons';
import type { WizardStart } from './start';
import { startOf } from './start';

/**
 * The command that shows a page which publishes.
 */
export const OPEN_PUBLICATION = 'sciencemesh:open-publication';

/**
 * Add it. It takes what a page was opened for, after a reload as well.
 */
export function addWizardCommands(
  commands: CommandRegistry,
  show: (start: WizardStart) => void,
  trans: TranslationBundle
): void {
  commands.addCommand(OPEN_PUBLICATION, {
    label: trans.__('Open Publication'),
    caption: trans.__('Show how far a publication is, and go on with it'),
    icon: publishIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          publication: {
            type: 'string',
            description: 'Identifier of the publication'
          },
          key: {
            type: 'string',
            description: 'Of a publication that is to begin once'
          },
          subject: {
            type: 'string',
            description: 'What that one publishes, as JSON'
          }
        }
      }
    },
    execute: args => {
      const start = startOf({
        key: argument(args, 'key') ?? undefined,
        publication: argument(args, 'publication') ?? undefined,
        subject: argument(args, 'subject') ?? undefined
      });
      if (start) {
        show(start);
      }
    }
  });
}
