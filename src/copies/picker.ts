import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import {
  DirListing,
  FileBrowser,
  FilterFileBrowserModel
} from '@jupyterlab/filebrowser';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/**
 * Let the person choose a folder of the drive.
 *
 * #### Notes
 * JupyterLab's own dialog of this kind leaves the drive with the first folder
 * that is opened in it.
 *
 * @returns its path in JupyterLab; null when none was chosen
 */
export async function chooseDriveFolder(
  options: FolderPicker.IOptions
): Promise<string | null> {
  const { trans } = options;
  const { button, value } = await showDialog({
    title: options.title,
    body: new FolderPicker(options),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Copy here') })
    ],
    focusNodeSelector: '.jp-DirListing-item'
  });
  return button.accept ? value : null;
}

/**
 * A browser of the folders of the drive.
 */
class FolderPicker extends Widget implements Dialog.IBodyWidget<string> {
  constructor(options: FolderPicker.IOptions) {
    super();
    this.addClass('jp-SciMeshFolderPicker');
    const { driveName, manager, trans, translator } = options;
    this._browser = new FileBrowser({
      id: 'jp-scimesh-folder-picker',
      model: new FilterFileBrowserModel({
        auto: true,
        driveName,
        filter: ({ type }) => (type === 'directory' ? {} : null),
        manager,
        translator
      }),
      renderer: DirListing.defaultRenderer,
      translator
    });
    const words = document.createElement('p');
    words.textContent = trans.__(
      'Open a folder with a double click; the selected folder, or the one on show, receives the copies.'
    );
    this.node.append(words);
    this._browser.showFileFilter = false;
  }

  getValue(): string {
    const [chosen] = this._browser.selectedItems();
    return chosen?.path ?? this._browser.model.path;
  }

  protected override onAfterAttach(): void {
    Widget.attach(this._browser, this.node);
    void this._browser.model.cd();
  }

  protected override onBeforeDetach(): void {
    Widget.detach(this._browser);
    this._browser.dispose();
    this._browser.model.dispose();
  }

  private readonly _browser: FileBrowser;
}

/**
 * The namespace for `FolderPicker` statics.
 */
export namespace FolderPicker {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly driveName: string;
    readonly manager: IDocumentManager;
    readonly title: string;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
  }
}
