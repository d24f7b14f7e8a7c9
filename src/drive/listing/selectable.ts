import type { Contents } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Selection } from './choosing';
import { between, of, toggled } from './choosing';
import { FocusableListing } from './focusable';
import type { IKeyboardTarget } from './keyboard';
import { Keyboard } from './keyboard';
import type { IPointerTarget } from './pointer';
import { Pointer } from './pointer';
import { indexAt } from './rownodes';
import type { WindowedListing } from './windowed';

/**
 * A listing whose rows are selected and opened, by mouse and keyboard.
 */
export abstract class SelectableListing extends FocusableListing {
  constructor(options: WindowedListing.IOptions) {
    super(options);
    this._keyboard = new Keyboard(this._keyboardTarget());
    this._pointer = new Pointer(this._pointerTarget());
    options.model.manager.activateRequested.connect(this._onActivated, this);
  }

  override get selectionChanged(): ISignal<this, void> {
    return this._selected;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._pointer.release();
    super.dispose();
  }

  override *selectedItems(): IterableIterator<Contents.IModel> {
    for (const path of Object.keys(this.selection)) {
      const row = this.rows.shown[this.rows.indexOf(path)];
      if (row) {
        yield row;
      }
    }
  }

  override async selectAll(): Promise<void> {
    this._select(of(this.rows.shown));
  }

  override selectNext(keepExisting = false): void {
    this._move(this.focused + 1, keepExisting);
  }

  override selectPrevious(keepExisting = false): void {
    this._move(this.focused - 1, keepExisting);
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
    return this.rows.shown[indexAt(event.target)];
  }

  override async selectItemByName(name: string, focus = false): Promise<void> {
    const find = (): number =>
      this.rows.shown.findIndex(entry => entry.name === name);
    if (find() === -1) {
      await this.folder.refresh();
    }
    const index = find();
    const entry = this.rows.shown[index];
    if (!entry || this.isDisposed) {
      throw new Error(`There is no ${name} in this folder.`);
    }
    this._anchor = entry.path;
    this._select({ [entry.path]: true });
    this.reveal(index);
    if (focus) {
      this.focusAt(index);
    }
  }

  override setAllowSingleClickNavigation(isEnabled: boolean): void {
    this._opensAtOnce = isEnabled;
  }

  override handleEvent(event: Event): void {
    switch (event.type) {
      case 'mousedown':
        this._onPress(event as MouseEvent);
        break;
      case 'click':
        this._onClick(event as MouseEvent);
        break;
      default:
        super.handleEvent(event);
    }
  }

  /**
   * Begin to drag what is selected.
   *
   * @param index - the row that the mouse was pressed on
   */
  protected abstract beginDrag(index: number, event: MouseEvent): void;

  protected override evtKeydown(event: KeyboardEvent): void {
    if (
      !(event.target instanceof HTMLInputElement) &&
      this._keyboard.press(event)
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
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

  protected override enter(): void {
    this._move(0, false);
  }

  protected override onPainted(
    entries: readonly Contents.IModel[],
    nodes: readonly HTMLElement[]
  ): void {
    super.onPainted(entries, nodes);
    this.painter.updateSelection(
      this.headerNode,
      Object.keys(this.selection).length,
      this.rows.shown.length
    );
  }

  protected override onFolderPath(): void {
    super.onFolderPath();
    this._anchor = '';
    this.clearSelectedItems();
  }

  protected override onRows(): void {
    const gone = Object.keys(this.selection).filter(
      path => this.rows.indexOf(path) === -1
    );
    if (gone.length > 0) {
      this._select(of(this.selectedItems()));
    }
    super.onRows();
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
    const box = this.painter.getCheckboxNode(this.headerNode);
    if (box && this.isWithinCheckboxHitArea(event)) {
      const isAny = Object.keys(this.selection).length > 0;
      this._select(isAny ? {} : of(this.rows.shown));
      return;
    }
    const state = this.painter.handleHeaderClick(this.headerNode, event);
    if (state) {
      this.sort(state);
    }
  }

  private _move(index: number, isExtended: boolean): void {
    const { shown } = this.rows;
    const entry = shown[index];
    if (!entry) {
      return;
    }
    if (isExtended) {
      this._select(between(shown, this._anchored, index));
    } else {
      this._anchor = entry.path;
      this._select({ [entry.path]: true });
    }
    this.focusAt(index);
  }

  private _select(selection: Selection): void {
    this.selection = selection;
    this._selected.emit();
    this.update();
  }

  private _onActivated(_: unknown, path: string): void {
    const index = this.rows.indexOf(path);
    const entry = this.rows.shown[index];
    if (entry) {
      this._select({ [entry.path]: true });
      this.reveal(index);
    }
  }

  private get _anchored(): number {
    return Math.max(0, this.rows.indexOf(this._anchor));
  }

  private _keyboardTarget(): IKeyboardTarget {
    return {
      state: () => ({
        focused: this.focused,
        page: this.viewport.page,
        rows: this.rows.shown
      }),
      focus: index => this.focusAt(index),
      move: (index, isExtended) => this._move(index, isExtended),
      open: () => {
        for (const entry of this.selectedItems()) {
          this.handleOpen(entry);
        }
      },
      toggle: ({ path }) => this._select(toggled(this.selection, path))
    };
  }

  private _pointerTarget(): IPointerTarget {
    return {
      state: () => ({
        anchor: this._anchored,
        rows: this.rows.shown,
        selection: this.selection
      }),
      drag: (index, event) => this.beginDrag(index, event),
      focus: index => this.focusAt(index),
      select: (chosen, from) => {
        this._anchor = from ?? this._anchor;
        this._select(chosen);
      }
    };
  }

  private _anchor = '';
  private readonly _keyboard: Keyboard;
  private _opensAtOnce = false;
  private readonly _pointer: Pointer;
  private readonly _selected = new Signal<this, void>(this);
}
