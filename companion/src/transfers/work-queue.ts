/**
 * Work for several hands, some of it not before a certain time. Waiting work
 * keeps nobody from the rest.
 */
export class WorkQueue<T> {
  readonly #ready: T[];
  #next = 0;
  #later = 0;
  #inHand = 0;
  #wake: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #ended = false;

  constructor(items: Iterable<T>) {
    this.#ready = [...items];
  }

  /** How many pieces were taken and are not done with. */
  get inHand(): number {
    return this.#inHand;
  }

  /** The next piece, or null when there will be none any more. */
  async take(): Promise<T | null> {
    for (;;) {
      const item = this.#ready[this.#next];
      if (this.#ended) {
        return null;
      }
      if (item !== undefined) {
        this.#next += 1;
        this.#inHand += 1;
        return item;
      }
      if (this.#later === 0 && this.#inHand === 0) {
        return null;
      }
      await new Promise<void>(resolve => this.#wake.push(resolve));
    }
  }

  /** A piece that was taken is done with. */
  done(): void {
    this.#inHand -= 1;
    this.#changed();
  }

  /** A piece that was taken comes back after a while. */
  again(item: T, milliseconds: number): void {
    this.#inHand -= 1;
    if (this.#ended) {
      return;
    }
    this.#later += 1;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#later -= 1;
      this.#ready.push(item);
      this.#changed();
    }, milliseconds);
    this.#timers.add(timer);
    this.#changed();
  }

  /** Nothing more is handed out. */
  end(): void {
    this.#ended = true;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#changed();
  }

  #changed(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) {
      wake();
    }
  }
}
