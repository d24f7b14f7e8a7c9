import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  NodeInfo,
  Provider,
  Share,
  ShareChange
} from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { IFailure, Loadable, Outcome } from '../companion/outcome';
import type { ICompanion } from '../tokens';
import type { ShareFilter } from './filter';
import { isUnseen, matches, newestFirst } from './filter';
import { Providers } from './providers';

/**
 * The received shares, kept up to date, and what the person does with them.
 *
 * #### Notes
 * All shares are held and filtered here, so that switching a filter and typing
 * a word is immediate; the companion sends each change by itself.
 */
export class SharesModel implements IDisposable {
  constructor(options: SharesModel.IOptions) {
    this._companion = options.companion;
    const { client, events, status } = this._companion;
    this.providers = new Providers({
      changed: () => {
        if (!this._isDisposed) {
          this._changed.emit();
        }
      },
      client
    });
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onResync, this);
    status.changed.connect(this._onStatus, this);
    this._onStatus();
  }

  /**
   * Where the shares come from.
   */
  readonly providers: Providers;

  /**
   * Emitted when anything here has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Emitted when a share has arrived while this page was open.
   */
  get arrived(): ISignal<this, Share> {
    return this._arrived;
  }

  /**
   * Whether there is a list to show.
   */
  get loading(): Loadable<null> {
    return this._loading;
  }

  /**
   * What the companion says about its own OCM node; null until it has.
   */
  get node(): NodeInfo | null {
    return this._node;
  }

  /**
   * Whether somebody has the list in sight.
   */
  get isOnShow(): boolean {
    return this._isOnShow;
  }
  set isOnShow(value: boolean) {
    if (value !== this._isOnShow) {
      this._isOnShow = value;
      this._changed.emit();
    }
  }

  /**
   * The chosen filter.
   */
  get filter(): ShareFilter {
    return this._filter;
  }
  set filter(value: ShareFilter) {
    if (value !== this._filter) {
      this._filter = value;
      this._changed.emit();
    }
  }

  /**
   * The provider whose shares alone are listed; null for those of all.
   */
  get origin(): string | null {
    const chosen = this._origin;
    return this.origins.some(({ id }) => id === chosen) ? chosen : null;
  }
  set origin(value: string | null) {
    if (value !== this._origin) {
      this._origin = value;
      this._changed.emit();
    }
  }

  /**
   * The providers that shares can be from, for a person to choose between;
   * empty where there is no choice.
   */
  get origins(): readonly Provider[] {
    const origins = this.providers.origins(this._node, this._shares.values());
    return origins.length > 1 ? origins : [];
  }

  /**
   * The words that are looked for.
   */
  get search(): string {
    return this._search;
  }
  set search(value: string) {
    if (value !== this._search) {
      this._search = value;
      this._changed.emit();
    }
  }

  /**
   * The share that the person is to be led to; null where there is none, or
   * they have been.
   */
  get revealed(): string | null {
    return this._revealed;
  }

  /**
   * The shares that filter and search let through, newest first.
   */
  get visible(): readonly Share[] {
    return this._listed
      .filter(share => matches(share, this._filter, this._search))
      .sort(newestFirst);
  }

  /**
   * How many shares there are at all.
   */
  get size(): number {
    return this._shares.size;
  }

  /**
   * How many pending shares the person has not seen yet.
   */
  get unseen(): number {
    return [...this._shares.values()].filter(isUnseen).length;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * How many shares a filter would show, whatever is searched for.
   */
  count(filter: ShareFilter): number {
    return this._listed.filter(share => matches(share, filter, '')).length;
  }

  /**
   * A share by its identifier.
   */
  get(id: string): Share | undefined {
    return this._shares.get(id);
  }

  /**
   * The newest share that a provider calls so.
   */
  find(source: string, providerId: string): Share | undefined {
    return [...this._shares.values()]
      .filter(
        share => share.source === source && share.providerId === providerId
      )
      .sort(newestFirst)[0];
  }

  /**
   * Lead the person to a share, whatever they were looking for.
   */
  reveal(id: string): void {
    const share = this._shares.get(id);
    if (share) {
      this._filter = matches(share, 'all', '') ? 'all' : 'hidden';
      this._origin = null;
      this._search = '';
      this._revealed = id;
      this._changed.emit();
    }
  }

  /**
   * The person has been led to the share.
   */
  markRevealed(): void {
    this._revealed = null;
  }

  /**
   * The share that brought a package.
   */
  forPackage(packageId: string): Share | undefined {
    return [...this._shares.values()].find(
      share => share.package?.id === packageId
    );
  }

  /**
   * Whether a decision about this share is under way.
   */
  isBusy(id: string): boolean {
    return this._busy.has(id);
  }

  /**
   * Why the last decision about this share did not go through.
   */
  failure(id: string): IFailure | null {
    return this._failures.get(id) ?? null;
  }

  /**
   * Whether this share was new when the panel was last opened.
   */
  isFresh(id: string): boolean {
    return this._fresh.has(id);
  }

  /**
   * Load all shares afresh.
   */
  async refresh(): Promise<void> {
    if (!this._companion.status.isRunning) {
      return;
    }
    const round = ++this._round;
    const missed: Share[] = [];
    this._missed = missed;
    const { client } = this._companion;
    // The list waits for nobody.
    void this.providers.load();
    const [list, node] = await Promise.all([client.shares(), client.node()]);
    if (this._isDisposed || round !== this._round) {
      return;
    }
    this._missed = null;
    if (node.ok) {
      this._node = node.value;
    }
    if (list.ok) {
      const known = this._shares;
      const isFirst = this._loading.state !== 'ready';
      // Events that came while the list was under way are newer than it.
      this._shares = new Map(
        [...list.value.items, ...missed].map(share => [share.id, share])
      );
      this._loading = { state: 'ready', value: null };
      this._changed.emit();
      if (!isFirst) {
        this._announce([...this._shares.values()], known);
      }
    } else {
      this._loading = { state: 'failed', failure: list.failure };
      this._changed.emit();
      void this._companion.status.refresh();
    }
  }

  /**
   * Decide about a share, hide it, or bring it back.
   */
  async change(id: string, change: ShareChange): Promise<void> {
    await this._ask(id, client => client.changeShare(id, change));
  }

  /**
   * Tell the sender of the decision about a share again, now.
   */
  async retryDelivery(id: string): Promise<void> {
    await this._ask(id, client => client.retryDelivery(id));
  }

  /**
   * Set back a package that its provider is stuck in copying.
   */
  async setBack(id: string): Promise<void> {
    await this._ask(id, client => client.setShareBack(id));
  }

  /**
   * Let a provider look now for what is new.
   */
  async look(providerId: string): Promise<void> {
    await this.providers.look(providerId);
    // Otherwise what is new comes by itself.
    if (!this._isDisposed && !this._companion.events.isLive) {
      await this.refresh();
    }
  }

  /**
   * Load all shares afresh, then those that providers find when they look.
   */
  async lookEverywhere(): Promise<void> {
    await this.refresh();
    await Promise.all(this.providers.connected.map(({ id }) => this.look(id)));
  }

  /**
   * The person looks at the list now: nothing in it is unseen any more.
   */
  async markSeen(): Promise<void> {
    const unseen = [...this._shares.values()].filter(share => !share.seen);
    if (unseen.length === 0) {
      return;
    }
    for (const share of unseen) {
      if (share.state === 'pending') {
        this._fresh.add(share.id);
      }
      this._shares.set(share.id, { ...share, seen: true });
    }
    this._changed.emit();
    // Where the companion does not note it, the next load brings the badge
    // back, so that no share goes unnoticed.
    await this._companion.client.markSharesSeen();
  }

  /**
   * The person has opened a share: it is new no more.
   */
  markOpened(id: string): void {
    if (this._fresh.delete(id)) {
      this._changed.emit();
    }
  }

  /**
   * The person has looked away: what was new is no longer marked so.
   */
  forgetFresh(): void {
    if (this._fresh.size > 0) {
      this._fresh.clear();
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * One request about a share at a time; what became of it stands beside it.
   */
  private async _ask(
    id: string,
    request: (client: CompanionClient) => Promise<Outcome<Share>>
  ): Promise<void> {
    if (this._busy.has(id)) {
      return;
    }
    this._busy.add(id);
    this._failures.delete(id);
    this._changed.emit();
    const answer = await request(this._companion.client);
    if (this._isDisposed) {
      return;
    }
    this._busy.delete(id);
    if (answer.ok) {
      this._put(answer.value);
    } else {
      this._failures.set(id, answer.failure);
    }
    this._changed.emit();
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

  private _onEvent(_: unknown, event: CompanionEvent): void {
    if (event.type === 'provider') {
      this.providers.put(event.provider);
    }
    if (event.type !== 'share') {
      return;
    }
    const known = new Map(this._shares);
    this._missed?.push(event.share);
    this._put(event.share);
    this._changed.emit();
    this._announce([event.share], known);
  }

  /**
   * The shares of the chosen provider, or all.
   */
  private get _listed(): Share[] {
    const { origin } = this;
    const shares = [...this._shares.values()];
    return origin === null
      ? shares
      : shares.filter(({ source }) => source === origin);
  }

  private _put(share: Share): void {
    this._shares.set(share.id, share);
  }

  private _announce(
    shares: readonly Share[],
    known: ReadonlyMap<string, Share>
  ): void {
    for (const share of shares) {
      if (!known.has(share.id) && isUnseen(share)) {
        this._arrived.emit(share);
      }
    }
  }

  private readonly _arrived = new Signal<this, Share>(this);
  private readonly _busy = new Set<string>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _companion: ICompanion;
  private readonly _failures = new Map<string, IFailure>();
  private _filter: ShareFilter = 'all';
  private readonly _fresh = new Set<string>();
  private _isDisposed = false;
  private _isOnShow = false;
  private _loading: Loadable<null> = { state: 'loading' };
  private _missed: Share[] | null = null;
  private _node: NodeInfo | null = null;
  private _origin: string | null = null;
  private _revealed: string | null = null;
  private _round = 0;
  private _search = '';
  private _shares = new Map<string, Share>();
}

/**
 * The namespace for `SharesModel` statics.
 */
export namespace SharesModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly companion: ICompanion;
  }
}
