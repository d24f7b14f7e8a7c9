import { Time } from '@jupyterlab/coreutils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { classes, LabIcon } from '@jupyterlab/ui-components';
import { StringExt } from '@lumino/algorithm';
import { bytesText } from '../../transfers/wording';
import { propertiesOf } from '../browser/properties';
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

  /**
   * #### Notes
   * JupyterLab's is a `label`, which cannot be a cell.
   */
  override createCheckboxWrapperNode(options?: {
    alwaysVisible: boolean;
    headerNode?: boolean;
  }): HTMLElement {
    const label = super.createCheckboxWrapperNode(options);
    const cell = document.createElement('div');
    cell.className = label.className;
    cell.append(...label.childNodes);
    if (options?.headerNode) {
      cell.setAttribute('aria-label', this.trans.__('Selection'));
    }
    return cell;
  }

  /**
   * Say how many of all rows are selected.
   */
  updateSelection(header: HTMLElement, selected: number, all: number): void {
    const box = this.getCheckboxNode(header);
    if (box) {
      box.checked = all > 0 && selected === all;
      box.indeterminate = selected > 0 && selected < all;
      box.setAttribute(
        'aria-label',
        selected > 0
          ? this.trans.__('Deselect all')
          : this.trans.__('Select all')
      );
    }
  }

  override createItemNode(): HTMLElement {
    const row = document.createElement('div');
    row.className = ROW_CLASS;
    row.setAttribute('role', 'row');
    for (const { id } of DirListing.columns) {
      const cell = this.itemFactories[id]();
      cell.setAttribute('role', 'gridcell');
      row.append(cell);
    }
    const marks = document.createElement('span');
    marks.className = 'jp-SciMeshDrive-marks';
    row.querySelector('.jp-DirListing-itemName')?.append(marks);
    return row;
  }

  /**
   * Draw an entry into a row.
   *
   * #### Notes
   * That of JupyterLab formats all dates of all rows for their titles, which
   * takes most of the time while a long list is scrolled; here the title is
   * made when it is looked at (`describe`).
   */
  override updateItemNode(
    node: HTMLElement,
    model: Contents.IModel,
    fileType?: DocumentRegistry.IFileType,
    _translator?: ITranslator,
    hiddenColumns: ReadonlySet<DirListing.ToggleableColumn> = new Set(),
    selected = false,
    modifiedStyle?: Time.HumanStyle,
    columnsSizes?: Record<DirListing.IColumn['id'], number | null>,
    createdStyle?: Time.HumanStyle
  ): void {
    node.classList.toggle('jp-mod-selected', selected);
    setAttribute(node, 'aria-selected', String(selected));
    setAttribute(node, 'data-isdir', String(model.type === 'directory'));
    setAttribute(
      node,
      'data-is-dot',
      model.name.startsWith('.') ? 'true' : null
    );
    for (const { id, itemClassName } of DirListing.columns) {
      const [cell] = node.getElementsByClassName(itemClassName);
      if (cell instanceof HTMLElement) {
        cell.hidden = id !== 'name' && hiddenColumns.has(id);
      }
    }
    this._name(node, model, fileType);
    const box = this.getCheckboxNode(node);
    if (box) {
      box.checked = selected;
      box.setAttribute(
        'aria-label',
        selected
          ? this.trans.__('Deselect %1', model.name)
          : this.trans.__('Select %1', model.name)
      );
    }
    const [size] = node.getElementsByClassName('jp-DirListing-itemFileSize');
    setText(size, typeof model.size === 'number' ? bytesText(model.size) : '');
    this.updateItemSize(node, model, modifiedStyle, columnsSizes, createdStyle);
    this._mark(node, model);
  }

  override updateItemSize(
    node: HTMLElement,
    model: Contents.IModel,
    modifiedStyle: Time.HumanStyle = 'short',
    columnsSizes?: Record<DirListing.IColumn['id'], number | null>,
    createdStyle: Time.HumanStyle = 'short'
  ): void {
    for (const { id, itemClassName } of DirListing.columns) {
      const [cell] = node.getElementsByClassName(itemClassName);
      const size = columnsSizes?.[id];
      const width = typeof size === 'number' ? `${size}px` : '';
      if (!(cell instanceof HTMLElement) || cell.hidden) {
        continue;
      }
      if (cell.style.width !== width) {
        cell.style.width = width;
      }
      if (id === 'last_modified') {
        setText(cell, ago(model.last_modified, modifiedStyle));
      } else if (id === 'date_created') {
        setText(cell, ago(model.created, createdStyle));
      }
    }
  }

  /**
   * What the title of a row says, in lines.
   */
  describe(model: Contents.IModel): string {
    return propertiesOf(model, this.trans)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  }

  private _name(
    node: HTMLElement,
    model: Contents.IModel,
    fileType?: DocumentRegistry.IFileType
  ): void {
    const type = fileType ?? DocumentRegistry.getDefaultTextFileType();
    const [place] = node.getElementsByClassName('jp-DirListing-itemIcon');
    if (
      place instanceof HTMLElement &&
      node.getAttribute('data-file-type') !== type.name
    ) {
      node.setAttribute('data-file-type', type.name);
      LabIcon.resolveElement({
        icon: type.icon,
        iconClass: classes(type.iconClass, 'jp-Icon'),
        container: place,
        className: 'jp-DirListing-itemIcon',
        stylesheet: 'listing'
      });
    }
    const [text] = node.getElementsByClassName('jp-DirListing-itemText');
    const { indices } = model as { indices?: readonly number[] | null };
    if (!text) {
      // The name is being edited.
      return;
    }
    if (indices && indices.length > 0) {
      text.replaceChildren(...highlighted(model.name, indices));
    } else {
      setText(text, model.name);
    }
  }

  private _mark(node: HTMLElement, model: Contents.IModel): void {
    const place = node.querySelector('.jp-SciMeshDrive-marks');
    if (!place) {
      return;
    }
    const marks = marksOf(model, this.trans);
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
  }
}

/** Write only what changes: browsers take each writing for a change. */
function setAttribute(node: Element, name: string, value: string | null): void {
  if (node.getAttribute(name) === value) {
    return;
  }
  if (value === null) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value);
  }
}

function setText(node: Element | undefined, text: string): void {
  if (node && (node.textContent !== text || node.firstElementChild)) {
    node.textContent = text;
  }
}

/**
 * A name with the letters that the filter has found.
 */
function highlighted(name: string, indices: readonly number[]): Node[] {
  return StringExt.highlight(name, [...indices], letters => {
    const mark = document.createElement('mark');
    mark.textContent = letters;
    return mark;
  }).map(part =>
    typeof part === 'string' ? document.createTextNode(part) : part
  );
}

/** What has no date has the beginning of time; that says nothing. */
function ago(date: string, style: Time.HumanStyle): string {
  const time = Date.parse(date);
  return time > 0 ? Time.formatHuman(new Date(time), style) : '';
}
