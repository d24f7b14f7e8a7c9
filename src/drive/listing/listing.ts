import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { Drag } from '@lumino/dragdrop';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { FileDeeds } from '../browser/deeds';
import type { DriveFolder } from '../browser/folder';
import type { Selection } from './choosing';
import { of, rowFor, toggled } from './choosing';
import { dragOf } from './dragging';
import { Dropping } from './dropping';
import { Pointer } from './pointer';
import { editInPlace } from './renaming';
import type { DriveRenderer } from './renderer';
import { BODY_CLASS, CONTENT_CLASS } from './renderer';
import { indexAt, rowAt, RowNodes } from './rownodes';
import type { Choice } from './rows';
import { Rows } from './rows';
import { scrollFor, sliceAt } from './slice';

/** Pixels of a row, until one has been measured. */
const USUAL_HEIGHT = 25;

/** Milliseconds after which typed letters begin a new word. */
const TYPING = 1_000;

/**
 * The rows of the drive's folder.
 *
 * #### Notes
 * The listing of JupyterLab makes a node for each entry and updates all of
 * them for each change, which hangs with tens of thousands. This one has nodes
 * for the rows in sight. It keeps what of the base class has no part in that:
 * the head with its columns, cut, copy and paste.
 */
export class DriveListing extends DirListing {
  constructor(options: DriveListing.IOptions) {
    super(options);
    // The handlers of the base class count on a node for each entry.
    Signal.disconnectReceiver(this);
    const { model, renderer } = options;
    const { deeds } = model;
    const trans = renderer.trans;
    this._deeds = deeds;
    this._folder = model;
    this._language = languageOf(this.translator);
    this._painter = renderer;
    this._words = trans;
    this._content = part(this.node, CONTENT_CLASS);
    this._nodes = new RowNodes(part(this.node, BODY_CLASS), () =>
      renderer.createItemNode()
    );
    this._dropping = new Dropping({ deeds, rows: () => this._rows.shown });
    this._pointer = new Pointer(this._pointerTarget());
    model.refreshed.connect(this._onRefreshed, this);
    model.pathChanged.connect(this._onFolderPath, this);
    this._rows.changed.connect(this._onRows, this);
    model.manager.activateRequested.connect(this._onActivated, this);
    this.node.setAttribute('aria-label', trans.__('Files of the drive'));
    renderer.updateHeader(this.headerNode);
  }

  override get selectionChanged(): ISignal<this, void> {
    return this._selected;
  }

  override get contentNode(): HTMLElement {
    return this._content;
  }

  override get sortState(): DirListing.ISortState {
    return this._painter.sortState;
  }

  /**
   * Emitted when other rows are shown.
   */
  get rowsChanged(): ISignal<this, void> {
    return this._painted;
  }

  /**
   * How many rows are shown.
   */
  get rowCount(): number {
    return this._rows.shown.length;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._pointer.release();
    this._rows.dispose();
    super.dispose();
  }

  override *selectedItems(): IterableIterator<Contents.IModel> {
    for (const path of Object.keys(this.selection)) {
      const row = this._rows.shown[this._rows.indexOf(path)];
      if (row) {
        yield row;
      }
    }
  }

  override sortedItems(): IterableIterator<Contents.IModel> {
    return this._rows.shown[Symbol.iterator]();
  }

  override sort(state: DirListing.ISortState): void {
    this._painter.sortState = state;
    this._painter.updateHeader(this.headerNode);
    const { entries } = this._folder;
    this._sortedEntries = entries;
    const order = {
      state,
      language: this._language,
      naturally: this._naturally,
      notebooksFirst: this._notebooksFirst
    };
    void this._rows.show(entries, order, this._choice());
  }

  override setNotebooksFirstSorting(isEnabled: boolean): void {
    this._notebooksFirst = isEnabled;
    this.sort(this.sortState);
  }

  override setSortFileNamesNaturally(isNatural: boolean): void {
    this._naturally = isNatural;
    this.sort(this.sortState);
  }

  override setAllowSingleClickNavigation(isEnabled: boolean): void {
    this._opensAtOnce = isEnabled;
  }

