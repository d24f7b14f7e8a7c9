import type { TranslationBundle } from '@jupyterlab/translation';
import { launchIcon } from '@jupyterlab/ui-components';
import type { Contents } from '@jupyterlab/services';
import type { CommandRegistry } from '@lumino/commands';
import type { Provider } from 'sciencemesh-contract';
import { CommandIDs } from '../commands';
import { isOpenableAtProvider } from '../elements/link';
import type { SharesModel } from '../shares/model';
import type { DriveBrowser } from './browser/browser';
import type { DriveSwitch } from './browser/switch';
import { detailsOf, isOwn, spacePageOf } from './entry';
import { localPath } from './paths';
import { pageInside } from './pages';

/**
 * A page in the web interface of a provider.
 */
export interface IElsewhere {
  /**
   * What the person knows the provider as.
   */
  readonly label: string;
  readonly url: string;
}

/**
 * Who brings what, as far as it matters here.
 */
export interface IKnownShares extends Pick<SharesModel, 'get'> {
  readonly providers: Pick<SharesModel['providers'], 'all' | 'of'>;
}

/**
 * The page of an entry of our drives at its provider; null where it has none.
 *
 * #### Notes
 * Of a person's own files the page of a folder is known by its path, and that
 * of a file is the one of its folder. What others have shared has the page that
 * its provider tells for the share.
 */
export function elsewhere(
  entry: Contents.IModel,
  shares: IKnownShares
): IElsewhere | null {
  const { providers } = shares;
  if (isOwn(entry.path)) {
    const [drive = ''] = entry.path.split(':');
    const provider = providers.all.find(one => one.drive === drive);
    return leadingTo(provider, ownPage(entry, provider));
  }
  const share = shares.get(detailsOf(entry)?.shareId ?? '');
  return share ? leadingTo(providers.of(share), share.page) : null;
}

function ownPage(
  entry: Contents.IModel,
  provider: Provider | undefined
): string | null {
  const [space, ...names] = localPath(entry.path).split('/');
  if (space === '') {
    return provider?.page ?? null;
  }
  const page = spacePageOf(entry);
  if (page === null) {
    return null;
  }
  const folder = entry.type === 'directory' ? names : names.slice(0, -1);
  return pageInside(page, folder.join('/'));
}

function leadingTo(
  provider: Provider | null | undefined,
  url: string | null
): IElsewhere | null {
  return provider && url !== null && isOpenableAtProvider(url)
    ? { label: provider.label, url }
    : null;
}

/**
 * What the command needs.
 */
export interface IElsewhereCommand {
  readonly drives: Pick<DriveSwitch, 'front'>;

  /**
   * Open a page outside of JupyterLab.
   */
  readonly open: (url: string) => void;
  readonly shares: IKnownShares;
  readonly trans: TranslationBundle;
}

/**
 * Add the command that leads from a drive to the web interface of its provider.
 */
export function addElsewhereCommand(
  commands: CommandRegistry,
  options: IElsewhereCommand
): void {
  const { drives, open, shares, trans } = options;
  const target = (isHere: boolean): IElsewhere | null => {
    const entry = entryOf(drives.front, isHere);
    return entry && elsewhere(entry, shares);
  };
  commands.addCommand(CommandIDs.openElsewhere, {
    label: args => {
      const { label } = target(args['here'] === true) ?? {};
      return label === undefined
        ? trans.__('Open at the provider')
        : args['here'] === true
          ? trans.__('Open this folder in %1', label)
          : trans.__('Open in %1', label);
    },
    caption: args => target(args['here'] === true)?.url ?? '',
    icon: args => (args['isPalette'] ? undefined : launchIcon),
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
    isEnabled: args => target(args['here'] === true) !== null,
    isVisible: args => target(args['here'] === true) !== null,
    execute: args => {
      const found = target(args['here'] === true);
      if (found) {
        open(found.url);
      }
    }
  });
}

/**
 * What is selected, where it is one thing; the folder on show where nothing is.
 */
function entryOf(
  browser: Pick<DriveBrowser, 'folder' | 'selectedItems'>,
  isHere: boolean
): Contents.IModel | null {
  const selected = isHere ? [] : [...browser.selectedItems()];
  const [only = browser.folder.folder] = selected;
  return selected.length > 1 ? null : only;
}
