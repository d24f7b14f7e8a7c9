/**
 * All received shares in one list. A provider that is slow or dead delays
 * nobody: lists are what is known here, and only what is changed goes out, to
 * the one provider that it concerns.
 */
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';
import type { Provider, ProviderInfo, ReceivedShares } from './provider.ts';
import { within } from './within.ts';

/** Milliseconds that somebody waits for a provider that looks. */
const LONGEST_WAIT = 10_500;

export class AllProviders implements ReceivedShares {
  readonly #providers: readonly Provider[];

  /** @param providers in the order in which they are shown */
  constructor(providers: readonly Provider[]) {
    this.#providers = providers;
  }

  /** What each of them is, and how it is doing. */
  infos(): ProviderInfo[] {
    return this.#providers.map(provider => provider.info());
  }

  /**
   * Lets one look now for what is new. Where that takes long it goes on by
   * itself, and the answer says so.
   *
   * @returns how it is doing by then; null when there is no such provider
   */
  async refresh(id: string): Promise<ProviderInfo | null> {
    const provider = this.#providers.find(one => one.info().id === id);
    if (provider === undefined) {
      return null;
    }
    await within(LONGEST_WAIT, provider.refresh());
    return provider.info();
  }

  async list(query: ShareQuery): Promise<Share[]> {
    const lists = await Promise.all(
      this.#providers.map(provider => provider.list(query))
    );
    return lists.length === 1
      ? (lists[0] ?? [])
      : lists
          .flat()
          // Stable, so that what came in one moment keeps its order.
          .sort((one, other) =>
            one.receivedAt < other.receivedAt
              ? 1
              : one.receivedAt > other.receivedAt
                ? -1
                : 0
          );
  }

  async spaces(): Promise<Share[]> {
    const lists = await Promise.all(
      this.#providers.map(provider => provider.spaces())
    );
    return lists.flat();
  }

  /** The drive with a person's own files that a share of `spaces` is in. */
  driveOf(share: Share): string | null {
    return this.infos().find(({ id }) => id === share.source)?.drive ?? null;
  }

  async get(id: string): Promise<Share | null> {
    return (await this.#having(id))?.share ?? null;
  }

  async change(id: string, change: ShareChange): Promise<Share | null> {
    return (await this.#having(id))?.provider.change(id, change) ?? null;
  }

  async retryDelivery(id: string): Promise<Share | null> {
    return (await this.#having(id))?.provider.retryDelivery(id) ?? null;
  }

  async setBack(id: string): Promise<Share | null> {
    return (await this.#having(id))?.provider.setBack(id) ?? null;
  }

  async markAllSeen(): Promise<void> {
    await Promise.all(this.#providers.map(provider => provider.markAllSeen()));
  }

  async crate(id: string): Promise<string | null> {
    return (await this.#having(id))?.provider.crate(id) ?? null;
  }

  onChange(listener: (share: Share) => void): () => void {
    const ends = this.#providers.map(provider => provider.onChange(listener));
    return () => ends.forEach(end => end());
  }

  /** Hears of each provider whose `info` has changed. */
  onInfo(listener: (info: ProviderInfo) => void): () => void {
    const ends = this.#providers.map(provider => provider.onInfo(listener));
    return () => ends.forEach(end => end());
  }

  /**
   * Hears of each provider that can be reached again, or is as it should be.
   * One of which a part fails can be reached: its files are there.
   */
  onReturn(listener: (id: string) => void): () => void {
    const before = new Map<string, ProviderInfo['state']>();
    return this.onInfo(({ id, state }) => {
      const wasThere =
        before.get(id) === 'ready' || before.get(id) === 'limited';
      before.set(id, state);
      if (state === 'ready' || (state === 'limited' && !wasThere)) {
        listener(id);
      }
    });
  }

  /** Whether the senders of a share hear from here what becomes of it. */
  tellsSenderOf(share: Share): boolean {
    return this.infos().some(
      ({ id, capabilities }) =>
        id === share.source && capabilities.notifiesSenders
    );
  }

  async #having(
    id: string
  ): Promise<{ provider: Provider; share: Share } | null> {
    for (const provider of this.#providers) {
      const share = await provider.get(id);
      if (share !== null) {
        return { provider, share };
      }
    }
    return null;
  }
}
