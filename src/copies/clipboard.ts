import type { FileBrowser } from '@jupyterlab/filebrowser';
import type { CommandRegistry } from '@lumino/commands';
import type { IDriveNames } from '../drive/paths';
import type { ICopyOrder } from './copier';
import { isBetween } from './places';

const COPIES = ['filebrowser:copy', 'sciencemesh:drive-copy'];
const CUTS = ['filebrowser:cut', 'sciencemesh:drive-cut'];
const PASTES = ['filebrowser:paste', 'sciencemesh:drive-paste'];

/**
 * One clipboard for all file browsers.
 *
 * #### Notes
 * Each listing of JupyterLab has its own, so that what is copied in one cannot
 * be pasted in another. This watches the commands, which menus and shortcuts
 * both call: what was copied last counts, wherever, and a paste that crosses
 * drives is ours. Pastes within one drive stay with its listing.
 */
export class CopyClipboard {
  constructor(options: CopyClipboard.IOptions) {
    this._options = options;
    options.commands.commandExecuted.connect(this._onCommand, this);
  }

  /**
   * Follow a browser: in another share its own paste would be one between two
   * servers.
   */
  follow(browser: FileBrowser): void {
    browser.model.pathChanged.connect((_, { newValue }) => {
      const held = this._held;
      if (
        held?.browser === browser &&
        isBetween(held.paths, newValue, this._options.drives)
      ) {
        forget(browser);
        this._held = { ...held, browser: null };
      }
    });
  }

  private _onCommand(
    _: unknown,
    { id }: CommandRegistry.ICommandExecutedArgs
  ): void {
    const browser = this._options.current();
    if (!browser) {
      return;
    }
    if (COPIES.includes(id) || CUTS.includes(id)) {
      this._take(browser, CUTS.includes(id) ? 'move' : 'copy');
    } else if (PASTES.includes(id)) {
      this._paste(browser);
    }
  }

  private _take(browser: FileBrowser, action: 'copy' | 'move'): void {
    const paths = [...browser.selectedItems()].map(({ path }) => path);
    if (paths.length === 0) {
      return;
    }
    this._held = { action, browser, paths };
    for (const other of this._options.browsers()) {
      if (other !== browser) {
        forget(other);
      }
    }
  }

  private _paste(browser: FileBrowser): void {
    const held = this._held;
    const target = browser.model.path;
    if (
      held === null ||
      held.browser === browser ||
      !this._options.isOurs(held.paths, target)
    ) {
      return;
    }
    const { action, paths } = held;
    if (action === 'move') {
      this._held = null;
    }
    this._options.copy({ action, paths, target });
  }

  private _held: IHeld | null = null;
  private readonly _options: CopyClipboard.IOptions;
}

/**
 * The namespace for `CopyClipboard` statics.
 */
export namespace CopyClipboard {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly browsers: () => readonly FileBrowser[];
    readonly commands: CommandRegistry;
    readonly copy: (order: ICopyOrder) => void;
    readonly current: () => FileBrowser | null;
    readonly drives: IDriveNames;
    readonly isOurs: (paths: readonly string[], target: string) => boolean;
  }
}

/**
 * What was copied or cut last.
 */
interface IHeld extends Pick<ICopyOrder, 'action' | 'paths'> {
  /**
   * The browser whose own clipboard holds it, too; null for none.
   */
  readonly browser: FileBrowser | null;
}

/**
 * Empty the clipboard of a listing: copying nothing is the only way to.
 */
function forget(browser: FileBrowser): void {
  const names = [...browser.selectedItems()].map(({ name }) => name);
  browser.clearSelectedItems();
  browser.copy();
  for (const name of names) {
    void browser.selectItemByName(name);
  }
}
