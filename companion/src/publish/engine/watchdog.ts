/**
 * Ends what makes no progress: a connection may be dead without anybody
 * having said so.
 */

export class Watchdog {
  readonly signal: AbortSignal;
  readonly #milliseconds: number;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #hasEnded = false;

  /** @param outer ends it, too */
  constructor(milliseconds: number, outer: AbortSignal) {
    this.#milliseconds = milliseconds;
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
  }

  get hasBitten(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Something moves: from now on the next thing is waited for. */
  stir(): void {
    this.stop();
    if (!this.#hasEnded) {
      this.#timer = setTimeout(
        () => this.#controller.abort(),
        this.#milliseconds
      );
    }
  }

  stop(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
  }

  /** For good: what is cut off may still move a little. */
  end(): void {
    this.#hasEnded = true;
    this.stop();
  }
}
