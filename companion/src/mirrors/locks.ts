/**
 * One thing at a time is done to a file; different files do not wait.
 */
export class PathLocks {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `work` when all that came before for this path has ended. */
  async use<T>(path: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(path) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#tails.set(path, mine);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(path) === mine) {
        this.#tails.delete(path);
      }
    }
  }

  /** Whether something is being done to a file. */
  isBusy(path: string): boolean {
    return this.#tails.has(path);
  }
}
