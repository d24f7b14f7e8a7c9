import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IFailure } from '../../companion/outcome';
import type { RangeReader } from '../rangereader';
import { failureOf } from '../readfailure';
import type { IViewedFile } from '../source';
import type { ParquetTable } from './table';

/** Rows that one page has. */
const PAGE_ROWS = 100;

/** Bytes that are moved without asking. */
const UNASKED_BYTES = 32 * 1024 * 1024;

/**
 * A page of a Parquet file.
 */
export class ParquetModel implements IDisposable {
  constructor(private readonly _file: IViewedFile) {
    this._reader = _file.open();
    void this._open();
  }

  /**
   * Emitted when anything below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Bytes that the page would move, if that is so many that the person has to
   * agree; null where it is shown or on its way.
   */
  get costs(): number | null {
    return this._costs;
  }

  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * The row of the file that the page begins with, counted from zero.
   */
  get first(): number {
    return this._first;
  }

  get hasNext(): boolean {
    return this._first + PAGE_ROWS < (this._table?.rows ?? 0);
  }

  get hasPrevious(): boolean {
    return this._first > 0;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isLoading(): boolean {
    return this._isLoading;
  }

  get name(): string {
    return this._file.name;
  }

  /**
   * The rows of the page.
   */
  get rows(): readonly (readonly string[])[] {
    return this._rows;
  }

  /**
   * In bytes; null until it is known.
   */
  get size(): number | null {
    return this._size;
  }

  /**
   * What the file says of itself; null until it was read.
   */
  get table(): ParquetTable | null {
    return this._table;
  }

  /**
   * Show the next page.
   */
  async next(): Promise<void> {
    await this._show(this._first + PAGE_ROWS, UNASKED_BYTES);
  }

  /**
   * Show the page before.
   */
  async previous(): Promise<void> {
    await this._show(Math.max(0, this._first - PAGE_ROWS), UNASKED_BYTES);
  }

  /**
   * Show the page whatever it costs.
   */
  async agree(): Promise<void> {
    await this._show(this._first, Number.POSITIVE_INFINITY);
  }

  /**
   * Read the file anew, as it is now.
   */
  async reload(): Promise<void> {
    this._reader.dispose();
    this._reader = this._file.open();
    this._table = null;
    await this._open();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._reader.dispose();
    Signal.clearData(this);
  }

  private async _open(): Promise<void> {
    const reader = this._reader;
    await this._try(async () => {
      const { ParquetTable } = await import('./table');
      const table = await ParquetTable.open(reader);
      const size = await reader.size();
      return () => {
        this._table = table;
        this._size = size;
      };
    });
    if (this._table && reader === this._reader) {
      await this._show(this._first, UNASKED_BYTES);
    }
  }

  private async _show(first: number, mostBytes: number): Promise<void> {
    const table = this._table;
    if (!table) {
      return;
    }
    this._first = first;
    this._rows = [];
    const cost = table.costAt(first);
    this._costs = cost > mostBytes ? cost : null;
    if (this._costs !== null) {
      this._changed.emit();
      return;
    }
    await this._try(async () => {
      const rows = await table.read(first, first + PAGE_ROWS);
      return () => {
        this._rows = rows;
      };
    });
  }

  /**
   * Do something that takes a while, and take over what came of it, unless
   * something else was begun in the meantime.
   */
  private async _try(act: () => Promise<() => void>): Promise<void> {
    const turn = (this._turn += 1);
    const isLeft = (): boolean => this._isDisposed || turn !== this._turn;
    this._isLoading = true;
    this._failure = null;
    this._changed.emit();
    try {
      const take = await act();
      if (isLeft()) {
        return;
      }
      take();
    } catch (reason) {
      if (isLeft()) {
        return;
      }
      this._failure = failureOf(reason);
    }
    this._isLoading = false;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _costs: number | null = null;
  private _failure: IFailure | null = null;
  private _first = 0;
  private _isDisposed = false;
  private _isLoading = false;
  private _reader: RangeReader;
  private _rows: readonly (readonly string[])[] = [];
  private _size: number | null = null;
  private _table: ParquetTable | null = null;
  private _turn = 0;
}
