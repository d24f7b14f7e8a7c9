import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { CommandRegistry } from '@lumino/commands';
import type { Transfer } from 'sciencemesh-contract';
import { shownPath } from '../drive/paths';

/**
 * Leads from a working copy into JupyterLab.
 */
export class WorkingCopies {
  constructor(options: WorkingCopies.IOptions) {
    this._commands = options.commands;
    this._docManager = options.docManager;
  }

  /**
   * Open what a transfer has made: its notebook, else its folder.
   */
  async open(transfer: Transfer): Promise<void> {
    if (transfer.notebook) {
      this.openNotebook(
        transfer.notebook,
        transfer.preflight?.kernel.offered ?? null
      );
    } else {
      await this.openFolder(transfer.folder);
    }
  }

  /**
   * Open a notebook, or bring it to the front; nothing in it is executed.
   *
   * @param path - seen from the Jupyter root
   * @param kernel - the kernel that suits it here; null to let JupyterLab find
   * one by the notebook's own words, and ask where it finds none
   */
  openNotebook(path: string, kernel: string | null): void {
    this._docManager.openOrReveal(
      path,
      'default',
      kernel === null ? undefined : { name: kernel }
    );
  }

  /**
   * Show a folder in the file browser.
   *
   * @param path - as transfers name it
   */
  async openFolder(path: string): Promise<void> {
    await this._commands.execute('filebrowser:go-to-path', {
      path: shownPath(path)
    });
  }

  private readonly _commands: CommandRegistry;
  private readonly _docManager: IDocumentManager;
}

/**
 * The namespace for `WorkingCopies` statics.
 */
export namespace WorkingCopies {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly docManager: IDocumentManager;
  }
}
