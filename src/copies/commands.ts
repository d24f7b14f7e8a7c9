import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { CompanionStatus } from '../companion/status';
import type { IDriveNames } from '../drive/paths';
import { isOurs } from '../drive/paths';

/**
 * The commands that copy between our drives and the person's files.
 */
export namespace CopyCommands {
  export const toLocal = 'sciencemesh:copy-to-local';
  export const toDrive = 'sciencemesh:copy-to-drive';
}

/**
 * What the commands need.
 */
export interface ICopyCommands {
  /**
   * Ask for a folder among the person's files; null when none was chosen.
   */
  readonly chooseLocal: () => Promise<string | null>;

  /**
   * Ask for a folder of our drives; null when none was chosen.
   */
  readonly chooseDrive: () => Promise<string | null>;
  readonly copy: (paths: readonly string[], target: string) => Promise<unknown>;
  readonly drives: IDriveNames;

  /**
   * Whether there are more drives of ours than one.
   */
  readonly hasSeveral: () => boolean;

  /**
   * Paths that are selected in the file browser that was used last.
   */
  readonly selected: () => readonly string[];
  readonly status: CompanionStatus;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands.
 *
 * #### Notes
 * Their arguments name what to copy and where to; a person is asked for what
 * is left out, and about every name that is taken.
 */
export function addCopyCommands(
  commands: CommandRegistry,
  options: ICopyCommands
): void {
  const { drives, hasSeveral, status, trans } = options;
  const described: ReadonlyJSONObject = {
    type: 'object',
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string' },
        description: trans.__('What to copy; left out for what is selected')
      },
      target: {
        type: 'string',
        description: trans.__('Folder for the copies; left out to be asked')
      }
    }
  };
  const pathsOf = (args: Args): readonly string[] => {
    const { paths } = args;
    return Array.isArray(paths)
      ? paths.filter(path => typeof path === 'string')
      : options.selected();
  };
  const add = (
    id: string,
    words: Pick<CommandRegistry.ICommandOptions, 'caption' | 'label'>,
    isSource: (path: string) => boolean,
    choose: () => Promise<string | null>
  ): void => {
    const fits = (args: Args): boolean => {
      const paths = pathsOf(args);
      return paths.length > 0 && paths.every(isSource);
    };
    commands.addCommand(id, {
      ...words,
      icon: copyIcon,
      describedBy: { args: described },
      isEnabled: args => status.isRunning && fits(args),
      isVisible: fits,
      execute: async args => {
        const { target } = args;
        const folder = typeof target === 'string' ? target : await choose();
        if (folder !== null) {
          await options.copy(pathsOf(args), folder);
        }
      }
    });
  };
  add(
    CopyCommands.toLocal,
    {
      label: trans.__('Copy to my files…'),
      caption: trans.__('Copy to a folder on the Jupyter server')
    },
    path => isOurs(path, drives),
    options.chooseLocal
  );
  add(
    CopyCommands.toDrive,
    {
      label: () =>
        hasSeveral()
          ? trans.__('Copy to a drive…')
          : trans.__('Copy to ScienceMesh…'),
      caption: () =>
        hasSeveral()
          ? trans.__('Copy to a folder of a drive, shared or your own')
          : trans.__('Copy to a folder that is shared with you')
    },
    path => hasSeveral() || !isOurs(path, drives),
    options.chooseDrive
  );
}

type Args = Readonly<Record<string, unknown>> | ReadonlyJSONObject;
