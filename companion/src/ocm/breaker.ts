/**
 * Leaves a server alone that does not answer.
 *
 * A few lines instead of a library: those that are there let the next caller
 * find out, with all its patience, whether the server is back. Here nobody has
 * to wait for that.
 */

/** A host that is silent until the time-out is given up at once. */
const WEIGHTS = { timeout: 3, unreachable: 1 };
const ENOUGH = 3;
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 60_000;
/** So long a caller waits for a probe. */
const PATIENCE = 200;

export interface BreakerOptions {
  /** Asks the server for anything; fails when it does not answer. */
  probe: () => Promise<unknown>;
  onChange: (isOpen: boolean) => void;
  /** A clock in milliseconds that never goes back. */
  now: () => number;
}

export class Breaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  /** When the server may be asked again; null: it answers. */
  #openUntil: number | null = null;
  #pause = FIRST_PAUSE;
  #probe: Promise<void> | null = null;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#openUntil !== null;
  }

  /**
   * Tells whether the server may be asked; when it has rested for long enough,
   * a probe finds out.
   *
   * @returns null, or the milliseconds after which asking makes sense
   */
  async refusal(): Promise<number | null> {
    if (this.#openUntil === null) {
      return null;
    }
    const rest = this.#openUntil - this.#options.now();
    if (rest > 0) {
      return rest;
    }
    this.#probe ??= this.#tryIt();
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, PATIENCE);
    await Promise.race([this.#probe, patience.promise]);
    clearTimeout(timer);
    // The probe may have closed it; the compiler cannot know.
    return this.isOpen ? this.#pause : null;
  }

  /** The server answered, whatever it said. */
  answered(): void {
    this.#failures = 0;
    this.#pause = FIRST_PAUSE;
    if (this.#openUntil !== null) {
      this.#openUntil = null;
      this.#options.onChange(false);
    }
  }

  /** The server did not answer. */
  failed(how: keyof typeof WEIGHTS): void {
    this.#failures += WEIGHTS[how];
    if (this.#failures < ENOUGH) {
      return;
    }
    const wasOpen = this.isOpen;
    this.#openUntil ??= this.#options.now() + this.#pause;
    if (!wasOpen) {
      this.#options.onChange(true);
    }
  }

  async #tryIt(): Promise<void> {
    try {
      await this.#options.probe();
      this.answered();
    } catch {
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
      this.#openUntil = this.#options.now() + this.#pause;
    } finally {
      this.#probe = null;
    }
  }
}
