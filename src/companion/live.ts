import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { CompanionEvent } from 'sciencemesh-contract';
import type { ICompanion } from '../tokens';
import type { IFailure, Outcome } from './outcome';

/**
 * A list that is loaded once and kept up to date by what the companion tells.
 */
export class LiveList<T extends LiveList.IItem> implements IDisposable {
  constructor(options: LiveList.IOptions<T>) {
    this._options = options;
    const { events, status } = options.companion;
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onResync, this);
    status.changed.connect(this._onResync, this);
    this._onResync();
  }

  /**
   * Emitted with an item that has changed, or null for all of them.
   */
  get changed(): ISignal<this, T | null> {
    return this._changed;
  }

  /**
   * Emitted with each item that was known and has changed, as it was and as it
   * is.
   */
  get replaced(): ISignal<this, LiveList.IReplacement<T>> {
    return this._replaced;
  }

  /**
   * In the order that was asked for; null until the list was loaded for the
   * first time.
   */
  get items(): readonly T[] | null {
    if (this._items === null) {
      return null;
    }
    const { order } = this._options;
    return (this._array ??= order
      ? [...this._items.values()].sort(order)
      : [...this._items.values()]);
  }

  /**
   * Why the list could not be loaded.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * An item by its identifier.
   */
  get(id: string): T | undefined {
    return this._items?.get(id);
  }

  /**
   * Load everything afresh. Who asks while it is being loaded waits for the
   * answer after that one.
   */
  refresh(): Promise<void> {
    this._isStale = true;
    this._loading ??= this._loadAll();
    return this._loading;
  }

  /**
   * Take over what an action has made of an item.
   */
  async take(request: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const answer = await request;
    if (answer.ok && !this._isDisposed) {
      this._put(answer.value);
    }
    return answer;
  }

  /**
   * Take an item off once that was done.
   */
  async drop(
    id: string,
    request: Promise<Outcome<unknown>>
  ): Promise<Outcome<unknown>> {
    const answer = await request;
    if (answer.ok && !this._isDisposed) {
      this._remove(id);
    }
    return answer;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private async _loadAll(): Promise<void> {
    // Its end comes after its beginning was noted, whatever it finds.
    await Promise.resolve();
    const { status } = this._options.companion;
    while (this._isStale && status.isRunning && !this._isDisposed) {
      this._isStale = false;
      await this._load();
    }
    this._loading = null;
  }

  private async _load(): Promise<void> {
    const missed: LiveList.IChange<T>[] = [];
    this._missed = missed;
    const answer = await this._options.load();
    this._missed = null;
    if (this._isDisposed) {
      return;
    }
    this._failure = answer.ok ? null : answer.failure;
    if (answer.ok) {
      const before = this._items;
      const after = new Map(answer.value.items.map(item => [item.id, item]));
      for (const { item, forgotten } of missed) {
        if (forgotten) {
          after.delete(item.id);
        } else {
          after.set(item.id, item);
        }
      }
      this._items = after;
      this._array = null;
      for (const item of after.values()) {
        this._tell(before?.get(item.id), item);
      }
    }
    this._changed.emit(null);
  }

  private _onResync(): void {
    void this.refresh();
  }

  private _onEvent(_: unknown, event: CompanionEvent): void {
    const change = this._options.read(event);
    if (change === null) {
      return;
    }
    this._missed?.push(change);
    if (change.forgotten) {
      this._remove(change.item.id);
    } else {
      this._put(change.item);
    }
  }

  private _put(item: T): void {
    const before = this._items?.get(item.id);
    const { isOlder } = this._options;
    // Before the first list is here, the list will hold it.
    if (this._items === null || (before && isOlder?.(item, before))) {
      return;
    }
    this._items.set(item.id, item);
    this._array = null;
    this._changed.emit(item);
    this._tell(before, item);
  }

  private _remove(id: string): void {
    if (this._items?.delete(id)) {
      this._array = null;
      this._changed.emit(null);
    }
  }

  private _tell(before: T | undefined, after: T): void {
    if (before) {
      this._replaced.emit({ before, after });
    }
  }

  private _array: readonly T[] | null = null;
  private readonly _changed = new Signal<this, T | null>(this);
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private _isStale = false;
  private _items: Map<string, T> | null = null;
  private _loading: Promise<void> | null = null;
  private _missed: LiveList.IChange<T>[] | null = null;
  private readonly _options: LiveList.IOptions<T>;
  private readonly _replaced = new Signal<this, LiveList.IReplacement<T>>(this);
}

/**
 * The namespace for `LiveList` statics.
 */
export namespace LiveList {
  /**
   * What can stand in a list.
   */
  export interface IItem {
    readonly id: string;
  }

  /**
   * An item that has changed, or is on the list no more.
   */
  export interface IChange<T> {
    readonly item: T;
    readonly forgotten: boolean;
  }

  /**
   * An item as it was and as it is.
   */
  export interface IReplacement<T> {
    readonly before: T;
    readonly after: T;
  }

  /**
   * Options of the constructor.
   */
  export interface IOptions<T> {
    readonly companion: ICompanion;

    /**
     * Whether one is out of date against the other: the answer to a request
     * may come after an event that tells of something later.
     */
    readonly isOlder?: (one: T, other: T) => boolean;
    readonly load: () => Promise<Outcome<{ readonly items: readonly T[] }>>;

    /**
     * How to sort; by default it is the order of the companion, what came later
     * last.
     */
    readonly order?: (one: T, other: T) => number;

    /**
     * What an event says of the list; null where it is about something else.
     */
    readonly read: (event: CompanionEvent) => IChange<T> | null;
  }
}

/**
 * An order of lists. Without a locale: ten thousand are sorted after each
 * change.
 */
export function newestFirst(one: IDated, other: IDated): number {
  return one.createdAt === other.createdAt
    ? 0
    : one.createdAt < other.createdAt
      ? 1
      : -1;
}

interface IDated {
  readonly createdAt: string;
}
