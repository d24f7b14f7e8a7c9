/**
 * Patience between attempts to do something that may work later.
 */

/** Between the attempts to do something that may work later. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

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
