/**
 * Shares that the companion's own OCM node has received.
 */
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { OWN_NODE } from '../store/shares.ts';
import type { Store } from '../store/store.ts';
import type { Provider, ProviderInfo } from './provider.ts';
import { checkDecision } from './withdrawn.ts';

export class OwnNode implements Provider {
  readonly #store: Store;
  readonly #onQueued: () => void;

  /** @param onQueued hears that an answer to a sender waits for delivery */
  constructor(store: Store, onQueued: () => void) {
    this.#store = store;
    this.#onQueued = onQueued;
  }

  info(): ProviderInfo {
    return {
      id: OWN_NODE,
      label: 'This JupyterLab',
      // Senders come to it: there is nobody that it has to reach.
      state: 'ready',
      message: null,
      advice: null,
      checkedAt: null,
      page: null,
      drive: null,
      capabilities: {
        crates: true,
        notifiesSenders: true,
        setsBack: false,
        signsIn: false
      }
    };
  }

  async refresh(): Promise<void> {
    // What is sent here is here.
  }

  onInfo(): () => void {
    return () => undefined;
  }

  async list(query: ShareQuery): Promise<Share[]> {
    return this.#store.shares.list(query, OWN_NODE);
  }

  async spaces(): Promise<Share[]> {
    return [];
  }

  async get(id: string): Promise<Share | null> {
    const share = this.#store.shares.get(id);
    return share?.source === OWN_NODE ? share : null;
  }

  async change(id: string, change: ShareChange): Promise<Share | null> {
    const { shares, deliveries } = this.#store;
    const share = await this.get(id);
    if (share === null) {
      return null;
    }
    const { state } = change;
    const livesAtSender = share.protocols.includes('webdav');
    checkDecision(share, state);
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
    const share = await this.get(id);
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

  async setBack(id: string): Promise<Share | null> {
    if ((await this.get(id)) === null) {
      return null;
    }
    throw new RequestProblem(
      409,
      'not-copying',
      'Nothing is copied behind your back here: open the package to fetch its files.'
    );
  }

  async markAllSeen(): Promise<void> {
    this.#store.shares.markAllSeen(OWN_NODE);
  }

  async crate(id: string): Promise<string | null> {
    const share = await this.get(id);
    return share?.package
      ? this.#store.packages.document(share.package.id)
      : null;
  }

  onChange(listener: (share: Share) => void): () => void {
    return this.#store.shares.onChange(share => {
      if (share.source === OWN_NODE) {
        listener(share);
      }
    });
  }
}
