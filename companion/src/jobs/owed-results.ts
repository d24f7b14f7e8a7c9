/**
 * Sends results to shares whose servers were away when the jobs ended.
 */
import type { JobBook } from './book.ts';
import { Patience } from './patience.ts';
import type { ShareDelivery } from './share-delivery.ts';

export interface OwedResultsOptions {
  book: JobBook;
  delivery: ShareDelivery;
  onTrouble: (error: unknown) => void;
}

export class OwedResults {
  readonly #options: OwedResultsOptions;
  readonly #closing = new AbortController();
  readonly #patience = new Patience(this.#closing.signal);
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: OwedResultsOptions) {
    this.#options = options;
  }

  /** Goes on with all that an earlier program has left. */
  recover(): void {
    this.#options.book.store.owing().forEach(({ id }) => this.send(id));
  }

  /** Tries until the results are where they belong, or never will be. */
  send(id: string): void {
    if (this.#running.has(id) || this.#closing.signal.aborted) {
      return;
    }
    const running = this.#send(id)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) {
          this.#options.onTrouble(error);
        }
      })
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }

  /** A server answers again. */
  hurry(): void {
    [...this.#running.keys()].forEach(id => this.#patience.hurry(id));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running.values());
  }

  async #send(id: string): Promise<void> {
    const { book, delivery } = this.#options;
    for (;;) {
      await this.#patience.wait(id);
      const job = book.store.get(id);
      const draft = book.store.draft(id);
      if (
        this.#closing.signal.aborted ||
        job?.owesResults !== true ||
        draft === null
      ) {
        return;
      }
      const delivered = await delivery.deliver(
        job,
        draft.results,
        transferId => book.update(id, { transferId }),
        this.#closing.signal
      );
      if (delivered?.isOwed !== true) {
        book.update(id, {
          owesResults: false,
          results: delivered?.folder ?? job.results,
          transferId: delivered?.transferId ?? null,
          message: delivered?.problem ?? null
        });
        return;
      }
    }
  }
}
