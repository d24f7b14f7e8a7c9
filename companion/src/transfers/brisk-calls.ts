/**
 * Calls of the file system that take microseconds on a local disk.
 *
 * Handing each of them to another thread costs several times what it takes to
 * carry it out, which shows with thousands of small files. On a network file
 * system the same call may take long, and then it must not hold up the rest.
 * So calls block for as long as they turn out to be quick.
 */

/** A call that takes longer is slow. */
const QUICK_MILLISECONDS = 1;
/** This share of slow calls shows that it is no accident. */
const MANY_SLOW = 0.5;
/** How much the latest call counts. */
const WEIGHT = 0.1;
/** Slow file systems are given another chance after this. */
const SLOW_FOR_MILLISECONDS = 5000;

export class BriskCalls {
  readonly #now: () => number;
  #slowShare = 0;
  #slowUntil = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Does the same in one of two ways. */
  async call<T>(blocking: () => T, waiting: () => Promise<T>): Promise<T> {
    const start = this.#now();
    if (start < this.#slowUntil) {
      return waiting();
    }
    try {
      return blocking();
    } finally {
      const end = this.#now();
      const slow = end - start > QUICK_MILLISECONDS ? 1 : 0;
      this.#slowShare += WEIGHT * (slow - this.#slowShare);
      if (this.#slowShare > MANY_SLOW) {
        this.#slowShare = 0;
        this.#slowUntil = end + SLOW_FOR_MILLISECONDS;
      }
    }
  }
}
