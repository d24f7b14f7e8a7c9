import type { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/**
 * The field of the dialog that asks where a working copy goes.
 */
export class FolderField extends Widget implements Dialog.IBodyWidget<string> {
  constructor(options: FolderField.IOptions) {
    super();
    const { folder, fresh, trans } = options;
    this.addClass('jp-SciMeshFolderField');
    const label = document.createElement('label');
    label.textContent = trans.__('Folder of the working copy');
    this._input.type = 'text';
    this._input.className = 'jp-mod-styled';
    this._input.spellcheck = false;
    this._input.value = folder;
    label.append(this._input);
    const note = document.createElement('p');
    note.textContent = fresh
      ? trans.__(
          'Where a working copy is already, the new one gets a number. Nothing is executed.'
        )
      : trans.__(
          'It is made if it is not there. Notebook and data are fetched into it; nothing is executed.'
        );
    this.node.append(label, note);
  }

  /**
   * The folder, relative to the Jupyter root.
   */
  getValue(): string {
    return this._input.value.trim().replace(/^\/+|\/+$/g, '');
  }

  private readonly _input = document.createElement('input');
}

/**
 * The namespace for `FolderField` statics.
 */
export namespace FolderField {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly folder: string;
    readonly fresh: boolean;
    readonly trans: TranslationBundle;
  }
}
