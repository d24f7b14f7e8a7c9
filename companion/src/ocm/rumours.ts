/**
 * Looks after shares that somebody, without any proof, says were withdrawn.
 *
 * The server of the share is asked with the share's own credentials; what it
 * answers is believed, the rumour is not. As anybody can start one, it is asked
 * rarely.
 */
import type { Share } from 'sciencemesh-contract';

/** Milliseconds between two looks after one share. */
const PAUSE = 60_000;

export interface RumoursOptions {
  /** Asks the server of a share; never fails. */
  check: (share: Share) => Promise<void>;
  /** Clock in milliseconds that never goes back; replaced in tests. */
  now?: () => number;
}

export class Rumours {
  readonly #options: RumoursOptions;
  /** When each share was last looked after. */
  readonly #looked = new Map<string, number>();

  constructor(options: RumoursOptions) {
    this.#options = options;
  }

  /** A share that nobody has accepted is never asked for. */
  hear(share: Share): void {
    const now = (this.#options.now ?? (() => performance.now()))();
    const last = this.#looked.get(share.id);
    const isOpen = share.state === 'accepted' && share.withdrawnAt === null;
    if (!isOpen || (last !== undefined && now - last < PAUSE)) {
      return;
    }
    this.#looked.set(share.id, now);
    void this.#options.check(share);
  }
}