  override setColumnVisibility(
    name: DirListing.ToggleableColumn,
    visible: boolean
  ): void {
    super.setColumnVisibility(name, visible);
    this._painter.updateHeader(this.headerNode);
    this.update();
  }

  override async rename(): Promise<string> {
    const [entry] = this.selectedItems();
    if (!entry || !this._deeds.allows([entry], 'move')) {
      return '';
    }
    this._reveal(this._rows.indexOf(entry.path));
    const node = this._nodes.get(entry.path);
    if (!node) {
      return '';
    }
    this._renamed = entry.path;
    const wanted = await editInPlace(
      this._painter.getNameNode(node),
      this._words.__('New name of %1', entry.name)
    );
    this._renamed = null;
    if (wanted === null || this.isDisposed) {
      return entry.name;
    }
    const name = await this._deeds.rename(entry, wanted);
    await this.selectItemByName(name, true).catch(() => undefined);
    return name;
  }

  override cut(): void {
    if (this._deeds.allows([...this.selectedItems()], 'move')) {
      super.cut();
    }
  }

  override async paste(): Promise<void> {
    if (this._deeds.allowsHere()) {
      await super.paste();
      await this._folder.refresh();
    }
  }

  override async duplicate(): Promise<void> {
    if (this._deeds.allowsHere()) {
      await super.duplicate();
    }
  }

  override async delete(): Promise<void> {
    if (await this._deeds.delete([...this.selectedItems()])) {
      this._focusAt(this._focused);
    }
  }

  override async download(): Promise<void> {
    this._deeds.download([...this.selectedItems()]);
  }

  override async selectAll(): Promise<void> {
    this._select(of(this._rows.shown));
  }

  override async shutdownKernels(): Promise<void> {
    const { sessions } = this._folder.manager.services;
    await Promise.all(
      [...this._folder.sessions()]
        .filter(({ path }) => this.selection[path])
        .map(({ id }) => sessions.shutdown(id))
    );
  }

  override selectNext(keepExisting = false): void {
    this._move(this._focused + 1, keepExisting);
  }

  override selectPrevious(keepExisting = false): void {
    this._move(this._focused - 1, keepExisting);
  }

  override isSelected(name: string): boolean {
    return [...this.selectedItems()].some(entry => entry.name === name);
  }

  override clearSelectedItems(emit = true): void {
    this.selection = {};
    if (emit) {
      this._selected.emit();
    }
    this.update();
  }

  override modelForClick(event: MouseEvent): Contents.IModel | undefined {
    return this._rows.shown[indexAt(event.target)];
  }

  override async selectItemByName(name: string, focus = false): Promise<void> {
    const find = (): number =>
      this._rows.shown.findIndex(entry => entry.name === name);
    if (find() === -1) {
      await this._folder.refresh();
    }
    const index = find();
    const entry = this._rows.shown[index];
    if (!entry || this.isDisposed) {
      throw new Error(`There is no ${name} in this folder.`);
    }
    this._anchor = entry.path;
    this._select({ [entry.path]: true });
    this._reveal(index);
    if (focus) {
      this._focusAt(index);
    }
  }

  override handleEvent(event: Event): void {
    switch (event.type) {
      case 'mousedown':
        this._onPress(event as MouseEvent);
        break;
      case 'click':
        this._onClick(event as MouseEvent);
        break;
      case 'mousemove':
      case 'mouseup':
        // A column is being resized.
        super.handleEvent(event);
        this._paint();
        break;
      case 'scroll':
        super.handleEvent(event);
        this._paint();
        break;
      case 'mouseover':
        this._describe(event.target);
        break;
      default:
        super.handleEvent(event);
    }
  }

  protected override onActivateRequest(): void {
    this._focusAt(this._focused);
  }

  protected override onAfterShow(): void {
    this._onRefreshed();
    this.update();
  }

  protected override onUpdateRequest(): void {
    this._paint();
  }

