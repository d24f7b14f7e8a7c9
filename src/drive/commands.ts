import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  copyIcon,
  cutIcon,
  deleteIcon,
  downloadIcon,
  editIcon,
  fileIcon,
  fileUploadIcon,
  filterIcon,
  folderIcon,
  launcherIcon,
  newFolderIcon,
  pasteIcon,
  refreshIcon,
  textEditorIcon
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { CommandIDs } from '../commands';
import { infoIcon } from '../icons';
import type { DriveBrowser } from './browser/browser';
import { showProperties } from './browser/properties';
import type { DriveSwitch } from './browser/switch';
import type { Deed } from './entry';
import { detailsOf, isOwn, isShare } from './entry';
import { driveNameOf, localPath } from './paths';
import { placeOfShare } from './shareplace';
import { chooseFiles } from './uploads/choosing';

/**
 * The commands of the drive.
 */
export namespace DriveCommands {
  export const show = CommandIDs.showDrive;
  export const open = 'sciencemesh:drive-open';
  export const refresh = 'sciencemesh:drive-refresh';
  export const goUp = 'sciencemesh:drive-go-up';
  export const newFolder = 'sciencemesh:drive-new-folder';
  export const newFile = 'sciencemesh:drive-new-file';
  export const launcher = 'sciencemesh:drive-new-launcher';
  export const upload = 'sciencemesh:drive-upload';
  export const filter = 'sciencemesh:drive-toggle-filter';
  export const rename = 'sciencemesh:drive-rename';
  export const remove = 'sciencemesh:drive-delete';
  export const cut = 'sciencemesh:drive-cut';
  export const copy = 'sciencemesh:drive-copy';
  export const paste = 'sciencemesh:drive-paste';
  export const duplicate = 'sciencemesh:drive-duplicate';
  export const download = 'sciencemesh:drive-download';
  export const copyPath = 'sciencemesh:drive-copy-path';
  export const selectAll = 'sciencemesh:drive-select-all';
  export const properties = 'sciencemesh:drive-properties';
  export const removeShare = 'sciencemesh:drive-remove-share';
}

/**
 * What the commands of the drive need.
 */
export interface IDriveCommands {
  readonly drives: DriveSwitch;

  /**
   * Put a share out of the drive.
   */
  readonly hide: (shareId: string) => Promise<void>;

  /**
   * Bring the drives to the front.
   */
  readonly show: () => void;
  readonly trans: TranslationBundle;
}

const NO_ARGUMENTS: ReadonlyJSONObject = { type: 'object', properties: {} };

/**
 * Add the commands of the drive.
 *
 * #### Notes
 * A command that cannot work at the moment is disabled, and its caption says
 * why.
 */
