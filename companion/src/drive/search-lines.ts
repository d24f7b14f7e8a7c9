/**
 * Hands values of many producers to one consumer; who is ahead waits.
 */
export class Lines<T> implements AsyncIterable<T> {
  readonly #most: number;
  #waiting: T[] = [];
  #ended = false;
  #wakeConsumer: (() => void) | null = null;
  #wakeProducers: (() => void)[] = [];

  /** @param most values that wait before their producers have to */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when there is room for more. */
  async put(value: T): Promise<void> {
    this.#waiting.push(value);
    this.#wakeConsumer?.();
    while (this.#waiting.length >= this.#most && !this.#ended) {
      await new Promise<void>(resolve => this.#wakeProducers.push(resolve));
    }
  }

  /** No more values; who waits for room goes on. */
  end(): void {
    this.#ended = true;
    this.#wakeConsumer?.();
    this.#wakeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const values = this.#waiting;
        this.#waiting = [];
        this.#wakeAll();
        yield* values;
        if (this.#waiting.length === 0) {
          if (this.#ended) {
            return;
          }
          await new Promise<void>(resolve => {
            this.#wakeConsumer = resolve;
          });
          this.#wakeConsumer = null;
        }
      }
    } finally {
      this.end();
    }
  }

  #wakeAll(): void {
    const waiting = this.#wakeProducers;
    this.#wakeProducers = [];
    waiting.forEach(wake => wake());
  }
}
