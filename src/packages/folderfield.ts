import type { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { IOwnFolder } from './ownfolders';

/**
 * The body of the dialog that asks where a working copy goes.
 */
export class FolderField
  extends Widget
  implements Dialog.IBodyWidget<FolderField.IValue>
{
  constructor(options: FolderField.IOptions) {
    super();
    const { fresh, ownFolders, trans, value } = options;
    this.addClass('jp-SciMeshFolderField');
    const label = document.createElement('label');
    label.textContent = trans.__('Folder of the working copy');
    this._input.type = 'text';
    this._input.className = 'jp-mod-styled';
    this._input.spellcheck = false;
    this._input.value = value.folder;
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
    if (ownFolders.length > 0) {
      this.node.append(this._choice(ownFolders, value.copyTo, trans));
    }
  }

  /**
   * What was chosen.
   */
  getValue(): FolderField.IValue {
    const copyTo = this._select?.value ?? '';
    return {
      folder: this._input.value.trim().replace(/^\/+|\/+$/g, ''),
      copyTo: copyTo === '' ? null : copyTo
    };
  }

  private _choice(
    ownFolders: readonly IOwnFolder[],
    chosen: string | null,
    trans: TranslationBundle
  ): HTMLElement {
    const label = document.createElement('label');
    label.className = 'jp-SciMeshFolderField-keep';
    label.textContent = trans.__('Keep it');
    this._select = document.createElement('select');
    this._select.className = 'jp-mod-styled';
    this._select.append(
      new Option(trans.__('here only'), ''),
      ...ownFolders.map(
        own => new Option(trans.__('here and in %1', own.label), own.folder)
      )
    );
    this._select.value = chosen ?? '';
    label.append(this._select);
    return label;
  }

  private readonly _input = document.createElement('input');
  private _select: HTMLSelectElement | null = null;
}

/**
 * The namespace for `FolderField` statics.
 */
export namespace FolderField {
  /**
   * What a person decides on.
   */
  export interface IValue {
    /**
     * Of the working copy, relative to the Jupyter root.
     */
    readonly folder: string;

    /**
     * A folder among own files elsewhere that receives a copy; null for none.
     */
    readonly copyTo: string | null;
  }

  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly fresh: boolean;
    readonly ownFolders: readonly IOwnFolder[];
    readonly trans: TranslationBundle;
    readonly value: IValue;
  }
}
