import type { TranslationBundle } from '@jupyterlab/translation';
import { settingsIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { argument } from '../commands';
import { publishIcon } from '../icons';

/**
 * The commands that show publications and repositories.
 */
export namespace PublicationCommands {
  export const showAll = 'sciencemesh:show-publications';
  export const showRepositories = 'sciencemesh:show-repositories';
}

/**
 * Add the command that shows the list of publications.
 */
export function addListCommand(
  commands: CommandRegistry,
  options: { readonly show: () => void; readonly trans: TranslationBundle }
): void {
  const { show, trans } = options;
  commands.addCommand(PublicationCommands.showAll, {
    label: trans.__('Show publications'),
    caption: trans.__('Show drafts, uploads, reviews and what is published'),
    icon: args => (args['isPalette'] ? undefined : publishIcon),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => show()
  });
}

/**
 * Add the command that shows the page of the repositories.
 */
export function addRepositoriesCommand(
  commands: CommandRegistry,
  options: {
    readonly show: (id: string | null) => void;
    readonly trans: TranslationBundle;
  }
): void {
  const { show, trans } = options;
  commands.addCommand(PublicationCommands.showRepositories, {
    label: trans.__('Show repositories'),
    caption: trans.__('Sign in to repositories, and add others'),
    icon: args => (args['isPalette'] ? undefined : settingsIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          repository: {
            type: 'string',
            description: trans.__(
              'Identifier of the repository to sign in to; left out for none'
            )
          }
        }
      }
    },
    execute: args => show(argument(args, 'repository'))
  });
}
