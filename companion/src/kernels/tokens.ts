/**
 * Which tokens of kernels count. The bridge makes them and tells their
 * digests; they end with their kernels, with this process, and when the
 * bridge has not spoken for a while.
 */
import { createHash } from 'node:crypto';

/** The bridge repeats itself well within this time. */
const LIFE_MILLISECONDS = 30 * 60 * 1000;

export class KernelTokens {
  readonly #now: () => number;
  #digests: ReadonlySet<string> = new Set();
  #until = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes these for all tokens that count. */
  replace(digests: Iterable<string>): void {
    this.#digests = new Set(digests);
    this.#until = this.#now() + LIFE_MILLISECONDS;
  }

  /** Whether a token is one of a running kernel. */
  has(token: string): boolean {
    // A look-up by digest tells by its time nothing about any token.
    const digest = createHash('sha256').update(token).digest('hex');
    return this.#now() < this.#until && this.#digests.has(digest);
  }
}
