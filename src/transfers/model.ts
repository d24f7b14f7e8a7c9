import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  CopyRequest,
  OpenRequest,
  Transfer,
  TransferFile,
  TransferFileState
} from 'sciencemesh-contract';
import type { Outcome } from '../companion/outcome';
import type { ICompanion } from '../tokens';
import type { IStartedHere } from './started';

/**
 * Working copies that are being made, and those that were.
 *
 * #### Notes
 * The companion moves the bytes: closing a preview, or the page, stops nothing.
 */
export class TransfersModel implements IDisposable {
  constructor(options: TransfersModel.IOptions) {
    this._companion = options.companion;
    this._started = options.started;
    const { events, status } = this._companion;
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onResync, this);
    status.changed.connect(this._onResync, this);
    this._onResync();
  }

  /**
   * Emitted with each transfer that has moved on, or null for all of them.
   */
  get changed(): ISignal<this, Transfer | null> {
    return this._changed;
  }

  /**
   * Emitted with each transfer that has ended while this page was open.
   */
  get ended(): ISignal<this, Transfer> {
    return this._ended;
  }

  /**
   * The transfers that are under way.
   */
  get running(): readonly Transfer[] {
    return [...this._transfers.values()].filter(isRunning);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * A transfer by its identifier.
   */
  get(id: string): Transfer | undefined {
    return this._transfers.get(id);
  }

  /**
   * The newest transfer of a package.
   */
  forPackage(packageId: string): Transfer | undefined {
    return [...this._transfers.values()]
      .filter(transfer => transfer.packageId === packageId)
      .sort((one, other) => other.startedAt.localeCompare(one.startedAt))[0];
  }

  /**
   * Whether the person started this transfer on this page.
   */
  isStartedHere(id: string): boolean {
    return this._started.has(id);
  }

  /**
   * Load all transfers afresh.
   */
  async refresh(): Promise<void> {
    if (!this._companion.status.isRunning) {
      return;
    }
    const round = ++this._round;
    const missed: Transfer[] = [];
    this._missed = missed;
    const answer = await this._companion.client.transfers();
    if (this._isDisposed || round !== this._round) {
      return;
    }
    this._missed = null;
    if (!answer.ok) {
      return;
    }
    const before = this._transfers;
    this._transfers = new Map(
      [...answer.value.items, ...missed].map(one => [one.id, one])
    );
    this._changed.emit(null);
    for (const transfer of this._transfers.values()) {
      this._tellEnd(before.get(transfer.id), transfer);
    }
  }

  /**
   * Begin to make a working copy.
   */
  async start(
    packageId: string,
    request: OpenRequest
  ): Promise<Outcome<Transfer>> {
    return this._begin(this._companion.client.openPackage(packageId, request));
  }

  /**
   * Begin to copy or move files and folders.
   */
  async startCopy(request: CopyRequest): Promise<Outcome<Transfer>> {
    return this._begin(this._companion.client.startCopy(request));
  }

  private async _begin(
    request: Promise<Outcome<Transfer>>
  ): Promise<Outcome<Transfer>> {
    const answer = await request;
    if (answer.ok && !this._isDisposed) {
      this._started.add(answer.value.id);
      const known = this._transfers.get(answer.value.id);
      // A small package may have ended before the answer is here.
      if (!known || isRunning(known)) {
        this._put(answer.value, known);
      } else {
        this._ended.emit(known);
      }
    }
    return answer;
  }

  /**
   * Stop a transfer; what has arrived stays.
   */
  async cancel(id: string): Promise<Outcome<Transfer>> {
    return this._take(this._companion.client.cancelTransfer(id));
  }

  /**
   * Fetch what failed.
   */
  async retry(id: string): Promise<Outcome<Transfer>> {
    this._started.add(id);
    return this._take(this._companion.client.retryTransfer(id));
  }

  /**
   * Fetch what was left out by choice, and what failed.
   */
  async fetchSkipped(id: string): Promise<Outcome<Transfer>> {
    const skipped = await this.files(id, 'skipped');
    if (!skipped.ok) {
      return skipped;
    }
    this._started.add(id);
    return this._take(
      this._companion.client.retryTransfer(
        id,
        skipped.value.map(file => file.path)
      )
    );
  }

  /**
   * The files of a transfer, all or those that are in one state.
   */
  async files(
    id: string,
    state: TransferFileState | null = null,
    limit = MOST_FILES
  ): Promise<Outcome<readonly TransferFile[]>> {
    const answer = await this._companion.client.transferFiles(id, state, limit);
    return answer.ok ? { ok: true, value: answer.value.items } : answer;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onResync(): void {
    void this.refresh();
  }

  private _onEvent(_: unknown, event: CompanionEvent): void {
    if (event.type === 'transfer') {
      this._missed?.push(event.transfer);
      this._put(event.transfer, this._transfers.get(event.transfer.id));
    }
  }

  private async _take(
    request: Promise<Outcome<Transfer>>
  ): Promise<Outcome<Transfer>> {
    const answer = await request;
    if (answer.ok && !this._isDisposed) {
      this._put(answer.value, this._transfers.get(answer.value.id));
    }
    return answer;
  }

  private _put(transfer: Transfer, before: Transfer | undefined): void {
    this._transfers.set(transfer.id, transfer);
    this._changed.emit(transfer);
    this._tellEnd(before, transfer);
  }

  private _tellEnd(before: Transfer | undefined, after: Transfer): void {
    if (before && isRunning(before) && !isRunning(after)) {
      this._ended.emit(after);
    }
  }

  private readonly _changed = new Signal<this, Transfer | null>(this);
  private readonly _companion: ICompanion;
  private readonly _ended = new Signal<this, Transfer>(this);
  private _isDisposed = false;
  private _missed: Transfer[] | null = null;
  private _round = 0;
  private readonly _started: IStartedHere;
  private _transfers = new Map<string, Transfer>();
}

/**
 * The namespace for `TransfersModel` statics.
 */
export namespace TransfersModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
    readonly started: IStartedHere;
  }
}

/**
 * Whether bytes may still arrive.
 */
export function isRunning(transfer: Transfer): boolean {
  return transfer.state === 'queued' || transfer.state === 'running';
}

/** As many as the contract allows. */
const MOST_FILES = 10_000;
