import type { TranslationBundle } from '@jupyterlab/translation';
import { listIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { argument } from '../../commands';
import { jobIcon } from '../../icons';

/**
 * The commands that show jobs.
 */
export namespace JobCommandIDs {
  export const open = 'sciencemesh:open-job';
  export const showAll = 'sciencemesh:show-jobs';
}

/**
 * What the commands do.
 */
export interface IJobCommands {
  readonly open: (jobId: string) => void;
  readonly showAll: () => void;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands that show jobs.
 */
export function addJobCommands(
  commands: CommandRegistry,
  { open, showAll, trans }: IJobCommands
): void {
  commands.addCommand(JobCommandIDs.open, {
    label: trans.__('Open Job'),
    caption: trans.__('Show how a job is, and what it has made'),
    icon: jobIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          job: { type: 'string', description: 'Identifier of the job' }
        },
        required: ['job']
      }
    },
    execute: args => {
      const job = argument(args, 'job');
      if (job !== null) {
        open(job);
      }
    }
  });
  commands.addCommand(JobCommandIDs.showAll, {
    label: trans.__('Show Jobs'),
    caption: trans.__('Show all jobs in a table'),
    icon: args => (args['isPalette'] === true ? undefined : listIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          isPalette: {
            type: 'boolean',
            description: 'Whether it stands in the command palette'
          }
        }
      }
    },
    execute: () => showAll()
  });
}
