import { Notification } from '@jupyterlab/apputils';
import type { DirListing } from '@jupyterlab/filebrowser';
import { FileBrowser } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { IStateDB } from '@jupyterlab/statedb';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { CompanionStatus } from '../../companion/status';
import { DriveListing } from '../listing/listing';
import { DriveRenderer } from '../listing/renderer';
import type { Uploads } from '../uploads/uploads';
import { UploadsView } from '../uploads/view';
import { DriveFolder } from './folder';
import { FolderState } from './state';

/**
 * The file browser of one of our drives.
 */
export class DriveBrowser extends FileBrowser {
  constructor(options: DriveBrowser.IOptions) {
    const { folder, hide, state, status, trans, translator, uploads } = options;
    super({
      id: folder.drive.isOwn
        ? `jp-scimesh-drive-${encodeURIComponent(folder.drive.name)}`
        : 'jp-scimesh-drive',
      model: folder,
      renderer: new DriveRenderer(trans),
      state: state ?? undefined,
      translator
    });
    this._folder = folder;
    this.addClass('jp-SciMeshDrive');
    // The section that the browser is in has the toolbar.
    this.toolbar.hide();
    folder.connectionFailure.connect(this._onFailure, this);
    this.mainPanel.addWidget(
      new FolderState({ folder, hide, listing: this.rows, status, trans })
    );
    this.mainPanel.insertWidget(0, new UploadsView({ trans, uploads }));
    nameHome(
      this.crumbs.node,
      folder.drive.isOwn ? folder.drive.name : trans.__('All shares')
    );
  }

  /**
   * The folder on show.
   */
  get folder(): DriveFolder {
    return this._folder;
  }

  /**
   * The rows.
   */
  get rows(): DriveListing {
    const { listing } = this;
    if (!(listing instanceof DriveListing)) {
      throw new Error('The browser of the drive has rows of its own.');
    }
    return listing;
  }

  override async createNewDirectory(): Promise<Contents.IModel> {
    this._checkHere();
    return super.createNewDirectory();
  }

  override async createNewFile(
    options: FileBrowser.IFileOptions
  ): Promise<Contents.IModel> {
    this._checkHere();
    return super.createNewFile(options);
  }

  protected override createDirListing(
    options: DirListing.IOptions
  ): DirListing {
    const { model, renderer } = options;
    if (
      !(model instanceof DriveFolder) ||
      !(renderer instanceof DriveRenderer)
    ) {
      throw new Error('The browser of the drive shows the drive alone.');
    }
    return new DriveListing({ ...options, model, renderer });
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this.isVisible) {
      void this._folder.open();
    }
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    void this._folder.open();
  }

  private _checkHere(): void {
    if (!this._folder.deeds.allowsHere()) {
      throw new Error('Nothing can be made in this folder.');
    }
  }

  private _onFailure(_: unknown, error: Error): void {
    // Of a folder that is not there JupyterLab tells by itself.
    const isMissing =
      error instanceof ServerConnection.ResponseError &&
      error.response.status === 404;
    if (!isMissing) {
      Notification.error(error.message, { autoClose: 10_000 });
    }
  }

  private readonly _folder: DriveFolder;
}

/**
 * The namespace for `DriveBrowser` statics.
 */
export namespace DriveBrowser {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly folder: DriveFolder;

    /**
     * Put a share out of the drive.
     */
    readonly hide: (shareId: string) => Promise<void>;
    readonly state: IStateDB | null;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
    readonly uploads: Uploads;
  }
}

/**
 * JupyterLab gives the first of the breadcrumbs the server's folder for a
 * title, which is not where this one leads.
 */
function nameHome(crumbs: HTMLElement, title: string): void {
  const observer = new MutationObserver(() => {
    const [home] = crumbs.getElementsByClassName('jp-BreadCrumbs-home');
    if (home) {
      // It is made once, and put there with the first folder.
      home.setAttribute('title', title);
      observer.disconnect();
    }
  });
  observer.observe(crumbs, { childList: true, subtree: true });
}
