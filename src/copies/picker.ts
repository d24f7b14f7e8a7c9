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
 * Let the person choose a folder of our drives.
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
 * A browser of the folders of each drive, one drive at a time.
 */
class FolderPicker extends Widget implements Dialog.IBodyWidget<string> {
  constructor(options: FolderPicker.IOptions) {
    super();
    this.addClass('jp-SciMeshFolderPicker');
    this._options = options;
    const { drives, trans } = options;
    this._browser = this._browse(drives[0] ?? '');
    const words = document.createElement('p');
    words.textContent = trans.__(
      'Open a folder with a double click; the selected folder, or the one on show, receives the copies.'
    );
    this.node.append(words);
    if (drives.length > 1) {
      this.node.append(this._choice());
    }
  }

  getValue(): string {
    const [chosen] = this._browser.selectedItems();
    return chosen?.path ?? this._browser.model.path;
  }

  protected override onAfterAttach(): void {
    this._show();
  }

  protected override onBeforeDetach(): void {
    this._leave();
  }

  /** A choice of the drive. */
  private _choice(): HTMLElement {
    const { drives, trans } = this._options;
    const label = document.createElement('label');
    const choice = document.createElement('select');
    choice.classList.add('jp-mod-styled');
    choice.append(...drives.map(name => new Option(name, name)));
    choice.addEventListener('change', () => {
      this._leave();
      this._browser = this._browse(choice.value);
      this._show();
    });
    label.append(trans.__('Drive'), ' ', choice);
    return label;
  }

  private _browse(driveName: string): FileBrowser {
    const { manager, translator } = this._options;
    const browser = new FileBrowser({
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
    browser.showFileFilter = false;
    return browser;
  }

  private _show(): void {
    Widget.attach(this._browser, this.node);
    void this._browser.model.cd();
  }

  private _leave(): void {
    Widget.detach(this._browser);
    this._browser.dispose();
    this._browser.model.dispose();
  }

  private _browser: FileBrowser;
  private readonly _options: FolderPicker.IOptions;
}

/**
 * The namespace for `FolderPicker` statics.
 */
export namespace FolderPicker {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Names of the drives to choose from.
     */
    readonly drives: readonly string[];
    readonly manager: IDocumentManager;
    readonly title: string;
    readonly trans: TranslationBundle;
    readonly translator: ITranslator;
  }
}
