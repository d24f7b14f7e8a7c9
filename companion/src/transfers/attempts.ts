/**
 * When an attempt that failed is made again.
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

/** How long to wait after so many failures in a row. */
export function pauseAfter(failures: number, policy: RetryPolicy): number {
  const pause = Math.min(
    policy.longestMilliseconds,
    policy.firstMilliseconds * 2 ** (failures - 1)
  );
  // Spread, so that not all files come back at once.
  return pause * (0.75 + Math.random() / 2);
}

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
    return this.#fruitless >= policy.attempts || wanted > PATIENCE_MILLISECONDS
      ? null
      : Math.max(wanted, pauseAfter(this.#fruitless, policy));
  }
}
