import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { DriveFolder } from '../browser/folder';
import type { DriveRenderer } from './renderer';
import { BODY_CLASS, CONTENT_CLASS } from './renderer';
import { indexAt, rowAt } from './rownodes';
import type { Choice } from './rows';
import { Rows } from './rows';
import { Viewport } from './viewport';

/** What happens to the rows; the base class listens elsewhere. */
const CONTENT_EVENTS = [
  'mouseover',
  'dragenter',
  'dragover',
  'dragleave',
  'dragend',
  'drop',
  'scroll',
  'lm-dragenter',
  'lm-dragleave',
  'lm-dragover',
  'lm-drop'
];

/**
 * A listing that has nodes for the rows in sight alone.
 *
 * #### Notes
 * The listing of JupyterLab makes a node for each entry and updates all of
 * them for each change, which hangs with tens of thousands. This one keeps
 * what of the base class has no part in that: the head with its columns, cut,
 * copy and paste.
 */
export abstract class WindowedListing extends DirListing {
  constructor(options: WindowedListing.IOptions) {
    super(options);
    // The handlers of the base class count on a node for each entry.
    Signal.disconnectReceiver(this);
    const { model, renderer } = options;
    this.folder = model;
    this.painter = renderer;
    this.viewport = new Viewport(
      part(this.node, CONTENT_CLASS),
      part(this.node, BODY_CLASS),
      () => renderer.createItemNode()
    );
    this._language = languageOf(this.translator);
    model.refreshed.connect(this._onRefreshed, this);
    model.pathChanged.connect(this.onFolderPath, this);
    this.rows.changed.connect(this.onRows, this);
    this.node.setAttribute(
      'aria-label',
      renderer.trans.__('Files of the drive')
    );
    renderer.updateHeader(this.headerNode);
  }

  override get contentNode(): HTMLElement {
    return this.viewport.content;
  }

  override get sortState(): DirListing.ISortState {
    return this.painter.sortState;
  }

  /**
   * Emitted when other rows are shown.
   */
  get rowsChanged(): ISignal<this, void> {
    return this._rowsChanged;
  }

  /**
   * How many rows are shown.
   */
  get rowCount(): number {
    return this.rows.shown.length;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.rows.dispose();
    super.dispose();
  }

  override sortedItems(): IterableIterator<Contents.IModel> {
    return this.rows.shown[Symbol.iterator]();
  }

  override sort(state: DirListing.ISortState): void {
    this.painter.sortState = state;
    this.painter.updateHeader(this.headerNode);
    const { entries } = this.folder;
    this._sortedEntries = entries;
    const order = {
      state,
      language: this._language,
      naturally: this._naturally,
      notebooksFirst: this._notebooksFirst
    };
    void this.rows.show(entries, order, this._choice());
  }

  override setNotebooksFirstSorting(isEnabled: boolean): void {
    this._notebooksFirst = isEnabled;
    this.sort(this.sortState);
  }

  override setSortFileNamesNaturally(isNatural: boolean): void {
    this._naturally = isNatural;
    this.sort(this.sortState);
  }

  override setColumnVisibility(
    name: DirListing.ToggleableColumn,
    visible: boolean
  ): void {
    super.setColumnVisibility(name, visible);
    this.painter.updateHeader(this.headerNode);
    this.update();
  }

  override handleEvent(event: Event): void {
    switch (event.type) {
      case 'mousemove':
      case 'mouseup':
        // A column is being resized.
        super.handleEvent(event);
        this.paint();
        break;
      case 'scroll':
        super.handleEvent(event);
        this.paint();
        break;
      case 'mouseover':
        this._describe(event.target);
        break;
      default:
        super.handleEvent(event);
    }
  }

  override onResize(): void {
    const { height, width } = this.node.getBoundingClientRect();
    // The base class knows nothing of this scroll bar.
    super.onResize(
      new Widget.ResizeMessage(width - this.viewport.scrollBar, height)
    );
    this.viewport.forgetHeight();
    this.paint();
  }

