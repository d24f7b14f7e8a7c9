/**
 * The publications as everybody sees them: each change is kept and told, in
 * this order.
 */
import type { Publication } from 'sciencemesh-contract';
import type {
  PublicationTask,
  PublicationWork,
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import { publicationNotFound } from './problems.ts';
import { Progress } from './progress.ts';

export type PublicationListener = (
  publication: Publication,
  forgotten: boolean
) => void;

export type PublicationPatch = Partial<Publication> & {
  work?: Partial<PublicationWork>;
};

/** More often nobody can read it. */
const BETWEEN_TELLINGS = 500;

export class PublicationBook {
  readonly store: PublicationStore;
  readonly #listeners = new Set<PublicationListener>();
  readonly #progress = new Map<string, Progress>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(store: PublicationStore) {
    this.store = store;
  }

  /** @throws RequestProblem 404 */
  get(id: string): StoredPublication {
    const publication = this.store.get(id);
    if (publication === null) {
      throw publicationNotFound();
    }
    return publication;
  }

  /**
   * Changes a publication as it is now.
   *
   * @param files those that have changed with it
   * @throws RequestProblem 404
   */
  update(
    id: string,
    patch: PublicationPatch,
    files: readonly StoredPublicationFile[] = []
  ): StoredPublication {
    const publication = this.#changed(id, patch);
    this.store.save(publication, files);
    this.tell(publication);
    return publication;
  }

  /** What was asked for some files has happened; told now and then. */
  arrived(
    id: string,
    patch: PublicationPatch,
    files: readonly StoredPublicationFile[]
  ): void {
    this.store.keepArrived(this.#changed(id, patch), files);
    this.stir(id);
  }

  /** The same, where the files are others than before. */
  replaceFiles(
    id: string,
    patch: PublicationPatch,
    files: readonly StoredPublicationFile[]
  ): StoredPublication {
    const publication = this.#changed(id, patch);
    this.store.replaceFiles(publication, files);
    this.tell(publication);
    return publication;
  }

  /**
   * What work on a task has come to; the person may have wanted something else
   * while it went on.
   *
   * @returns whether the task is still wanted
   */
  settle(id: string, task: PublicationTask, patch: PublicationPatch): boolean {
    const isWanted = this.store.get(id)?.work.task === task;
    if (isWanted) {
      this.update(id, patch);
    }
    return isWanted;
  }

  /** What goes on in a publication while its files are on their way. */
  progressOf(id: string): Progress {
    const known = this.#progress.get(id);
    if (known !== undefined) {
      return known;
    }
    const progress = new Progress();
    this.#progress.set(id, progress);
    return progress;
  }

  /** Nothing of it is on its way any more. */
  endProgress(id: string): void {
    this.#progress.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Bytes went out; told now and then. */
  stir(id: string): void {
    if (!this.#timers.has(id)) {
      const timer = setTimeout(() => {
        this.#timers.delete(id);
        const publication = this.store.get(id);
        if (publication !== null) {
          this.tell(publication);
        }
      }, BETWEEN_TELLINGS);
      timer.unref();
      this.#timers.set(id, timer);
    }
  }

  tell(publication: StoredPublication, forgotten = false): void {
    const shown = this.show(publication);
    this.#listeners.forEach(listener => listener(shown, forgotten));
  }

  onChange(listener: PublicationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A publication as the person sees it. */
  show(stored: StoredPublication): Publication {
    const { work, ...shown } = stored;
    const progress = this.#progress.get(stored.id);
    if (work.task !== 'upload' || progress === undefined) {
      return shown;
    }
    const sent = stored.sent + progress.underWay;
    const bytesPerSecond = progress.perSecond;
    return {
      ...shown,
      sent,
      bytesPerSecond,
      secondsLeft:
        bytesPerSecond > 0
          ? Math.max(0, stored.size - sent) / bytesPerSecond
          : null
    };
  }

  #changed(id: string, patch: PublicationPatch): StoredPublication {
    const before = this.get(id);
    const changedAt = new Date().toISOString();
    const work = { ...before.work, ...patch.work };
    return { ...before, changedAt, ...patch, work };
  }
}
