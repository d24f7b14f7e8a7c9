/**
 * Finds out what accepted shares are whose senders call everything a file
 * (Nextcloud to 34, ownCloud 10): the drive is to show a folder as one before
 * anybody opens it.
 */
import type { Share } from 'sciencemesh-contract';
import { PASSING, StorageError } from '../storage/storage.ts';
import type { ShareStorages } from './share-storage.ts';

/** The part of the store of shares that is needed here. */
export interface WatchedShares {
  get(id: string): Share | null;
  list(query: { filter: 'accepted' }): Share[];
  onChange(listener: (share: Share) => void): () => void;
}

export interface ShareKindsOptions {
  shares: WatchedShares;
  storages: Pick<ShareStorages, 'of' | 'isDoubtful' | 'onReach'>;
}

export class ShareKinds {
  readonly #options: ShareKindsOptions;
  /** Shares that were asked for; those that did not answer are asked again. */
  readonly #asked = new Set<string>();
  readonly #ends: (() => void)[];

  constructor(options: ShareKindsOptions) {
    const { shares, storages } = options;
    this.#options = options;
    this.#ends = [
      shares.onChange(share => this.#consider(share)),
      storages.onReach((id, reach) => {
        const share = reach === 'ready' ? shares.get(id) : null;
        if (share !== null) {
          this.#consider(share);
        }
      })
    ];
  }

  /** Takes up what an earlier process could not find out. */
  recover(): void {
    for (const share of this.#options.shares.list({ filter: 'accepted' })) {
      this.#consider(share);
    }
  }

  close(): void {
    this.#ends.forEach(end => end());
  }

  #consider(share: Share): void {
    const { storages } = this.#options;
    const isOpen = share.state === 'accepted' && share.withdrawnAt === null;
    if (!isOpen || this.#asked.has(share.id) || !storages.isDoubtful(share)) {
      return;
    }
    this.#asked.add(share.id);
    // The storage tells what it finds; see `onKind` of the storages.
    storages
      .of(share)
      .stat('')
      .catch((error: unknown) => {
        if (error instanceof StorageError && PASSING.has(error.code)) {
          this.#asked.delete(share.id);
        }
      });
  }
}
