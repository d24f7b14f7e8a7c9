/**
 * When an attempt that failed is made again, and when a host is left in peace.
 */
import type { FileFailure } from './file-failure.ts';

export interface RetryPolicy {
  /** Attempts in a row that bring nothing new. */
  attempts: number;
  firstMilliseconds: number;
  longestMilliseconds: number;
}

export const DEFAULT_POLICY: RetryPolicy = {
  attempts: 6,
  firstMilliseconds: 1000,
  longestMilliseconds: 60_000
};

/** Whoever asks to come back later than this is told to the person instead. */
const PATIENCE_MILLISECONDS = 15 * 60 * 1000;

/** After so many files that it failed for, a host counts as down. */
const FILES_UNTIL_DOWN = 3;

/** How the attempts at one file went. */
export class Attempts {
  #fruitless = 0;
  #farthest = 0;
  #mismatches = 0;

  /**
   * What to do after a failed attempt.
   *
   * @param bytes that are there now
   * @returns milliseconds to wait, or null to give up
   */
  after(
    failure: FileFailure,
    bytes: number,
    policy: RetryPolicy
  ): number | null {
    if (failure.code === 'checksum-mismatch') {
      // A flipped bit on the way, or parts of two versions: begin anew, once.
      this.#mismatches += 1;
      return this.#mismatches === 1 ? 0 : null;
    }
    if (failure.again === 'never') {
      return null;
    }
    // A host that breaks off again and again still gets there by and by.
    this.#fruitless = bytes > this.#farthest ? 1 : this.#fruitless + 1;
    this.#farthest = Math.max(this.#farthest, bytes);
    const wanted = failure.again.afterMilliseconds ?? 0;
    if (this.#fruitless >= policy.attempts || wanted > PATIENCE_MILLISECONDS) {
      return null;
    }
    const pause = Math.min(
      policy.longestMilliseconds,
      policy.firstMilliseconds * 2 ** (this.#fruitless - 1)
    );
    // Spread, so that all files of a host do not come back at once.
    return Math.max(wanted, pause * (0.75 + Math.random() / 2));
  }
}

/** What is known about the hosts of one transfer. */
export class Hosts {
  readonly #now: () => number;
  readonly #notBefore = new Map<string, number>();
  readonly #failures = new Map<string, { files: number; last: FileFailure }>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds until the host may be asked. */
  pause(host: string): number {
    return Math.max(0, (this.#notBefore.get(host) ?? 0) - this.#now());
  }

  /** The host asked for a pause, whichever file it was about. */
  hold(host: string, milliseconds: number): void {
    const until = this.#now() + milliseconds;
    this.#notBefore.set(host, Math.max(until, this.#notBefore.get(host) ?? 0));
  }

  answered(host: string): void {
    this.#failures.delete(host);
  }

  /** A file was given up after patient attempts. */
  gaveUp(host: string, failure: FileFailure): void {
    if (failure.code === 'unreachable' || failure.code === 'timeout') {
      const files = (this.#failures.get(host)?.files ?? 0) + 1;
      this.#failures.set(host, { files, last: failure });
    } else {
      this.answered(host);
    }
  }

  /**
   * Why the host is not asked any more: nobody answers there, as several files
   * in a row have found out. Thousands more would take hours to do so.
   */
  down(host: string): FileFailure | null {
    const failures = this.#failures.get(host);
    return failures && failures.files >= FILES_UNTIL_DOWN
      ? failures.last
      : null;
  }
}
