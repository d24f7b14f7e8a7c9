import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Throttler } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  PackageFile,
  PackageImport,
  PackagePreview,
  Provider,
  Share,
  Transfer
} from 'sciencemesh-contract';
import type { IFailure, Loadable, Outcome } from '../companion/outcome';
import type { SharesModel } from '../shares/model';
import type { ICompanion } from '../tokens';
import type { TransfersModel } from '../transfers/model';
import type { ILeftovers } from '../transfers/leftovers';
import { leftovers, NO_LEFTOVERS } from '../transfers/leftovers';
import { isRunning } from '../transfers/model';
import { Arrivals } from './arrivals';
import { PackageChoices } from './choices';
import type { FormData } from './parameters';

/**
 * Where a preview comes from: a package that the companion knows, or something
 * that it is asked to read first.
 */
export type PackageSource =
  | { readonly packageId: string }
  | { readonly read: () => Promise<Outcome<PackageImport>> };

/**
 * One package as its preview shows it, and what the person chooses in it.
 */
export class PackageModel implements IDisposable {
  constructor(options: PackageModel.IOptions) {
    this._companion = options.companion;
    this._shares = options.shares;
    this._source = options.source;
    this._transfers = options.transfers;
    this._arrivals = new Arrivals({
      changed: () => this._changed.emit(),
      transfers: this._transfers
    });
    const { events, status } = this._companion;
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onResync, this);
    status.changed.connect(this._onStatus, this);
    this._shares.changed.connect(this._onOthersChanged, this);
    this._transfers.changed.connect(this._onTransfer, this);
    this._onStatus();
  }

  /**
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The preview, or why there is none.
   */
  get loading(): Loadable<PackagePreview> {
    return this._loading;
  }

  /**
   * The preview, once it is there.
   */
  get preview(): PackagePreview | null {
    return this._loading.state === 'ready' ? this._loading.value : null;
  }

  /**
   * The companion's identifier of the package; null until it was read.
   */
  get packageId(): string | null {
    return 'packageId' in this._source
      ? this._source.packageId
      : (this.preview?.id ?? null);
  }

  /**
   * The share that brought the package, if one did.
   */
  get share(): Share | null {
    const origin = this.preview?.origin;
    return origin?.type === 'share'
      ? (this._shares.get(origin.shareId) ?? null)
      : null;
  }

  /**
   * The provider that the share came through; null where there is none.
   */
  get provider(): Provider | null {
    const { share } = this;
    return share && this._shares.providers.of(share);
  }

  /**
   * Whether it could have come through another one.
   */
  get isOneOfSeveral(): boolean {
    return this._shares.origins.length > 0;
  }

  /**
   * The newest working copy that is or was being made.
   */
  get transfer(): Transfer | null {
    const id = this.packageId;
    return id === null ? null : (this._transfers.forPackage(id) ?? null);
  }

  /**
   * How each of its files fares.
   */
  get arrivals(): Arrivals {
    return this._arrivals;
  }

  /**
   * Whether it ended before there was a notebook, so that the first thing to
   * do is to go on with it.
   */
  get isBrokenOff(): boolean {
    const { preview, transfer } = this;
    return (
      (transfer?.state === 'cancelled' || transfer?.state === 'failed') &&
      transfer.notebook === null &&
      (preview?.workingCopies[0]?.notebook ?? null) === null
    );
  }

  /**
   * What is missing from that working copy.
   */
  get leftovers(): ILeftovers {
    return this._leftovers;
  }

  /**
   * Which files the person wants, and what the form of parameters holds.
   */
  get choices(): PackageChoices {
    return this._choices;
  }

  /**
   * Why the last thing that the person asked for did not happen.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  /**
   * Whether something that the person asked for is under way.
   */
  get isBusy(): boolean {
    return this._isBusy;
  }

  /**
   * Resolves with the first preview, or null when the page was closed before.
   */
  get ready(): Promise<PackagePreview | null> {
    return this._ready.promise;
  }

  /**
   * Where the crate document can be downloaded as it was received.
   */
  get documentUrl(): string | null {
    const id = this.packageId;
    return id === null ? null : this._companion.client.documentUrl(id);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Load the preview, or load it afresh.
   */
  async refresh(): Promise<void> {
    if (!this._companion.status.isRunning) {
      return;
    }
    const round = ++this._round;
    const answer = await this._load();
    if (this._isDisposed || round !== this._round) {
      return;
    }
    if (answer.ok) {
      this._show(answer.value);
    } else if (!this.preview) {
      this._loading = { state: 'failed', failure: answer.failure };
    }
    this._changed.emit();
    this._arrivals.follow(this.transfer);
    await this._loadLeftovers();
  }

  /**
   * Choose files, or leave them out.
   */
  choose(files: readonly PackageFile[], chosen: boolean): void {
    this._choices.choose(files, chosen);
    this._changed.emit();
  }

  /**
   * Take over what was typed into the form.
   */
  fill(data: FormData, errors: number): void {
    this._choices.fill(data, errors);
    this._changed.emit();
  }

  /**
   * Ask the hosts what they hold.
   */
  async check(): Promise<void> {
    await this._take(id => this._companion.client.checkPackage(id));
  }

  /**
   * Stop asking the hosts; what was found so far stays.
   */
  async cancelCheck(): Promise<void> {
    await this._take(id => this._companion.client.cancelCheck(id));
  }

  /**
   * Begin to make a working copy.
   *
   * @param copyTo - folder of a drive that receives a copy as well
   */
  async open(
    folder: string,
    fresh: boolean,
    copyTo: string | null = null
  ): Promise<void> {
    const { preview } = this;
    if (preview) {
      const request = {
        ...this._choices.request(folder, fresh),
        ...(copyTo === null ? {} : { copyTo })
      };
      await this._ask(this._transfers.start(preview.id, request));
    }
  }

  /**
   * Give up a copy that has not begun yet.
   *
   * @param path - of the working copy
   */
  async unwantCopy(path: string): Promise<void> {
    await this._take(id => this._companion.client.unwantCopy(id, path));
  }

  /**
   * Stop the transfer; what has arrived stays.
   */
  async cancel(): Promise<void> {
    await this._withTransfer(transfer => this._transfers.cancel(transfer.id));
  }

  /**
   * Fetch what failed.
   */
  async retry(): Promise<void> {
    await this._withTransfer(transfer => this._transfers.retry(transfer.id));
  }

  /**
   * Fetch what was left out by choice.
   */
  async fetchSkipped(): Promise<void> {
    await this._withTransfer(transfer =>
      this._transfers.fetchSkipped(transfer.id)
    );
  }

  /**
   * The person has read what went wrong.
   */
  dismissFailure(): void {
    this._failure = null;
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._arrivals.dispose();
    this._checked.dispose();
    this._ready.resolve(null);
    Signal.clearData(this);
  }

  private async _load(): Promise<Outcome<PackagePreview>> {
    const id = this.packageId;
    const { client } = this._companion;
    if (id !== null) {
      return client.package(id);
    }
    if ('packageId' in this._source) {
      return client.package(this._source.packageId);
    }
    const read = await this._source.read();
    return read.ok ? client.importPackage(read.value) : read;
  }

  private _show(preview: PackagePreview): void {
    this._loading = { state: 'ready', value: preview };
    this._choices.adopt(preview);
    this._ready.resolve(preview);
  }

  private async _withTransfer(
    action: (transfer: Transfer) => Promise<Outcome<unknown>>
  ): Promise<void> {
    const { transfer } = this;
    if (transfer) {
      await this._ask(action(transfer));
    }
  }

  /**
   * Show the preview that a request about this package answers with.
   */
  private async _take(
    request: (id: string) => Promise<Outcome<PackagePreview>>
  ): Promise<void> {
    const { preview } = this;
    const answer = preview && (await this._ask(request(preview.id)));
    if (answer?.ok) {
      this._show(answer.value);
      this._changed.emit();
    }
  }

  private async _ask<T>(
    request: Promise<Outcome<T>>
  ): Promise<Outcome<T> | null> {
    this._isBusy = true;
    this._failure = null;
    this._changed.emit();
    const answer = await request;
    if (this._isDisposed) {
      return null;
    }
    this._isBusy = false;
    this._failure = answer.ok ? null : answer.failure;
    this._changed.emit();
    return answer;
  }

  private async _loadLeftovers(): Promise<void> {
    const missing = await leftovers(this._transfers, this.transfer);
    if (missing && !this._isDisposed) {
      this._leftovers = missing;
      this._changed.emit();
    }
  }

  private _onStatus(): void {
    if (this._companion.status.isRunning) {
      void this.refresh();
    } else {
      this._changed.emit();
    }
  }

  private _onResync(): void {
    void this.refresh();
  }

  private _onOthersChanged(): void {
    if (this.preview?.origin.type === 'share') {
      this._changed.emit();
    }
  }

  private _onEvent(_: unknown, event: CompanionEvent): void {
    if (event.type === 'package' && event.id === this.packageId) {
      void this._checked.invoke();
    }
  }

  private _onTransfer(_: unknown, transfer: Transfer | null): void {
    if (transfer !== null && transfer.packageId !== this.packageId) {
      return;
    }
    this._arrivals.follow(this.transfer);
    this._changed.emit();
    if (transfer !== null && !isRunning(transfer)) {
      // The working copies and the free disk have changed with it.
      void this.refresh();
    }
  }

  private readonly _arrivals: Arrivals;
  private readonly _changed = new Signal<this, void>(this);
  /** A check of many files tells of each one. */
  private readonly _checked = new Throttler(() => this.refresh(), {
    limit: 500,
    edge: 'trailing'
  });
  private readonly _choices = new PackageChoices();
  private readonly _companion: ICompanion;
  private _failure: IFailure | null = null;
  private _isBusy = false;
  private _isDisposed = false;
  private _leftovers: ILeftovers = NO_LEFTOVERS;
  private _loading: Loadable<PackagePreview> = { state: 'loading' };
  private readonly _ready = new PromiseDelegate<PackagePreview | null>();
  private _round = 0;
  private readonly _shares: SharesModel;
  private readonly _source: PackageSource;
  private readonly _transfers: TransfersModel;
}

/**
 * The namespace for `PackageModel` statics.
 */
export namespace PackageModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
    readonly shares: SharesModel;
    readonly source: PackageSource;
    readonly transfers: TransfersModel;
  }
}
