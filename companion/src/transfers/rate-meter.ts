/**
 * Bytes a second over the last few seconds.
 */
const WINDOW_MILLISECONDS = 5000;
const SLOT_MILLISECONDS = 250;

export class RateMeter {
  readonly #now: () => number;
  readonly #began: number;
  #slots: { at: number; bytes: number }[] = [];

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#began = now();
  }

  add(bytes: number): void {
    const now = this.#now();
    const last = this.#slots.at(-1);
    if (last && now - last.at < SLOT_MILLISECONDS) {
      last.bytes += bytes;
    } else {
      this.#slots.push({ at: now, bytes });
      this.#forget(now);
    }
  }

  perSecond(): number {
    const now = this.#now();
    this.#forget(now);
    const bytes = this.#slots.reduce((sum, slot) => sum + slot.bytes, 0);
    const milliseconds = Math.min(
      WINDOW_MILLISECONDS,
      Math.max(now - this.#began, SLOT_MILLISECONDS)
    );
    return Math.round((bytes * 1000) / milliseconds);
  }

  #forget(now: number): void {
    const from = now - WINDOW_MILLISECONDS;
    this.#slots = this.#slots.filter(slot => slot.at >= from);
  }
}
