import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IFailure, Loadable } from '../../companion/outcome';
import { failureOf } from '../readfailure';
import type { IListing, IRootDrawer } from './frame';
import type { IRootItem } from './protocol';

/**
 * A row of the tree.
 */
export interface IRootRow {
  readonly item: IRootItem;

  /**
   * From one.
   */
  readonly level: number;

  /**
   * Null for what holds nothing.
   */
  readonly isExpanded: boolean | null;
  readonly isLoading: boolean;
  readonly position: number;
  readonly siblings: number;

  /**
   * Why its items could not be listed.
   */
  readonly failure: IFailure | null;

  /**
   * How many items below it are not listed.
   */
  readonly omitted: number;
}

/**
 * What is drawn at the moment.
 */
export type DrawingState =
  | { readonly kind: 'none' }
  | { readonly kind: 'drawing'; readonly item: IRootItem }
  | { readonly kind: 'drawn'; readonly item: IRootItem }
  | {
      readonly kind: 'failed';
      readonly item: IRootItem;
      readonly failure: IFailure;
    };

/**
 * The items of a ROOT file, which of them are seen, and which one is drawn.
 */
export class RootModel implements IDisposable {
  constructor(private readonly _options: RootModel.IOptions) {
    void this._begin();
  }

  /**
   * Emitted when anything below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get drawing(): DrawingState {
    return this._drawing;
  }

  /**
   * The top of the file, or why it is not there.
   */
  get state(): Loadable<IListing> {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * The rows of the tree, from top to bottom.
   */
  get rows(): readonly IRootRow[] {
    const rows: IRootRow[] = [];
    const add = ({ items }: IListing, level: number): void => {
      items.forEach((item, index) => {
        const listed = this._listings.get(item.id);
        const isExpanded = this._expanded.has(item.id);
        rows.push({
          item,
          level,
          isExpanded: item.isFolder ? isExpanded : null,
          isLoading: isExpanded && listed?.state === 'loading',
          position: index + 1,
          siblings: items.length,
          failure:
            isExpanded && listed?.state === 'failed' ? listed.failure : null,
          omitted:
            isExpanded && listed?.state === 'ready' ? listed.value.omitted : 0
        });
        if (isExpanded && listed?.state === 'ready') {
          add(listed.value, level + 1);
        }
      });
    };
    if (this._state.state === 'ready') {
      add(this._state.value, 1);
    }
    return rows;
  }

  /**
   * Show or hide what is in an item.
   */
  async toggle(id: string): Promise<void> {
    if (this._expanded.delete(id)) {
      this._changed.emit();
      return;
    }
    this._expanded.add(id);
    if (this._listings.get(id)?.state === 'ready') {
      this._changed.emit();
      return;
    }
    this._setListing(id, { state: 'loading' });
    try {
      const value = await this._required.list(id);
      this._setListing(id, { state: 'ready', value });
    } catch (reason) {
      this._setListing(id, { state: 'failed', failure: failureOf(reason) });
    }
  }

  /**
   * Draw an item in place of the last.
   */
  async draw(item: IRootItem): Promise<void> {
    const turn = (this._turn += 1);
    this._setDrawing({ kind: 'drawing', item });
    let end: DrawingState;
    try {
      await this._required.draw(item.id);
      end = { kind: 'drawn', item };
    } catch (reason) {
      end = { kind: 'failed', item, failure: failureOf(reason) };
    }
    if (turn === this._turn) {
      this._setDrawing(end);
    }
  }

  /**
   * Begin anew, whatever is going on.
   */
  restart(): void {
    this._turn += 1;
    this._state = { state: 'loading' };
    this._setDrawing({ kind: 'none' });
    if (this._drawer) {
      this._drawer.restart();
    } else {
      void this._begin();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._drawer?.dispose();
    Signal.clearData(this);
  }

  private get _required(): IRootDrawer {
    if (!this._drawer) {
      throw new Error(this._options.trans.__('The drawing was stopped.'));
    }
    return this._drawer;
  }

  private async _begin(): Promise<void> {
    try {
      const drawer = await this._options.begin();
      if (this._isDisposed) {
        drawer.dispose();
        return;
      }
      this._drawer = drawer;
      drawer.ready.connect(this._onReady, this);
      drawer.lost.connect(this._onLost, this);
    } catch (reason) {
      this._fail(reason);
    }
  }

  private _onReady(): void {
    void this._open();
  }

  private async _open(): Promise<void> {
    this._listings.clear();
    this._expanded.clear();
    this._turn += 1;
    this._state = { state: 'loading' };
    this._setDrawing({ kind: 'none' });
    try {
      this._state = { state: 'ready', value: await this._required.open() };
    } catch (reason) {
      this._fail(reason);
    }
    this._emit();
  }

  private _fail(reason: unknown): void {
    this._state = { state: 'failed', failure: failureOf(reason) };
    this._emit();
  }

  private _onLost(): void {
    this._turn += 1;
    this._drawing = { kind: 'none' };
    this._fail(
      new Error(
        this._options.trans.__(
          'The drawing does not answer any more. It may be busy without end, or something in this file tried to leave its frame and was stopped. Nothing of yours was read.'
        )
      )
    );
  }

  private _setDrawing(drawing: DrawingState): void {
    this._drawing = drawing;
    this._emit();
  }

  private _setListing(id: string, listed: Loadable<IListing>): void {
    this._listings.set(id, listed);
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _drawer: IRootDrawer | null = null;
  private _drawing: DrawingState = { kind: 'none' };
  private readonly _expanded = new Set<string>();
  private _isDisposed = false;
  private readonly _listings = new Map<string, Loadable<IListing>>();
  private _state: Loadable<IListing> = { state: 'loading' };
  private _turn = 0;
}

/**
 * The namespace for `RootModel` statics.
 */
export namespace RootModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Make what lists and draws; asked again after a failure.
     */
    readonly begin: () => Promise<IRootDrawer>;
    readonly trans: TranslationBundle;
  }
}
