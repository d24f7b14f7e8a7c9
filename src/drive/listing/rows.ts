import type { Contents } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { breath } from '../listingstream';
import type { IOrder } from './order';
import { sortInTurns, sortNow } from './order';

/** More entries are sorted and filtered in turns. */
const AT_ONCE = 4_000;

/** Milliseconds of a turn. */
const TURN = 24;

/** Entries that a filter looks at between two looks at the clock. */
const STEP = 500;

/**
 * Decides whether an entry is shown.
 */
export type Choice = (entry: Contents.IModel) => boolean;

/**
 * The rows of a folder: its entries in order, and those of them that are shown.
 *
 * #### Notes
 * What takes long is done in turns, so that the page stays at hand; what was
 * shown stays until the new rows are there. Filtering keeps the order.
 */
export class Rows implements IDisposable {
  /**
   * Emitted when other rows are shown.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The rows that are shown.
   */
  get shown(): readonly Contents.IModel[] {
    return this._shown;
  }

  /**
   * Whether rows are being sorted or filtered.
   */
  get isBusy(): boolean {
    return this._isBusy;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._round += 1;
    Signal.clearData(this);
  }

  /**
   * The position of an entry among those that are shown; -1 when it is not.
   */
  indexOf(path: string): number {
    if (!this._positions) {
      this._positions = new Map(
        this._shown.map((entry, index) => [entry.path, index])
      );
    }
    return this._positions.get(path) ?? -1;
  }

  /**
   * Show these entries in this order.
   */
  async show(
    entries: readonly Contents.IModel[],
    order: IOrder,
    choice: Choice
  ): Promise<void> {
    const round = ++this._round;
    if (entries.length <= AT_ONCE) {
      this._put(sortNow(entries, order), choice);
      return;
    }
    this._isBusy = true;
    const sorted = await sortInTurns(entries, order, this._breather(round));
    if (sorted) {
      this._sorted = sorted;
      await this._filter(round, choice);
    }
  }

  /**
   * Show other ones of the same entries.
   */
  async choose(choice: Choice): Promise<void> {
    const round = ++this._round;
    if (this._sorted.length <= AT_ONCE) {
      this._put(this._sorted, choice);
      return;
    }
    this._isBusy = true;
    await this._filter(round, choice);
  }

  private async _filter(round: number, choice: Choice): Promise<void> {
    const breathe = this._breather(round);
    const chosen: Contents.IModel[] = [];
    const { _sorted: sorted } = this;
    for (let start = 0; start < sorted.length; start += STEP) {
      for (const entry of sorted.slice(start, start + STEP)) {
        if (choice(entry)) {
          chosen.push(entry);
        }
      }
      if (!(await breathe())) {
        return;
      }
    }
    this._finish(chosen);
  }

  private _put(sorted: readonly Contents.IModel[], choice: Choice): void {
    this._sorted = sorted;
    this._finish(sorted.filter(choice));
  }

  private _finish(shown: readonly Contents.IModel[]): void {
    this._isBusy = false;
    this._shown = shown;
    this._positions = null;
    this._changed.emit();
  }

  /**
   * Lets the page breathe when a turn is over; says to stop when the work has
   * been overtaken.
   */
  private _breather(round: number): () => Promise<boolean> {
    let ends = performance.now() + TURN;
    return async () => {
      if (performance.now() > ends) {
        await breath();
        ends = performance.now() + TURN;
      }
      return round === this._round;
    };
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isBusy = false;
  private _isDisposed = false;
  private _positions: Map<string, number> | null = null;
  private _round = 0;
  private _shown: readonly Contents.IModel[] = [];
  private _sorted: readonly Contents.IModel[] = [];
}