  override onResize(): void {
    const { offsetWidth: all, clientWidth: free } = this._content;
    const { height, width } = this.node.getBoundingClientRect();
    // The base class knows nothing of this scroll bar.
    super.onResize(new Widget.ResizeMessage(width - (all - free), height));
    this._isMeasured = false;
    this._paint();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    for (const type of CONTENT_EVENTS) {
      this._content.addEventListener(type, this);
    }
    this._observer.observe(this._content);
    this._onRefreshed();
    this.update();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._observer.disconnect();
    for (const type of CONTENT_EVENTS) {
      this._content.removeEventListener(type, this);
    }
    super.onBeforeDetach(msg);
  }

  protected override handleOpen(entry: Contents.IModel): void {
    if (this._deeds.opens(entry)) {
      super.handleOpen(entry);
    }
  }

  protected override evtKeydown(event: KeyboardEvent): void {
    const { ctrlKey, key, shiftKey, target } = event;
    if (
      target instanceof HTMLInputElement ||
      event.altKey ||
      event.metaKey ||
      !this._onKey(key, ctrlKey, shiftKey)
    ) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  protected override evtDblClick(event: MouseEvent): void {
    const entry = this.modelForClick(event);
    const isPlain = !event.ctrlKey && !event.shiftKey && !event.metaKey;
    if (
      entry &&
      isPlain &&
      event.button === 0 &&
      !this.isWithinCheckboxHitArea(event)
    ) {
      event.preventDefault();
      event.stopPropagation();
      this.handleOpen(entry);
    }
  }

  protected override evtNativeDrop(event: DragEvent): void {
    event.preventDefault();
    if (event.dataTransfer) {
      void this._deeds.upload(
        event.dataTransfer,
        this._dropping.folderAt(event.target)
      );
    }
  }

  protected override evtDragEnter(event: Drag.Event): void {
    this._dropping.enter(event);
  }

  protected override evtDragOver(event: Drag.Event): void {
    this._dropping.over(event);
  }

  protected override evtDragLeave(event: Drag.Event): void {
    this._dropping.leave(event);
  }

  protected override evtDrop(event: Drag.Event): void {
    this._dropping.drop(event);
  }

  private _onPress(event: MouseEvent): void {
    const isEditing = event.target instanceof HTMLInputElement;
    const isBox = event.button === 0 && this.isWithinCheckboxHitArea(event);
    if (isEditing && !isBox) {
      return;
    }
    if (!this._pointer.press(event, isBox)) {
      super.handleEvent(event);
    }
  }

  private _onClick(event: MouseEvent): void {
    const { target } = event;
    if (!(target instanceof Node)) {
      return;
    }
    if (this.headerNode.contains(target)) {
      this._onHeaderClick(event);
    } else if (this._opensAtOnce && !event.ctrlKey && !event.shiftKey) {
      this.evtDblClick(event);
    }
  }

  private _onHeaderClick(event: MouseEvent): void {
    const box = this._painter.getCheckboxNode(this.headerNode);
    if (box && this.isWithinCheckboxHitArea(event)) {
      const isAny = Object.keys(this.selection).length > 0;
      this._select(isAny ? {} : of(this._rows.shown));
      return;
    }
    const state = this._painter.handleHeaderClick(this.headerNode, event);
    if (state) {
      this.sort(state);
    }
  }

  private _onKey(key: string, ctrlKey: boolean, shiftKey: boolean): boolean {
    const { shown } = this._rows;
    const next = rowFor(key, this._focused, {
      count: shown.length,
      page: Math.max(1, Math.floor(this._height / this._rowHeight) - 1)
    });
    if (next !== null) {
      if (ctrlKey) {
        this._focusAt(next);
      } else {
        this._move(next, shiftKey);
      }
      return true;
    }
    if (key === 'Enter' && !ctrlKey && !shiftKey) {
      for (const entry of this.selectedItems()) {
        this.handleOpen(entry);
      }
      return true;
    }
    const current = shown[this._focused];
    if (key === ' ' && ctrlKey && current) {
      this._select(toggled(this.selection, current.path));
      return true;
    }
    if (key.length === 1 && !ctrlKey) {
      this._type(key);
      return true;
    }
    return false;
  }

  /**
   * Go to the row whose name begins with what is typed.
   */
  private _type(letter: string): void {
    clearTimeout(this._typing);
    this._typing = window.setTimeout(() => {
      this._typed = '';
    }, TYPING);
    this._typed += letter.toLowerCase();
    const index = this._rows.shown.findIndex(({ name }) =>
      name.toLowerCase().startsWith(this._typed)
    );
    if (index !== -1) {
      this._move(index, false);
    }
  }

  private _move(index: number, isExtended: boolean): void {
    const { shown } = this._rows;
    const entry = shown[index];
    if (!entry) {
      return;
    }
    if (isExtended) {
      const anchor = Math.max(0, this._rows.indexOf(this._anchor));
      const [start, end] = anchor < index ? [anchor, index] : [index, anchor];
      this._select(of(shown.slice(start, end + 1)));
    } else {
      this._anchor = entry.path;
      this._select({ [entry.path]: true });
    }
    this._focusAt(index);
  }

  private _select(selection: Selection): void {
    this.selection = selection;
    this._selected.emit();
    this.update();
  }

  private _focusAt(index: number): void {
    const { shown } = this._rows;
    const target = Math.max(0, Math.min(index, shown.length - 1));
    this._focusedPath = shown[target]?.path ?? '';
    this._reveal(target);
    if (document.activeElement?.closest('.lm-Menu')) {
      // Rows may be painted anew below an open menu, which keeps the focus.
      return;
    }
    const node = this._nodes.get(this._focusedPath);
    if (node && this._renamed === null) {
      this._painter.getNameNode(node).focus({ preventScroll: true });
    } else if (shown.length === 0) {
      this.node.focus();
    }
  }

  private _reveal(index: number): void {
    const { contentNode } = this;
    const scrollTop = scrollFor(index, {
      height: this._height,
      rowHeight: this._rowHeight,
      scrollTop: contentNode.scrollTop
    });
    if (scrollTop !== null) {
      contentNode.scrollTop = scrollTop;
    }
    this._paint();
  }

  private _paint(): void {
    if (this.isDisposed || !this.isAttached) {
      return;
    }
    const { shown } = this._rows;
    const slice = sliceAt({
      count: shown.length,
      height: this._height,
      rowHeight: this._rowHeight,
      scrollTop: this.contentNode.scrollTop
    });
    // What has the focus or is being edited stays, wherever it is.
    const indices = new Set(
      [this._focused, this._rows.indexOf(this._renamed ?? '')].filter(
        index => index >= 0 && index < shown.length
      )
    );
    for (let index = slice.start; index < slice.end; index += 1) {
      indices.add(index);
    }
    const { entries, nodes } = this._nodes.arrange(
      shown,
      [...indices].sort((one, other) => one - other),
      this._rowHeight
    );
    for (const node of nodes) {
      node.classList.remove('jp-mod-running', 'jp-mod-cut');
    }
    this.removeClass('jp-mod-selected');
    this.removeClass('jp-mod-multiSelected');
    this.updateNodes(entries, nodes);
    this._updateFocus(entries, nodes);
    this.node.setAttribute('aria-rowcount', String(shown.length + 1));
    this._painter.updateSelection(
      this.headerNode,
      Object.keys(this.selection).length,
      shown.length
    );
    if (!this._isMeasured) {
      this._measure();
    }
  }

  private _updateFocus(
    entries: readonly Contents.IModel[],
    nodes: readonly HTMLElement[]
  ): void {
    const focused = this._rows.shown[this._focused]?.path;
    for (const [place, node] of nodes.entries()) {
      const entry = entries[place];
      if (entry && entry.path !== this._renamed) {
        const name = this._painter.getNameNode(node);
        const tabIndex = entry.path === focused ? '0' : '-1';
        if (name.getAttribute('tabindex') !== tabIndex) {
          name.setAttribute('tabindex', tabIndex);
        }
      }
    }
  }

  /**
   * The height of a row follows the font, which the person may change.
   */
  private _measure(): void {
    const height = this._nodes.measure();
    this._isMeasured = height !== null;
    if (height !== null && Math.abs(height - this._rowHeight) > 0.1) {
      this._rowHeight = height;
      this.update();
    }
  }

  /**
   * Give the row under the mouse its title.
   */
  private _describe(target: EventTarget | null): void {
    const row = rowAt(target);
    const entry = this._rows.shown[indexAt(row)];
    if (row && entry) {
      row.title = this._painter.describe(entry);
    }
  }

  private _choice(): Choice {
    const { filter } = this._folder;
    return entry => {
      if (!this._folder.isShown(entry)) {
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
    if (this._folder.entries === this._sortedEntries) {
      void this._rows.choose(this._choice());
    } else {
      this.sort(this.sortState);
    }
  }

  private _onFolderPath(): void {
    this.contentNode.scrollTop = 0;
    this._anchor = '';
    this._focusedPath = '';
    this.clearSelectedItems();
    this._wantsFocus = this.node.contains(document.activeElement);
  }

  private _onRows(): void {
    const gone = Object.keys(this.selection).filter(
      path => this._rows.indexOf(path) === -1
    );
    if (gone.length > 0) {
      this._select(of(this.selectedItems()));
    }
    const hadFocus = this.node.contains(document.activeElement);
    this._paint();
    if (this._wantsFocus) {
      // Who has opened the folder by keyboard goes on with its first entry.
      this._wantsFocus = false;
      this._move(0, false);
    } else if (hadFocus && this._renamed === null) {
      this._focusAt(this._focused);
    }
    this._painted.emit();
  }

  private _onActivated(_: unknown, path: string): void {
    const index = this._rows.indexOf(path);
    const entry = this._rows.shown[index];
    if (entry) {
      this._select({ [entry.path]: true });
      this._reveal(index);
    }
  }

  private _pointerTarget(): ConstructorParameters<typeof Pointer>[0] {
    const rows = this._rows;
    const anchor = (): number => Math.max(0, rows.indexOf(this._anchor));
    const selection = (): Selection => this.selection;
    return {
      get anchor() {
        return anchor();
      },
      get rows() {
        return rows.shown;
      },
      get selection() {
        return selection();
      },
      drag: (index, event) => this._beginDrag(index, event),
      focus: index => this._focusAt(index),
      select: (chosen, from) => {
        this._anchor = from ?? this._anchor;
        this._select(chosen);
      }
    };
  }

  private _beginDrag(index: number, event: MouseEvent): void {
    const pressed = this._rows.shown[index];
    const node = pressed && this._nodes.get(pressed.path);
    if (!pressed || !node) {
      return;
    }
    const entries = this.selection[pressed.path]
      ? [...this.selectedItems()]
      : [pressed];
    const { manager } = this._folder;
    const drag = dragOf(entries, {
      dragImage: this._painter.createDragImage(
        node,
        entries.length,
        this._words,
        manager.registry.getFileTypeForModel(pressed)
      ),
      manager,
      source: this
    });
    void drag.start(event.clientX, event.clientY);
  }

  private get _focused(): number {
    return Math.max(0, this._rows.indexOf(this._focusedPath));
  }

  private get _height(): number {
    return this.contentNode.clientHeight;
  }

  private _anchor = '';
  private readonly _content: HTMLElement;
  private readonly _deeds: FileDeeds;
  private readonly _dropping: Dropping;
  private readonly _folder: DriveFolder;
  private _focusedPath = '';
  private readonly _language: string;
  private _isMeasured = false;
  private _naturally = true;
  private readonly _nodes: RowNodes;
  private _notebooksFirst = false;
  private readonly _observer = new ResizeObserver(() => this.onResize());
  private _opensAtOnce = false;
  private readonly _painted = new Signal<this, void>(this);
  private readonly _painter: DriveRenderer;
  private readonly _pointer: Pointer;
  private _renamed: string | null = null;
  private _rowHeight = USUAL_HEIGHT;
  private readonly _rows = new Rows();
  private readonly _selected = new Signal<this, void>(this);
  private _sortedEntries: readonly Contents.IModel[] | null = null;
  private _typed = '';
  private _typing = 0;
  private _wantsFocus = false;
  private readonly _words: TranslationBundle;
}

/**
 * The namespace for `DriveListing` statics.
 */
export namespace DriveListing {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends DirListing.IOptions {
    readonly model: DriveFolder;
    readonly renderer: DriveRenderer;
  }
}

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
