import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { packageIcon, scienceMeshIcon } from './icons';
import type { CompanionStatus } from './companion/status';

/**
 * The commands of this extension.
 */
export namespace CommandIDs {
  export const showDrive = 'sciencemesh:show-drive';
  export const showPanel = 'sciencemesh:show-panel';
  export const refreshShares = 'sciencemesh:refresh-shares';
  export const openShare = 'sciencemesh:open-share';
  export const openPackage = 'sciencemesh:open-package';
  export const openFile = 'sciencemesh:open-file';
  export const openSelectedFile = 'sciencemesh:open-selected-file';
  export const openUrl = 'sciencemesh:open-url';
  export const openAsNotebook = 'sciencemesh:open-as-notebook';
  export const checkSources = 'sciencemesh:check-sources';
  export const openLink = 'sciencemesh:open-link';
  export const openElsewhere = 'sciencemesh:open-elsewhere';
  export const checkShare = 'sciencemesh:check-share';
  export const showVersions = 'sciencemesh:show-versions';
  export const showDeleted = 'sciencemesh:show-deleted';
  export const openLargeFile = 'sciencemesh:open-large-file';
}

/**
 * The arguments of a command, as a JSON Schema.
 */
function text(
  name: string,
  description: string,
  isRequired: boolean
): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: { [name]: { type: 'string', description } },
    required: isRequired ? [name] : []
  };
}

const NO_ARGUMENTS: ReadonlyJSONObject = { type: 'object', properties: {} };

/**
 * Read one argument of a command; commands may be called by anybody.
 */
