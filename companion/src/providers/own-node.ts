/**
 * Shares that the companion's own OCM node has received.
 */
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import type { Provider, ProviderCapabilities } from './provider.ts';

export class OwnNode implements Provider {
  readonly capabilities: ProviderCapabilities = {
    crates: true,
    notifiesSenders: true
  };
  readonly #store: Store;
  readonly #onQueued: () => void;

  /** @param onQueued hears that an answer to a sender waits for delivery */
  constructor(store: Store, onQueued: () => void) {
    this.#store = store;
    this.#onQueued = onQueued;
  }

  async list(query: ShareQuery): Promise<Share[]> {
    return this.#store.shares.list(query);
  }

  async get(id: string): Promise<Share | null> {
    return this.#store.shares.get(id);
  }

  async change(id: string, change: ShareChange): Promise<Share | null> {
    const { shares, deliveries } = this.#store;
    const share = shares.get(id);
    if (share === null) {
      return null;
    }
    const { state } = change;
    const livesAtSender = share.protocols.includes('webdav');
    if (
      state === 'accepted' &&
      share.withdrawnAt !== null &&
      share.package === null
    ) {
      throw new RequestProblem(
        409,
        'share-withdrawn',
        'The sender has withdrawn this share. Ask for it to be shared again.'
      );
    }
    const tells =
      state !== undefined &&
      state !== share.state &&
      livesAtSender &&
      share.withdrawnAt === null;
    const changed = shares.change(id, change, () => {
      if (tells) {
        switch (state) {
          case 'accepted':
            deliveries.put(id, 'SHARE_ACCEPTED');
            break;
          case 'declined':
            deliveries.put(id, 'SHARE_DECLINED');
            break;
          case 'pending':
            // OCM has no word for it; what was not sent yet need not be.
            deliveries.drop(id);
            break;
        }
      }
    });
    if (tells) {
      this.#onQueued();
    }
    return changed;
  }

  async retryDelivery(id: string): Promise<Share | null> {
    const { shares, deliveries } = this.#store;
    const share = shares.get(id);
    if (share === null) {
      return null;
    }
    const { delivery } = share;
    if (
      delivery === null ||
      delivery.state === 'sent' ||
      share.withdrawnAt !== null
    ) {
      throw new RequestProblem(
        409,
        'nothing-to-tell',
        'There is nothing that the sender of this share has yet to be told. Reload the list.'
      );
    }
    deliveries.put(id, delivery.type);
    shares.announce(id);
    this.#onQueued();
    return shares.get(id);
  }

  async markAllSeen(): Promise<void> {
    this.#store.shares.markAllSeen();
  }

  async crate(id: string): Promise<string | null> {
    const share = this.#store.shares.get(id);
    return share?.package
      ? this.#store.packages.document(share.package.id)
      : null;
  }

  onChange(listener: (share: Share) => void): () => void {
    return this.#store.shares.onChange(listener);
  }
}
