/**
 * When a site is asked next: soon where something has just happened, rarely
 * where nothing does, and less and less often while it fails.
 */

/** So soon after a change the next one is likely. */
const LIVELY_MILLISECONDS = 2 * 60_000;
/** After so long without a change, one is asked for half as often. */
const QUIET_MILLISECONDS = 60 * 60_000;
/** A site that fails is asked again after this at the latest. */
const LONGEST_PAUSE = 10 * 60_000;
const SHORTEST_PAUSE = 1000;
/** So often between two usual questions, one is asked as soon as is heard. */
const SOON_TIMES = 4;

export class Pace {
  readonly #usual: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | null = null;
  /** Milliseconds since 1970, while there is a timer. */
  #dueAt = 0;
  #askedAt = 0;
  #changedAt = Date.now();
  #failures = 0;
  /** Milliseconds since 1970 of questions that came of what was heard. */
  #heardAt: number[] = [];
  #hasHeard = false;

  /**
   * @param usual milliseconds between two questions, by the configuration
   * @param action asks
   */
  constructor(usual: number, action: () => void) {
    this.#usual = usual;
    this.#action = action;
  }

  /** Something has changed, or will soon. */
  changed(): void {
    this.#changedAt = Date.now();
  }

  /** The site, or a file of a job, has told that there is something to learn. */
  heard(): void {
    const since = Date.now() - this.#usual;
    this.#heardAt = this.#heardAt.filter(at => at > since);
    this.#hasHeard = this.#heardAt.length < SOON_TIMES;
  }

  answered(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures += 1;
  }

  /**
   * Milliseconds until the next question.
   *
   * @param tells the site tells of changes by itself
   */
  pause(tells: boolean): number {
    if (this.#failures > 0) {
      const doubled = this.#usual * 2 ** Math.min(this.#failures, 10);
      return Math.min(doubled, LONGEST_PAUSE);
    }
    const age = Date.now() - this.#changedAt;
    if (age > QUIET_MILLISECONDS) {
      return this.#usual * 2;
    }
    return age < LIVELY_MILLISECONDS && !tells
      ? Math.max(this.#usual / 6, SHORTEST_PAUSE)
      : this.#usual;
  }

  /**
   * Brings the next question forward, as far as is polite after the last one;
   * never puts it off.
   */
  within(milliseconds: number): void {
    const now = Date.now();
    const between = this.#hasHeard ? SHORTEST_PAUSE : this.#usual / 6;
    const dueAt = Math.max(
      now + milliseconds,
      this.#askedAt + Math.min(between, this.#usual / 6)
    );
    if (this.#timer !== null && this.#dueAt <= dueAt) {
      return;
    }
    this.stop();
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#askedAt = Date.now();
      if (this.#hasHeard) {
        this.#hasHeard = false;
        this.#heardAt.push(this.#askedAt);
      }
      this.#action();
    }, dueAt - now);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
  }
}