export function addDriveCommands(
  commands: CommandRegistry,
  options: IDriveCommands
): void {
  const { drives, trans } = options;
  // That which the person works with when a command is called.
  const browser = () => drives.front;
  const folder = () => browser().folder;
  const deeds = () => folder().deeds;
  const add = (
    id: string,
    command: Omit<CommandRegistry.ICommandOptions, 'describedBy'>
  ): void => {
    commands.addCommand(id, {
      describedBy: { args: NO_ARGUMENTS },
      ...command
    });
  };
  const here = {
    isEnabled: () => deeds().hindranceHere() === null,
    caption: (said: string) => () => deeds().hindranceHere() ?? said
  };
  const selected = () => [...browser().selectedItems()];
  const chosen = (deed: Deed) => ({
    isEnabled: () =>
      selected().length > 0 && deeds().hindrance(selected(), deed) === null,
    caption: () => deeds().hindrance(selected(), deed) ?? ''
  });

  commands.addCommand(DriveCommands.show, {
    label: trans.__('Show ScienceMesh drive'),
    caption: trans.__('Show the folders and files that are shared with you'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__(
              'Path of a folder or a file, with the name of the drive; without one, among the shares'
            )
          },
          share: {
            type: 'string',
            description: trans.__('Identifier of an accepted share')
          }
        }
      }
    },
    execute: async args => {
      options.show();
      const { path, share } = args;
      const target =
        typeof share === 'string'
          ? await placeOfShare(drives.shared.folder.drive, share)
          : path;
      if (typeof target === 'string') {
        await reveal(drives.of(target), target);
      }
    }
  });
  commands.addCommand(DriveCommands.open, {
    label: args =>
      typeof args['label'] === 'string' ? args['label'] : trans.__('Open'),
    icon: args => (args['factory'] ? undefined : folderIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          factory: {
            type: 'string',
            description: trans.__('Name of what shows the document')
          },
          label: { type: 'string', description: trans.__('Label in a menu') }
        }
      }
    },
    execute: async args => {
      for (const entry of selected()) {
        if (entry.type === 'directory') {
          await folder().cd(`/${localPath(entry.path)}`);
        } else if (deeds().opens(entry)) {
          const { factory } = args;
          await commands.execute('docmanager:open', {
            path: entry.path,
            ...(typeof factory === 'string' ? { factory } : {})
          });
        }
      }
    }
  });
  add(DriveCommands.refresh, {
    label: trans.__('Refresh drive'),
    caption: trans.__('Look at this folder again'),
    icon: refreshIcon,
    execute: () => folder().refresh()
  });
  add(DriveCommands.goUp, {
    label: trans.__('Go to parent folder'),
    execute: () => browser().goUp()
  });
  add(DriveCommands.newFolder, {
    label: trans.__('New folder'),
    icon: newFolderIcon,
    isEnabled: here.isEnabled,
    caption: here.caption(trans.__('New folder')),
    execute: () => browser().createNewDirectory()
  });
  add(DriveCommands.newFile, {
    label: trans.__('New file'),
    icon: textEditorIcon,
    isEnabled: here.isEnabled,
    caption: here.caption(trans.__('New file')),
    execute: () => browser().createNewFile({ ext: 'txt' })
  });
  add(DriveCommands.launcher, {
    label: trans.__('New launcher'),
    icon: launcherIcon,
    isEnabled: () => here.isEnabled() && commands.hasCommand('launcher:create'),
    caption: here.caption(trans.__('New launcher for this folder')),
    execute: () => commands.execute('launcher:create', { cwd: folder().path })
  });
  add(DriveCommands.upload, {
    label: trans.__('Upload…'),
    icon: fileUploadIcon,
    isEnabled: here.isEnabled,
    caption: here.caption(trans.__('Upload files to this folder')),
    execute: async () => {
      const target = folder().path;
      const files = await chooseFiles();
      deeds().send(files.map(file => ({ file, folder: target })));
    }
  });
  add(DriveCommands.filter, {
    label: trans.__('Filter by name'),
    caption: trans.__('Show or hide the filter by name'),
    icon: filterIcon,
    isToggleable: true,
    isToggled: () => browser().showFileFilter,
    execute: () => {
      browser().showFileFilter = !browser().showFileFilter;
      commands.notifyCommandChanged(DriveCommands.filter);
      if (browser().showFileFilter) {
        // The first time it is drawn before the next frame.
        requestAnimationFrame(() =>
          browser().node.querySelector<HTMLElement>('jp-search')?.focus()
        );
      }
    }
  });
  add(DriveCommands.rename, {
    label: trans.__('Rename'),
    icon: editIcon,
    ...chosen('move'),
    isVisible: () => selected().length === 1,
    execute: () => browser().rename()
  });
  add(DriveCommands.remove, {
    label: trans.__('Delete'),
    icon: deleteIcon,
    ...chosen('delete'),
    execute: () => browser().delete()
  });
  add(DriveCommands.cut, {
    label: trans.__('Cut'),
    icon: cutIcon,
    ...chosen('move'),
    execute: () => browser().cut()
  });
  add(DriveCommands.copy, {
    label: trans.__('Copy'),
    icon: copyIcon,
    execute: () => browser().copy()
  });
  add(DriveCommands.paste, {
    label: trans.__('Paste'),
    icon: pasteIcon,
    isEnabled: here.isEnabled,
    caption: here.caption(trans.__('Paste into this folder')),
    execute: () => browser().paste()
  });
  add(DriveCommands.duplicate, {
    label: trans.__('Duplicate'),
    icon: copyIcon,
    isEnabled: here.isEnabled,
    caption: here.caption(trans.__('Make a copy beside it')),
    execute: () => browser().duplicate()
  });
  add(DriveCommands.download, {
    label: () =>
      selected().some(({ type }) => type === 'directory')
        ? trans.__('Download as archive')
        : trans.__('Download'),
    icon: downloadIcon,
    execute: () => browser().download()
  });
  add(DriveCommands.copyPath, {
    label: trans.__('Copy path'),
    icon: fileIcon,
    isVisible: () => selected().length === 1,
    execute: () => Clipboard.copyToSystem(selected()[0]?.path ?? '')
  });
  add(DriveCommands.selectAll, {
    label: trans.__('Select all'),
    execute: () => browser().selectAll()
  });
  add(DriveCommands.properties, {
    label: trans.__('Properties'),
    icon: infoIcon,
    isVisible: () => selected().length === 1,
    execute: async () => {
      const [entry] = selected();
      if (entry) {
        await showProperties(entry, trans);
      }
    }
  });

  const gone = () =>
    selected()
      .filter(({ path }) => isShare(path) && !isOwn(path))
      .map(entry => detailsOf(entry))
      .filter(details => details?.reach === 'gone');
  add(DriveCommands.removeShare, {
    label: trans.__('Remove from drive'),
    caption: trans.__('Put a share that is gone out of sight'),
    icon: closeIcon,
    isVisible: () => gone().length > 0,
    execute: async () => {
      for (const details of gone()) {
        await options.hide(details?.shareId ?? '');
      }
    }
  });

  const notify = (): void => commands.notifyCommandChanged();
  const follow = (one: DriveBrowser): void => {
    one.selectionChanged.connect(notify);
    one.folder.refreshed.connect(notify);
  };
  drives.browsers.forEach(follow);
  drives.added.connect((_, one) => follow(one));
  drives.turned.connect(notify);
}

/**
 * Go to a folder of the drive, or to the folder of a file, which is selected.
 *
 * @param target - with or without the name of the drive
 */
async function reveal(browser: DriveBrowser, target: string): Promise<void> {
  const { folder } = browser;
  const path =
    driveNameOf(target) === folder.drive.name ? localPath(target) : target;
  const model = await folder.drive.get(path, { content: false });
  if (model.type === 'directory') {
    await folder.cd(`/${path}`);
    return;
  }
  const slash = path.lastIndexOf('/');
  await folder.cd(`/${path.slice(0, Math.max(0, slash))}`);
  await browser.selectItemByName(path.slice(slash + 1));
}