export function argument(
  args: ReadonlyJSONObject | Partial<Record<string, unknown>>,
  name: string
): string | null {
  const value = args[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * What the commands around the side panel do.
 */
export interface IPanelCommands {
  readonly refresh: () => Promise<void>;
  readonly show: () => void;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands around the side panel.
 */
export function addPanelCommands(
  commands: CommandRegistry,
  options: IPanelCommands
): void {
  const { trans } = options;
  commands.addCommand(CommandIDs.showPanel, {
    label: args =>
      args['isLauncher']
        ? trans.__('Received shares')
        : trans.__('Show received shares'),
    caption: trans.__('Show what others have shared with you'),
    icon: args => (args['isPalette'] ? undefined : scienceMeshIcon),
    describedBy: { args: NO_ARGUMENTS },
    execute: () => options.show()
  });
  commands.addCommand(CommandIDs.refreshShares, {
    label: trans.__('Refresh received shares'),
    caption: trans.__('Look for new shares now'),
    icon: args => (args['isPalette'] ? undefined : refreshIcon),
    describedBy: { args: NO_ARGUMENTS },
    execute: () => options.refresh()
  });
}

/**
 * What the commands around packages do.
 */
export interface IPackageCommands {
  /**
   * Whether the person works with a preview at the moment.
   */
  readonly hasCurrent: () => boolean;
  readonly checkSources: () => Promise<void>;
  readonly openAsNotebook: (packageId: string | null) => Promise<void>;
  readonly openFile: (path: string | null) => Promise<void>;
  readonly openPackage: (packageId: string) => void;
  readonly openShare: (shareId: string) => Promise<void>;
  readonly openUrl: (url: string | null) => Promise<void>;
  readonly status: CompanionStatus;
  readonly trans: TranslationBundle;
}

/**
 * Add the commands around packages.
 *
 * #### Notes
 * None of them fetches or runs anything without a further click: they may be
 * called from documents that strangers wrote.
 */
export function addPackageCommands(
  commands: CommandRegistry,
  options: IPackageCommands
): void {
  const { status, trans } = options;
  commands.addCommand(CommandIDs.openShare, {
    label: trans.__('Open preview of share'),
    caption: trans.__('Show what a received share contains'),
    icon: packageIcon,
    describedBy: {
      args: text('share', trans.__('Identifier of the received share'), true)
    },
    isEnabled: args => argument(args, 'share') !== null,
    isVisible: args => argument(args, 'share') !== null,
    execute: async args => {
      const share = argument(args, 'share');
      if (share !== null) {
        await options.openShare(share);
      }
    }
  });
  commands.addCommand(CommandIDs.openPackage, {
    label: trans.__('Open preview of package'),
    caption: trans.__('Show what a package contains'),
    icon: packageIcon,
    describedBy: {
      args: text('package', trans.__('Identifier of the package'), true)
    },
    isEnabled: args => argument(args, 'package') !== null,
    isVisible: args => argument(args, 'package') !== null,
    execute: args => {
      const id = argument(args, 'package');
      if (id !== null) {
        options.openPackage(id);
      }
    }
  });
  commands.addCommand(CommandIDs.openFile, {
    label: trans.__('Open package from file…'),
    caption: trans.__('Preview a crate document, a crate archive or a folder'),
    icon: args => (args['isPalette'] ? undefined : packageIcon),
    describedBy: {
      args: text(
        'path',
        trans.__('Path of the file; left out to be asked for it'),
        false
      )
    },
    isEnabled: () => status.isRunning,
    execute: args => options.openFile(argument(args, 'path'))
  });
  commands.addCommand(CommandIDs.openUrl, {
    label: args =>
      args['isLauncher']
        ? trans.__('Open package…')
        : trans.__('Open package from URL…'),
    caption: trans.__('Preview a crate document or archive at a web address'),
    icon: args => (args['isPalette'] ? undefined : packageIcon),
    describedBy: {
      args: text(
        'url',
        trans.__('Address that the person is asked to confirm'),
        false
      )
    },
    isEnabled: () => status.isRunning,
    execute: args => options.openUrl(argument(args, 'url'))
  });
  commands.addCommand(CommandIDs.openAsNotebook, {
    label: trans.__('Open package as notebook…'),
    caption: trans.__('Make a working copy of a package and open its notebook'),
    icon: args => (args['isPalette'] ? undefined : packageIcon),
    describedBy: {
      args: text(
        'package',
        trans.__('Identifier of the package; left out for the one on show'),
        false
      )
    },
    isEnabled: args =>
      status.isRunning &&
      (argument(args, 'package') !== null || options.hasCurrent()),
    execute: args => options.openAsNotebook(argument(args, 'package'))
  });
  commands.addCommand(CommandIDs.checkSources, {
    label: trans.__('Check sources of package'),
    caption: trans.__(
      'Ask the hosts whether the files are there and how large they are'
    ),
    describedBy: { args: NO_ARGUMENTS },
    isEnabled: () => status.isRunning && options.hasCurrent(),
    execute: () => options.checkSources()
  });
}

/**
 * Add the command of the file browser's context menu.
 */
export function addFileBrowserCommands(
  commands: CommandRegistry,
  options: {
    readonly openSelected: () => Promise<void>;
    readonly trans: TranslationBundle;
  }
): void {
  const { openSelected, trans } = options;
  commands.addCommand(CommandIDs.openSelectedFile, {
    label: trans.__('Open as package'),
    caption: trans.__('Preview the package that the selected file describes'),
    icon: packageIcon,
    describedBy: { args: NO_ARGUMENTS },
    execute: () => openSelected()
  });
}

/**
 * What the commands around viewers do.
 */
export interface IViewerCommands {
  readonly openLarge: (path: string) => Promise<void>;

  /**
   * The files that are chosen in the file browser.
   */
  readonly selected: () => readonly string[];
  readonly trans: TranslationBundle;
}

/**
 * Add the commands around viewers of large files.
 */
export function addViewerCommands(
  commands: CommandRegistry,
  options: IViewerCommands
): void {
  const { trans } = options;
  const pathsOf = (args: ReadonlyJSONObject | object): readonly string[] => {
    const path = argument({ ...args }, 'path');
    return path === null ? options.selected() : [path];
  };
  commands.addCommand(CommandIDs.openLargeFile, {
    label: trans.__('Open large file'),
    caption: trans.__(
      'Show the first page of a file, or a table of it, without loading the rest'
    ),
    describedBy: {
      args: text(
        'path',
        trans.__('Path of the file; left out for the selected files'),
        false
      )
    },
    isEnabled: args => pathsOf(args).length > 0,
    execute: async args => {
      for (const path of pathsOf(args)) {
        await options.openLarge(path);
      }
    }
  });
}
