import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IFailure } from '../../companion/outcome';
import { failureOf } from '../readfailure';
import type { RangeReader } from '../rangereader';
import type { IViewedFile } from '../source';
import type { Encoding } from './encoding';
import type { ILine } from './lines';
import { linesOf } from './lines';
import type { IPage } from './pages';
import { Pages } from './pages';

/**
 * From which end of the file the shown pages follow each other.
 */
export type Anchor = 'end' | 'start';

/**
 * Some pages of a text file of any size, from its beginning or its end.
 */
export class TextModel implements IDisposable {
  constructor(private readonly _file: IViewedFile) {
    this._reader = _file.open();
    this._pages = new Pages(this._reader);
    void this.show('start');
  }

  /**
   * Emitted when anything below has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get anchor(): Anchor {
    return this._anchor;
  }

  get encoding(): Encoding {
    return this._encoding;
  }

  /**
   * Why the last page could not be read; null while none is missing.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * The first line of the file; null until it was read.
   */
  get firstLine(): string | null {
    return this._firstLine;
  }

  /**
   * Whether there are more pages away from the anchor.
   */
  get hasMore(): boolean {
    const { isFirst, isLast } = this._outermost ?? {};
    return this._anchor === 'start' ? isLast === false : isFirst === false;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isLoading(): boolean {
    return this._isLoading;
  }

  /**
   * What of the file is shown.
   */
  get lines(): readonly ILine[] {
    return this._lines;
  }

  get name(): string {
    return this._file.name;
  }

  /**
   * In bytes; null until it is known.
   */
  get size(): number | null {
    return this._size;
  }

  /**
   * The place of the first byte that is shown, and after the last.
   */
  get range(): readonly [start: number, end: number] {
    return [this._shown[0]?.start ?? 0, this._shown.at(-1)?.end ?? 0];
  }

  /**
   * Bytes among the shown ones that are no text.
   */
  get unreadable(): number {
    return this._shown.reduce((sum, { unreadable }) => sum + unreadable, 0);
  }

  /**
   * Show one page from an end of the file.
   */
  async show(anchor: Anchor): Promise<void> {
    this._anchor = anchor;
    this._setShown([]);
    await this.showMore();
  }

  /**
   * Show one more page.
   */
  async showMore(): Promise<void> {
    const turn = (this._turn += 1);
    this._isLoading = true;
    this._failure = null;
    this._changed.emit();
    try {
      const page = await this._next();
      const encoding = await this._pages.encoding();
      const size = await this._reader.size();
      if (this._isDisposed || turn !== this._turn) {
        return;
      }
      this._encoding = encoding;
      this._size = size;
      this._add(page);
    } catch (reason) {
      if (this._isDisposed || turn !== this._turn) {
        return;
      }
      this._failure = failureOf(reason);
    }
    this._isLoading = false;
    this._changed.emit();
  }

  /**
   * Read the file anew, as it is now.
   */
  async reload(): Promise<void> {
    this._reader.dispose();
    this._reader = this._file.open();
    this._pages = new Pages(this._reader);
    await this.show(this._anchor);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._reader.dispose();
    Signal.clearData(this);
  }

  /** The shown page that is farthest from the anchor. */
  private get _outermost(): IPage | null {
    const page = this._anchor === 'start' ? this._shown.at(-1) : this._shown[0];
    return page ?? null;
  }

  private _next(): Promise<IPage> {
    return this._anchor === 'start'
      ? this._pages.after(this._outermost)
      : this._pages.before(this._outermost);
  }

  private _add(page: IPage): void {
    const isAtStart = this._anchor === 'start';
    this._setShown(isAtStart ? [...this._shown, page] : [page, ...this._shown]);
    if (page.isFirst) {
      this._firstLine = page.lines[0] ?? '';
    }
  }

  private _setShown(pages: readonly IPage[]): void {
    this._shown = pages;
    this._lines = linesOf(pages, pages[0]?.isFirst === true);
  }

  private _anchor: Anchor = 'start';
  private readonly _changed = new Signal<this, void>(this);
  private _encoding: Encoding = 'utf-8';
  private _failure: IFailure | null = null;
  private _firstLine: string | null = null;
  private _isDisposed = false;
  private _isLoading = false;
  private _lines: readonly ILine[] = [];
  private _pages: Pages;
  private _reader: RangeReader;
  private _shown: readonly IPage[] = [];
  private _size: number | null = null;
  private _turn = 0;
}
