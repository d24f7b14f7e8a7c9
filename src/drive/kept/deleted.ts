import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { DeletedItem } from 'sciencemesh-contract';
import type { CompanionClient } from '../../companion/client';
import type { IFailure, Loadable } from '../../companion/outcome';

/** A space whose deleted files are shown. */
export interface ISpace {
  readonly name: string;

  /**
   * What the companion calls it.
   */
  readonly path: string;
}

/**
 * What was deleted in a space.
 */
export class DeletedModel implements IDisposable {
  constructor(options: DeletedModel.IOptions) {
    this._options = options;
    this._space = options.spaces[0] ?? { name: '', path: '' };
  }

  /**
   * Emitted when there is something else to show.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get spaces(): readonly ISpace[] {
    return this._options.spaces;
  }

  get space(): ISpace {
    return this._space;
  }

  get items(): Loadable<readonly DeletedItem[]> {
    return this._items;
  }

  /**
   * Beginning of the time that was looked at.
   */
  get since(): string | null {
    return this._since;
  }

  /**
   * Whether there is more on its way.
   */
  get isLoading(): boolean {
    return this._isLoading;
  }

  /**
   * Why the list could not be loaded again, or further back.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * Show another space.
   */
  async choose(path: string): Promise<void> {
    const space = this.spaces.find(one => one.path === path);
    if (space && space !== this._space) {
      this._space = space;
      this._items = { state: 'loading' };
      this._since = null;
      this._problems.clear();
      await this.load();
    }
  }

  /**
   * Look at what was deleted last.
   */
  async load(): Promise<void> {
    await this._load(null);
  }

  /**
   * Look further back.
   */
  async loadEarlier(): Promise<void> {
    await this._load(this._since);
  }

  /**
   * Whether something is being done with an item.
   */
  isBusy(item: DeletedItem): boolean {
    return this._busy.has(item.id);
  }

  /**
   * Why an item was not restored, or not deleted for good.
   */
  problemOf(item: DeletedItem): IFailure | null {
    return this._problems.get(item.id) ?? null;
  }

  /**
   * Put an item back to where it was.
   *
   * @param makeFolder - make its folder where that is gone
   */
  async restore(item: DeletedItem, makeFolder = false): Promise<void> {
    const { client, onRestored } = this._options;
    const { path } = this._space;
    await this._do(item, async () => {
      const answer = await client.restoreDeleted(path, {
        id: item.id,
        path: item.path,
        ...(makeFolder ? { makeFolder } : {})
      });
      if (answer.ok) {
        onRestored(item, answer.value.path);
      }
      return answer.ok ? null : answer.failure;
    });
  }

  /**
   * Delete an item for good.
   */
  async purge(item: DeletedItem): Promise<void> {
    const { path } = this._space;
    await this._do(item, async () => {
      const answer = await this._options.client.purgeDeleted(path, item.id);
      return answer.ok ? null : answer.failure;
    });
  }

  private async _load(until: string | null): Promise<void> {
    const turn = ++this._turn;
    if (this._items.state === 'failed') {
      this._items = { state: 'loading' };
    }
    this._isLoading = true;
    this._failure = null;
    this._changed.emit();
    const answer = await this._options.client.deleted(this._space.path, until);
    if (turn !== this._turn) {
      return;
    }
    this._isLoading = false;
    if (answer.ok) {
      const { items, since } = answer.value;
      const before =
        until !== null && this._items.state === 'ready'
          ? this._items.value
          : [];
      this._items = { state: 'ready', value: [...before, ...items] };
      this._since = since;
    } else if (this._items.state === 'ready') {
      this._failure = answer.failure;
    } else {
      this._items = { state: 'failed', failure: answer.failure };
    }
    this._changed.emit();
  }

  private async _do(
    item: DeletedItem,
    deed: () => Promise<IFailure | null>
  ): Promise<void> {
    if (this._busy.has(item.id)) {
      return;
    }
    this._busy.add(item.id);
    this._problems.delete(item.id);
    this._changed.emit();
    const failure = await deed();
    this._busy.delete(item.id);
    if (failure !== null) {
      this._problems.set(item.id, failure);
    } else if (this._items.state === 'ready') {
      this._items = {
        state: 'ready',
        value: this._items.value.filter(({ id }) => id !== item.id)
      };
    }
    this._changed.emit();
  }

  private readonly _busy = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private _isLoading = false;
  private _items: Loadable<readonly DeletedItem[]> = { state: 'loading' };
  private readonly _options: DeletedModel.IOptions;
  private readonly _problems = new Map<string, IFailure>();
  private _since: string | null = null;
  private _space: ISpace;
  private _turn = 0;
}

/**
 * The namespace for `DeletedModel` statics.
 */
export namespace DeletedModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly client: Pick<
      CompanionClient,
      'deleted' | 'restoreDeleted' | 'purgeDeleted'
    >;

    /**
     * Hears what is there again, by the companion's path.
     */
    readonly onRestored: (item: DeletedItem, path: string) => void;

    /**
     * One at least.
     */
    readonly spaces: readonly ISpace[];
  }
}
