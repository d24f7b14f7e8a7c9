/**
 * One thing at a time for each job, and patience between attempts.
 */

/** Between the attempts to do something that may work later. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does something after everything that was asked for before. */
  async take<T>(id: string, action: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(action);
    this.#last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(id) === mine) {
        this.#last.delete(id);
      }
    }
  }
}

/** Waits between attempts, longer each time; can be cut short. */
export class Patience {
  readonly #signal: AbortSignal;
  readonly #waiting = new Map<string, () => void>();
  readonly #attempts = new Map<string, number>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Resolves after a while, when it is hurried, or at the end. */
  async wait(id: string): Promise<void> {
    const attempt = this.#attempts.get(id) ?? 0;
    this.#attempts.set(id, attempt + 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(
      resolve,
      Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE)
    );
    timer.unref();
    const end = () => resolve();
    this.#signal.addEventListener('abort', end, { once: true });
    this.#waiting.set(id, end);
    await promise;
    clearTimeout(timer);
    this.#signal.removeEventListener('abort', end);
    this.#waiting.delete(id);
  }

  /** Whatever waits is tried now. */
  hurry(id: string): void {
    this.#waiting.get(id)?.();
  }

  /** It worked: the next time begins with a short wait. */
  reset(id: string): void {
    this.#attempts.delete(id);
  }
}