  protected override onAfterShow(): void {
    this._onRefreshed();
    this.update();
  }

  protected override onUpdateRequest(): void {
    this.paint();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    for (const type of CONTENT_EVENTS) {
      this.contentNode.addEventListener(type, this);
    }
    this._observer.observe(this.contentNode);
    this._onRefreshed();
    this.update();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._observer.disconnect();
    for (const type of CONTENT_EVENTS) {
      this.contentNode.removeEventListener(type, this);
    }
    super.onBeforeDetach(msg);
  }

  /**
   * Draw the rows in sight.
   */
  protected paint(): void {
    if (this.isDisposed || !this.isAttached) {
      return;
    }
    const { shown } = this.rows;
    const { entries, nodes } = this.viewport.arrange(shown, this.pinned());
    for (const node of nodes) {
      node.classList.remove('jp-mod-running', 'jp-mod-cut');
    }
    this.removeClass('jp-mod-selected');
    this.removeClass('jp-mod-multiSelected');
    this.updateNodes(entries, nodes);
    this.node.setAttribute('aria-rowcount', String(shown.length + 1));
    this.onPainted(entries, nodes);
    if (this.viewport.measure()) {
      this.update();
    }
  }

  /**
   * The rows that have nodes wherever they are.
   */
  protected abstract pinned(): readonly number[];

  /**
   * The rows in sight were drawn.
   */
  protected abstract onPainted(
    entries: readonly Contents.IModel[],
    nodes: readonly HTMLElement[]
  ): void;

  /**
   * There are other rows than before.
   */
  protected onRows(): void {
    this.paint();
    this._rowsChanged.emit();
  }

  /**
   * The person has gone to another folder.
   */
  protected onFolderPath(): void {
    this.viewport.toTop();
  }

  protected readonly folder: DriveFolder;
  protected readonly painter: DriveRenderer;
  protected readonly rows = new Rows();
  protected readonly viewport: Viewport;

  /**
   * Give the row under the mouse its title.
   */
  private _describe(target: EventTarget | null): void {
    const row = rowAt(target);
    const entry = this.rows.shown[indexAt(row)];
    if (row && entry) {
      row.title = this.painter.describe(entry);
    }
  }

  private _choice(): Choice {
    const { filter } = this.folder;
    return entry => {
      if (!this.folder.isShown(entry)) {
        return false;
      }
      const score = filter ? filter(entry) : {};
      // JupyterLab's renderer marks these letters.
      (entry as { indices?: readonly number[] | null }).indices =
        score?.indices ?? null;
      return score !== null;
    };
  }

  private _onRefreshed(): void {
    if (!this.isVisible) {
      return;
    }
    if (this.folder.entries === this._sortedEntries) {
      void this.rows.choose(this._choice());
    } else {
      this.sort(this.sortState);
    }
  }

  private readonly _language: string;
  private _naturally = true;
  private _notebooksFirst = false;
  private readonly _observer = new ResizeObserver(() => this.onResize());
  private readonly _rowsChanged = new Signal<this, void>(this);
  private _sortedEntries: readonly Contents.IModel[] | null = null;
}

/**
 * The namespace for `WindowedListing` statics.
 */
export namespace WindowedListing {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends DirListing.IOptions {
    readonly model: DriveFolder;
    readonly renderer: DriveRenderer;
  }
}

function part(node: HTMLElement, className: string): HTMLElement {
  const [found] = node.getElementsByClassName(className);
  if (!(found instanceof HTMLElement)) {
    throw new Error(`The renderer has made no ${className}.`);
  }
  return found;
}

/**
 * The language of the names' order, as a BCP 47 tag.
 */
function languageOf(translator: ITranslator): string {
  const tag = (translator.languageCode || navigator.language).replace('_', '-');
  // Chromium may report one that it does not take itself, as `en-US@posix`.
  return tag.split('@')[0] ?? 'en';
}
