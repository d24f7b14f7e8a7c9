import type { Time } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import { marksOf } from './marks';

/**
 * The class of a row; the one of JupyterLab would bring along context menu
 * entries that know nothing of shares.
 */
export const ROW_CLASS = 'jp-SciMeshDrive-row';

/**
 * The class of what the rows scroll in.
 */
export const CONTENT_CLASS = 'jp-SciMeshDrive-content';

/**
 * The class of what holds the rows, as high as all of them together.
 */
export const BODY_CLASS = 'jp-SciMeshDrive-body';

/** What one column's cell is called in JupyterLab's renderer. */
const CELLS = [
  '.jp-DirListing-itemName',
  '.jp-DirListing-itemModified',
  '.jp-DirListing-itemCreated',
  '.jp-DirListing-itemFileSize'
].join(', ');

/**
 * Draws the drive's rows: those of JupyterLab, as a grid that screen readers
 * understand, with marks that say how things stand with an entry.
 */
export class DriveRenderer extends DirListing.Renderer {
  constructor(readonly trans: TranslationBundle) {
    super();
  }

  /**
   * How the folder is sorted, for the heads of the columns.
   */
  sortState: DirListing.ISortState = { key: 'name', direction: 'ascending' };

  override createNode(): HTMLElement {
    const node = super.createNode();
    const [header, list] = node.children;
    // The base class looks for its list by a class that menus and shortcuts
    // for local files go by, too: so it keeps one, and the rows have another.
    list?.setAttribute('hidden', '');
    const content = document.createElement('div');
    content.className = CONTENT_CLASS;
    // JupyterLab scrolls it while something is dragged over its edge.
    content.setAttribute('data-lm-dragscroll', 'true');
    content.setAttribute('role', 'rowgroup');
    const body = document.createElement('div');
    body.className = BODY_CLASS;
    body.setAttribute('role', 'presentation');
    content.append(body);
    node.append(content);
    header?.setAttribute('role', 'row');
    header?.setAttribute('aria-rowindex', '1');
    node.setAttribute('role', 'grid');
    node.setAttribute('aria-multiselectable', 'true');
    return node;
  }

  override populateHeaderNode(
    node: HTMLElement,
    translator?: ITranslator,
    hiddenColumns?: Set<DirListing.ToggleableColumn>,
    columnsSizes?: Record<DirListing.IColumn['id'], number | null>
  ): void {
    super.populateHeaderNode(
      node,
      translator,
      hiddenColumns,
      columnsSizes,
      this.sortState
    );
    this.updateHeader(node);
  }

  /**
   * Say by which column the folder is sorted.
   */
  updateHeader(header: HTMLElement): void {
    const { direction, key } = this.sortState;
    for (const cell of header.children) {
      const column = DirListing.columns.find(({ className }) =>
        cell.classList.contains(className)
      );
      cell.setAttribute('role', column ? 'columnheader' : 'presentation');
      if (column && 'sortable' in column && column.sortable) {
        cell.setAttribute('aria-sort', column.id === key ? direction : 'none');
      }
    }
  }

  override createItemNode(
    hiddenColumns?: Set<DirListing.ToggleableColumn>,
    columnsSizes?: Record<DirListing.IColumn['id'], number | null>
  ): HTMLElement {
    const item = super.createItemNode(hiddenColumns, columnsSizes);
    const row = document.createElement('div');
    row.className = ROW_CLASS;
    row.setAttribute('role', 'row');
    row.append(...item.children);
    const marks = document.createElement('span');
    marks.className = 'jp-SciMeshDrive-marks';
    row.querySelector('.jp-DirListing-itemName')?.append(marks);
    return row;
  }

  override updateItemNode(
    node: HTMLElement,
    model: Contents.IModel,
    fileType?: DocumentRegistry.IFileType,
    translator?: ITranslator,
    hiddenColumns?: Set<DirListing.ToggleableColumn>,
    selected?: boolean,
    modifiedStyle?: Time.HumanStyle,
    columnsSizes?: Record<DirListing.IColumn['id'], number | null>,
    createdStyle?: Time.HumanStyle
  ): void {
    super.updateItemNode(
      node,
      model,
      fileType,
      translator ?? nullTranslator,
      hiddenColumns,
      selected,
      modifiedStyle,
      columnsSizes,
      createdStyle
    );
    node.setAttribute('aria-selected', String(selected ?? false));
    for (const cell of node.querySelectorAll(CELLS)) {
      cell.setAttribute('role', 'gridcell');
    }
    const box = node.querySelector('.jp-DirListing-checkboxWrapper');
    box?.setAttribute('role', 'gridcell');
    this._mark(node, model);
  }

  private _mark(node: HTMLElement, model: Contents.IModel): void {
    const place = node.querySelector('.jp-SciMeshDrive-marks');
    if (!place) {
      return;
    }
    const { details, marks } = marksOf(model, this.trans);
    const key = marks.map(({ name }) => name).join(' ');
    if (node.dataset.sciMeshMarks !== key) {
      node.dataset.sciMeshMarks = key;
      place.replaceChildren(
        ...marks.map(({ icon, label, name }) => {
          const mark = icon.element({
            className: `jp-SciMeshDrive-mark jp-mod-${name}`,
            tag: 'span',
            title: label
          });
          mark.setAttribute('role', 'img');
          mark.setAttribute('aria-label', label);
          return mark;
        })
      );
    }
    const lines = [...details, ...marks.map(({ label }) => label)];
    // JupyterLab has written what it knows; it does so only when that changes.
    const [known = ''] = node.title.split('\n\n', 1);
    node.title = [known, lines.join('\n')].filter(Boolean).join('\n\n');
  }
}
