import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { SearchRow } from 'sciencemesh-contract';
import type { IFailure } from '../companion/outcome';
import type { ICompanion } from '../tokens';

/** A file or folder that was found. */
export type SearchHit = Extract<SearchRow, { type: 'hit' }>;

/** How the search of one share ended. */
export type SearchedShare = Extract<SearchRow, { type: 'share' }>;

/**
 * A search by name across the drive, as it goes on.
 */
export class SearchModel implements IDisposable {
  constructor(options: SearchModel.IOptions) {
    this._companion = options.companion;
    this._typing = new Debouncer(() => void this.start(), TYPING);
  }

  /**
   * Emitted when there is something new to show.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What is looked for; a search begins a moment after it was changed.
   */
  get query(): string {
    return this._query;
  }
  set query(query: string) {
    if (query === this._query) {
      return;
    }
    this._query = query;
    if (query.trim() === '') {
      void this._typing.stop();
      this.clear();
    } else {
      this._typing.invoke().catch(() => undefined);
      this._changed.emit();
    }
  }

  get state(): SearchModel.State {
    return this._state;
  }

  /**
   * What was found, the best first; no more than can be looked at.
   */
  get hits(): readonly SearchHit[] {
    return this._hits;
  }

  /**
   * Shares that could not be searched, or only in part.
   */
  get troubles(): readonly SearchedShare[] {
    return this._troubles;
  }

  /**
   * Shares searched to the end, and files looked at.
   */
  get progress(): { readonly shares: number; readonly files: number } {
    return this._progress;
  }

  /**
   * Whether there may be more than what was found.
   */
  get isLimited(): boolean {
    return this._isLimited;
  }

  /**
   * Why there is no answer at all.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._typing.dispose();
    this._control.abort();
    clearTimeout(this._telling);
    Signal.clearData(this);
  }

  /**
   * Search now, from the beginning.
   */
  async start(): Promise<void> {
    const q = this._query.trim();
    if (q === '' || this._isDisposed) {
      return;
    }
    this._reset();
    this._state = 'searching';
    this._changed.emit();
    const control = new AbortController();
    this._control = control;
    const answer = await this._companion.client.search(
      { q },
      row => {
        if (!control.signal.aborted) {
          this._take(row);
        }
      },
      control.signal
    );
    if (control.signal.aborted) {
      return;
    }
    if (answer.ok) {
      this._state = 'ended';
    } else {
      this._state = 'failed';
      this._failure = answer.failure;
    }
    this._tell();
  }

  /**
   * End a search; what was found stays.
   */
  cancel(): void {
    if (this._state === 'searching') {
      this._control.abort();
      this._state = 'cancelled';
      this._tell();
    }
  }

  /**
   * Back to the beginning.
   */
  clear(): void {
    this._reset();
    this._query = '';
    this._changed.emit();
  }

  private _reset(): void {
    this._control.abort();
    this._state = 'idle';
    this._hits = [];
    this._troubles = [];
    this._progress = { shares: 0, files: 0 };
    this._isLimited = false;
    this._failure = null;
  }

  private _take(row: SearchRow): void {
    switch (row.type) {
      case 'hit':
        this._hits = [...this._hits, row];
        break;
      case 'share':
        if (row.state !== 'done') {
          this._troubles = [...this._troubles, row];
        }
        break;
      case 'progress':
        this._progress = { shares: row.shares, files: row.files };
        break;
      case 'end':
        this._progress = { shares: row.shares, files: row.files };
        this._isLimited = row.limited;
        break;
    }
    this._telling ??= window.setTimeout(() => this._tell(), PAUSE);
  }

  /**
   * Hits arrive faster than anybody reads: they are shown together.
   */
  private _tell(): void {
    clearTimeout(this._telling);
    this._telling = undefined;
    this._hits = [...this._hits].sort(
      (one, other) =>
        one.rank - other.rank || one.path.localeCompare(other.path)
    );
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _companion: ICompanion;
  private _control = new AbortController();
  private _failure: IFailure | null = null;
  private _hits: readonly SearchHit[] = [];
  private _isDisposed = false;
  private _isLimited = false;
  private _progress = { shares: 0, files: 0 };
  private _query = '';
  private _state: SearchModel.State = 'idle';
  private _telling: number | undefined;
  private _troubles: readonly SearchedShare[] = [];
  private readonly _typing: Debouncer;
}

/**
 * The namespace for `SearchModel` statics.
 */
export namespace SearchModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
  }

  /**
   * Where a search is.
   */
  export type State = 'idle' | 'searching' | 'ended' | 'cancelled' | 'failed';
}

/** Milliseconds without a letter after which a search begins. */
const TYPING = 300;

/** Milliseconds between two looks at what was found. */
const PAUSE = 100;
