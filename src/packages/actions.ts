import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { PackagePreview } from 'sciencemesh-contract';
import type { IPreferences } from '../tokens';
import type { WorkingCopies } from '../transfers/workingcopies';
import { FolderField } from './folderfield';
import type { PackageModel } from './model';
import type { IOwnFolder } from './ownfolders';
import { openLabel } from './wording';

/**
 * What a person can do with a package, with the questions that it takes.
 */
export class PackageActions {
  constructor(options: PackageActions.IOptions) {
    this._docManager = options.docManager;
    this._ownFolders = options.ownFolders;
    this._preferences = options.preferences;
    this._publish = options.publish;
    this._submit = options.submit;
    this._trans = options.trans;
    this._translator = options.translator;
    this._workingCopies = options.workingCopies;
  }

  /**
   * Ask for the folder, then make the working copy.
   *
   * @param fresh - make a new working copy beside one that is there
   */
  async open(model: PackageModel, fresh: boolean): Promise<void> {
    const { preview } = model;
    if (!preview) {
      return;
    }
    const chosen = await this._askFolder(preview, fresh);
    if (chosen !== null && !model.isDisposed) {
      await model.open(chosen.folder, fresh, chosen.copyTo);
    }
  }

  /**
   * Open the newest working copy of a package that has one.
   */
  async openWorkingCopy(model: PackageModel): Promise<void> {
    const copy = model.preview?.workingCopies[0];
    if (!copy) {
      return;
    }
    if (copy.notebook) {
      const kernel = model.transfer?.preflight?.kernel.offered;
      this._workingCopies.openNotebook(
        copy.notebook,
        kernel ?? model.preview?.kernel?.offered ?? null
      );
    } else {
      await this._workingCopies.openFolder(copy.path);
    }
  }

  /**
   * Ask for what it takes to run a package that has a working copy on a site.
   */
  async submit(model: PackageModel): Promise<void> {
    const { packageId } = model;
    if (packageId !== null) {
      await this._submit(packageId);
    }
  }

  /**
   * Begin to publish the working copy of a package at a repository.
   */
  async publish(model: PackageModel): Promise<void> {
    const { packageId } = model;
    if (packageId !== null) {
      await this._publish(packageId);
    }
  }

  /**
   * Show the folder of a working copy in the file browser.
   */
  async showFolder(path: string): Promise<void> {
    await this._workingCopies.openFolder(path);
  }

  /**
   * The folder that is proposed: the companion's, or in the place that the
   * person has set.
   */
  private _proposal(preview: PackagePreview): string {
    const { folder } = this._preferences;
    return folder === ''
      ? preview.folder
      : PathExt.join(folder, PathExt.basename(preview.folder));
  }

  /**
   * Ask where to; null when the person thinks better of it.
   *
   * #### Notes
   * JupyterLab shows one dialog at a time, so choosing a folder in the file
   * browser leaves this dialog and comes back to it.
   */
  private async _askFolder(
    preview: PackagePreview,
    fresh: boolean
  ): Promise<FolderField.IValue | null> {
    const trans = this._trans;
    const ownFolders = await this._ownFolders();
    let value: FolderField.IValue = {
      folder: this._proposal(preview),
      copyTo: null
    };
    for (;;) {
      const body = new FolderField({ fresh, ownFolders, trans, value });
      const { button } = await showDialog({
        title: openLabel(preview, trans),
        body,
        buttons: [
          Dialog.cancelButton(),
          Dialog.createButton({
            // It leads on, but it is not what the dialog is for.
            accept: false,
            actions: ['browse'],
            caption: trans.__('Choose a folder in the file browser'),
            label: trans.__('Browse…')
          }),
          Dialog.okButton({ label: openLabel(preview, trans) })
        ],
        defaultButton: 2,
        focusNodeSelector: 'input'
      });
      value = body.getValue();
      if (button.actions.includes('browse')) {
        const { copyTo, folder } = value;
        value = { copyTo, folder: (await this._browse(folder)) ?? folder };
      } else {
        return button.accept && value.folder !== '' ? value : null;
      }
    }
  }

  private async _browse(folder: string): Promise<string | null> {
    const { button, value } = await FileDialog.getExistingDirectory({
      manager: this._docManager,
      title: this._trans.__('Choose the folder to put the working copy in'),
      translator: this._translator
    });
    const parent = value?.[0]?.path;
    return button.accept && parent !== undefined
      ? PathExt.join(parent, PathExt.basename(folder))
      : null;
  }

  private readonly _docManager: IDocumentManager;
  private readonly _ownFolders: PackageActions.IOptions['ownFolders'];
  private readonly _preferences: IPreferences;
  private readonly _publish: PackageActions.IOptions['publish'];
  private readonly _submit: PackageActions.IOptions['submit'];
  private readonly _trans: TranslationBundle;
  private readonly _translator: ITranslator;
  private readonly _workingCopies: WorkingCopies;
}

/**
 * The namespace for `PackageActions` statics.
 */
export namespace PackageActions {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly docManager: IDocumentManager;

    /**
     * Folders among the person's own files elsewhere, as they are now.
     */
    readonly ownFolders: () => Promise<readonly IOwnFolder[]>;
    readonly preferences: IPreferences;

    /**
     * Show a page that publishes the working copy of a package.
     */
    readonly publish: (packageId: string) => Promise<unknown>;

    /**
     * Show a form that submits a package as a job.
     */
    readonly submit: (packageId: string) => Promise<unknown>;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
    readonly workingCopies: WorkingCopies;
  }
}
