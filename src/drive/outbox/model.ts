import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  OutboxDecision,
  OutboxItem
} from 'sciencemesh-contract';
import type { IFailure } from '../../companion/outcome';
import type { ICompanion } from '../../tokens';

/**
 * The edits that are kept here until their servers have them.
 */
export class OutboxModel implements IDisposable {
  constructor(options: OutboxModel.IOptions) {
    this._companion = options.companion;
    const { events, status } = this._companion;
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onStatus, this);
    status.changed.connect(this._onStatus, this);
    this._onStatus();
  }

  /**
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The edits, the oldest first.
   */
  get items(): readonly OutboxItem[] {
    return [...this._items.values()].sort((one, other) =>
      one.savedAt.localeCompare(other.savedAt)
    );
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /**
   * The edit of a file that is not at its server yet.
   *
   * @param place - as the companion names it
   */
  at(place: string): OutboxItem | null {
    return this.items.find(({ path }) => path === place) ?? null;
  }

  /**
   * Why the last decision about an edit was not carried out.
   */
  failure(id: string): IFailure | null {
    return this._failures.get(id) ?? null;
  }

  /**
   * Whether a decision about an edit is being carried out.
   */
  isBusy(id: string): boolean {
    return this._busy.has(id);
  }

  /**
   * Decide what becomes of an edit.
   */
  async decide(id: string, action: OutboxDecision['action']): Promise<void> {
    if (this._busy.has(id)) {
      return;
    }
    this._busy.add(id);
    this._failures.delete(id);
    this._changed.emit();
    const answer = await this._companion.client.decide(id, { action });
    if (this._isDisposed) {
      return;
    }
    this._busy.delete(id);
    if (!answer.ok) {
      this._failures.set(id, answer.failure);
    }
    this._changed.emit();
  }

  private async _load(): Promise<void> {
    const answer = await this._companion.client.outbox();
    if (answer.ok && !this._isDisposed) {
      this._items = new Map(answer.value.items.map(item => [item.id, item]));
      this._changed.emit();
    }
  }

  private _onStatus(): void {
    if (this._companion.status.isRunning) {
      void this._load();
    }
  }

  private _onEvent(_: unknown, event: CompanionEvent): void {
    if (event.type !== 'outbox') {
      return;
    }
    const { item, removed } = event;
    if (removed) {
      this._items.delete(item.id);
      this._failures.delete(item.id);
    } else {
      this._items.set(item.id, item);
    }
    this._changed.emit();
  }

  private readonly _busy = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _companion: ICompanion;
  private readonly _failures = new Map<string, IFailure>();
  private _isDisposed = false;
  private _items = new Map<string, OutboxItem>();
}

/**
 * The namespace for `OutboxModel` statics.
 */
export namespace OutboxModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
  }
}
