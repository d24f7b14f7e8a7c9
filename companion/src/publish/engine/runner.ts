/**
 * Works on what is wanted of each publication, one thing at a time, until it
 * is done or a person has to do something.
 */
import { Patience } from '../../jobs/patience.ts';
import type {
  PublicationTask,
  StoredPublication
} from '../../store/publication-records.ts';
import type { PublicationBook } from './book.ts';
import type { RepositoriesPort } from './ports.ts';
import { whatNow } from './troubles.ts';

/** Does one thing; what it changes is kept before it resolves. */
export type Work = (
  publication: StoredPublication,
  signal: AbortSignal
) => Promise<void>;

export interface RunnerOptions {
  book: PublicationBook;
  repositories: RepositoriesPort;
  works: Readonly<Record<PublicationTask, Work>>;
  onTrouble: (error: unknown) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #closing = new AbortController();
  readonly #patience = new Patience(this.#closing.signal);
  readonly #running = new Map<string, Promise<void>>();
  readonly #current = new Map<string, AbortController>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Ends with the program. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Goes on with whatever is wanted of a publication now. */
  carryOn(id: string): void {
    this.#patience.hurry(id);
    if (this.#running.has(id) || this.#closing.signal.aborted) {
      return;
    }
    const running = this.#carryOn(id)
      // Not even that could be written down: the next program goes on.
      .catch(this.#options.onTrouble)
      .finally(() => {
        this.#running.delete(id);
        // Something may have been wanted after the last look.
        if (this.#wanted(id) !== null) {
          this.carryOn(id);
        }
      });
    this.#running.set(id, running);
  }

  /** Ends what is being done; what is wanted instead was written down before. */
  interrupt(id: string): void {
    this.#current.get(id)?.abort();
    this.carryOn(id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#current.forEach(controller => controller.abort());
    await Promise.all(this.#running.values());
  }

  /** Resolves when nothing of a publication goes on. */
  async settled(id: string): Promise<void> {
    await this.#running.get(id);
  }

  async #carryOn(id: string): Promise<void> {
    let attempt = 0;
    for (;;) {
      const publication = this.#wanted(id);
      if (publication === null) {
        this.#patience.reset(id);
        return;
      }
      const again = await this.#attempt(publication, attempt);
      attempt = again ? attempt + 1 : 0;
      if (again) {
        await this.#patience.wait(id);
      } else {
        this.#patience.reset(id);
      }
    }
  }

  /** Null: there is nothing to do. */
  #wanted(id: string): StoredPublication | null {
    const publication = this.#options.book.store.get(id);
    const isWanted = publication !== null && publication.work.task !== null;
    return isWanted && !this.#closing.signal.aborted ? publication : null;
  }

  /** @returns whether the same has to be tried again later */
  async #attempt(
    publication: StoredPublication,
    attempt: number
  ): Promise<boolean> {
    const { book, onTrouble, repositories, works } = this.#options;
    const { id, form, work } = publication;
    const { task } = work;
    if (task === null) {
      return false;
    }
    const controller = new AbortController();
    this.#current.set(id, controller);
    try {
      await works[task](
        publication,
        AbortSignal.any([controller.signal, this.#closing.signal])
      );
      return false;
    } catch (error) {
      if (controller.signal.aborted || this.#closing.signal.aborted) {
        return false;
      }
      const mayBeDone =
        book.store.isOpen(id, 'publish') || book.store.isOpen(id, 'submit');
      const now = whatNow(error, task, attempt, book.get(id), mayBeDone);
      if (now.refusal !== null) {
        repositories.noteFailure(form.repositoryId ?? '', now.refusal);
      }
      if (now.isStrange) {
        onTrouble(error);
      }
      book.settle(id, task, now.patch);
      return now.again;
    } finally {
      this.#current.delete(id);
    }
  }
}
