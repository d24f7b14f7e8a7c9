/**
 * Clears away the halves of files that a killed process left at servers.
 */
import { setTimeout } from 'node:timers/promises';
import type { Share } from 'sciencemesh-contract';
import type { ClearingStorage } from '../storage/webdav/webdav-storage.ts';
import type { UnfinishedUploads } from '../store/unfinished.ts';

/** Milliseconds before what could not be cleared away is tried again. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 600_000;

export interface LeftoversOptions {
  shares: { get(id: string): Share | null };
  unfinished: UnfinishedUploads;
  storageOf: (share: Share) => Pick<ClearingStorage, 'clear'>;
  /** Ends what waits for its turn. */
  closing: AbortSignal;
  logger?: { debug: (details: object, message: string) => void };
  /** Rejects when it is aborted; replaced in tests. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export class Leftovers {
  readonly #options: LeftoversOptions;

  constructor(options: LeftoversOptions) {
    this.#options = options;
  }

  /**
   * Tries once for each share; what is left then is tried again later, as a
   * server that is in reach may have refused for a moment only. It never fails.
   */
  async clearAll(): Promise<void> {
    await this.#clearOnce();
    void this.#clearLater();
  }

  /** Tries what is left at the server of one share. It never fails. */
  async clear(shareId: string): Promise<void> {
    const { shares, unfinished, storageOf, logger } = this.#options;
    const share = shares.get(shareId);
    for (const one of unfinished.left()) {
      if (one.shareId !== shareId) {
        continue;
      }
      try {
        if (share?.withdrawnAt === null) {
          await storageOf(share).clear(one.path, one.target);
        } else {
          // Nobody can reach it any more.
          unfinished.forget(one);
        }
      } catch (err) {
        logger?.debug({ shareId, err }, 'a part of a file was not removed');
      }
    }
  }

  async #clearOnce(): Promise<void> {
    const left = this.#options.unfinished.left();
    const ids = new Set(left.map(({ shareId }) => shareId));
    await Promise.all([...ids].map(id => this.clear(id)));
  }

  async #clearLater(): Promise<void> {
    const { unfinished, closing, wait = quietly } = this.#options;
    for (
      let milliseconds = FIRST_PAUSE;
      unfinished.left().length > 0;
      milliseconds = Math.min(milliseconds * 2, LONGEST_PAUSE)
    ) {
      try {
        await wait(milliseconds, closing);
      } catch {
        return;
      }
      await this.#clearOnce();
    }
  }
}

/** It keeps no process alive. */
function quietly(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { ref: false, signal });
}
