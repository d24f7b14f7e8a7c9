import type { TranslationBundle } from '@jupyterlab/translation';
import type { Contents } from '@jupyterlab/services';
import { deleteIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { CommandIDs } from '../../commands';
import { versionIcon } from '../../icons';
import type { DriveBrowser } from '../browser/browser';
import type { DriveSwitch } from '../browser/switch';
import { detailsOf } from '../entry';
import { companionPath, driveNameOf, localPath } from '../paths';
import type { ISpace } from './deleted';

/**
 * What the commands need.
 */
export interface IKeptCommands {
  readonly drives: Pick<DriveSwitch, 'front'>;

  /**
   * Show what was deleted in one of these spaces.
   *
   * @param provider - what the person knows it as
   */
  readonly showDeleted: (spaces: readonly ISpace[], provider: string) => void;

  /**
   * Show the earlier states of a file.
   */
  readonly showVersions: (entry: Contents.IModel) => void;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands for what servers keep: earlier states, and what was deleted.
 *
 * #### Notes
 * The companion tells of each entry whether there is such a thing; where there
 * is not, they are out of sight.
 */
export function addKeptCommands(
  commands: CommandRegistry,
  options: IKeptCommands
): void {
  const { drives, showDeleted, showVersions, trans } = options;
  const file = (): Contents.IModel | null => {
    const [entry, ...more] = drives.front.selectedItems();
    return entry && more.length === 0 && hasVersions(entry) ? entry : null;
  };
  commands.addCommand(CommandIDs.showVersions, {
    label: trans.__('Earlier versions…'),
    caption: trans.__('Look at earlier states of this file, and restore one'),
    icon: args => (args['isPalette'] ? undefined : versionIcon),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => file() !== null,
    isVisible: () => file() !== null,
    execute: () => {
      const entry = file();
      if (entry) {
        showVersions(entry);
      }
    }
  });
  const spaces = (args: { [name: string]: unknown }): readonly ISpace[] =>
    spacesOf(drives.front, args['here'] === true);
  commands.addCommand(CommandIDs.showDeleted, {
    label: trans.__('Deleted files…'),
    caption: trans.__('Look at what was deleted, and bring it back'),
    icon: args => (args['isPalette'] ? undefined : deleteIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          here: {
            type: 'boolean',
            description: trans.__(
              'The folder on show, and not what is selected in it'
            )
          }
        }
      }
    },
    isEnabled: args => spaces(args).length > 0,
    isVisible: args => spaces(args).length > 0,
    execute: args => {
      const found = spaces(args);
      if (found.length > 0) {
        showDeleted(found, drives.front.folder.drive.name);
      }
    }
  });
}

function hasVersions(entry: Contents.IModel): boolean {
  return entry.type !== 'directory' && detailsOf(entry)?.versions === true;
}

/**
 * The space of what is selected, or of the folder on show; in the root of a
 * drive all that it begins with.
 */
function spacesOf(
  browser: Pick<DriveBrowser, 'folder' | 'selectedItems'>,
  isHere: boolean
): readonly ISpace[] {
  const { entries, folder } = browser.folder;
  const [selected] = isHere ? [] : [...browser.selectedItems()];
  const entry = selected ?? folder;
  const isRoot = entry !== null && localPath(entry.path) === '';
  const spaces = (isRoot ? entries : [entry])
    .filter(one => one !== null)
    .filter(one => detailsOf(one)?.trash === true)
    .map(({ path }) => spaceAt(path));
  return spaces;
}

/** The space that a path of JupyterLab is in. */
function spaceAt(path: string): ISpace {
  const [name = ''] = localPath(path).split('/');
  return { name, path: companionPath(`${driveNameOf(path)}:${name}`) };
}
