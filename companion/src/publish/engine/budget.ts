/**
 * How many requests a repository allows one account, shared by all that is
 * published there: nobody is made to see an answer of 429.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** Of what is allowed, so much may go at once; the rest evenly. */
const AT_ONCE = 0.1;

export class Budget {
  readonly #now: () => number;
  #interval = 0;
  #burst = 1;
  /** When the next request would be due if all went evenly. */
  #due = 0;
  #closedUntil = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param perMinute null: as many as one likes */
  allow(perMinute: number | null): void {
    if (perMinute === null) {
      this.#interval = 0;
      return;
    }
    // Burst and even flow together stay within any window of a minute.
    this.#burst = Math.max(1, Math.floor(perMinute * AT_ONCE));
    this.#interval = 60_000 / Math.max(1, perMinute - this.#burst);
  }

  /** Milliseconds until one more request may go, which is counted. */
  reserve(): number {
    const now = this.#now();
    this.#due = Math.max(this.#due, now) + this.#interval;
    return Math.max(
      0,
      this.#due - this.#burst * this.#interval - now,
      this.#closedUntil - now
    );
  }

  /** The repository wants to be left alone for so long. */
  close(milliseconds: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#now() + milliseconds);
  }

  /** Resolves when one more request may go. */
  async take(signal: AbortSignal): Promise<void> {
    const milliseconds = this.reserve();
    if (milliseconds > 0) {
      await pause(milliseconds, undefined, { signal });
    }
    signal.throwIfAborted();
  }
}
