/**
 * How one publication speaks to its repository: in the repository's pace, and
 * each change written down before it is asked for.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type {
  PublicationDeed,
  StoredPublication
} from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import { DEFAULT_POLICY, pauseAfter } from '../../transfers/attempts.ts';
import { RepositoryError, type Repository } from '../repository.ts';
import { Budget } from './budget.ts';
import type { OpenRepository, RepositoriesPort } from './ports.ts';

/** So often one that is busy is asked again, before the person is told. */
const MOST_TIMES_BUSY = 6;
/** So often one that failed is asked again for what may be repeated. */
const MOST_FAILURES = 3;
/** Whoever wants to be left alone longer than this is told of instead. */
const PATIENCE_MILLISECONDS = 15 * 60_000;

/** What is done already is no failure, so that these may be repeated. */
const REPEATABLE: ReadonlySet<PublicationDeed> = new Set([
  'new-version',
  'take-over',
  'reserve',
  'remove',
  'discard'
]);

const OF_FILES: ReadonlySet<PublicationDeed> = new Set([
  'begin',
  'send',
  'commit'
]);

export class Desks {
  readonly #repositories: RepositoriesPort;
  readonly #store: PublicationStore;
  readonly #budgets = new Map<string, Budget>();

  constructor(repositories: RepositoriesPort, store: PublicationStore) {
    this.#repositories = repositories;
    this.#store = store;
  }

  /** @throws RequestProblem without a token, RepositoryError */
  async open(
    { id, form }: Pick<StoredPublication, 'id' | 'form'>,
    signal: AbortSignal
  ): Promise<Desk> {
    const name = form.repositoryId ?? '';
    const open = await this.#repositories.open(name, signal);
    const budget = this.#budgets.get(name) ?? new Budget();
    this.#budgets.set(name, budget);
    budget.allow(open.requestsPerMinute);
    return new Desk({ id, open, budget, store: this.#store, signal });
  }
}

interface DeskOptions {
  id: string;
  open: OpenRepository;
  budget: Budget;
  store: PublicationStore;
  signal: AbortSignal;
}

export class Desk {
  readonly open: OpenRepository;
  readonly signal: AbortSignal;
  readonly #id: string;
  readonly #budget: Budget;
  readonly #store: PublicationStore;

  constructor({ id, open, budget, store, signal }: DeskOptions) {
    this.open = open;
    this.signal = signal;
    this.#id = id;
    this.#budget = budget;
    this.#store = store;
  }

  /** How people know the repository. */
  get name(): string {
    return this.open.repository.name;
  }

  /** Asks for something without changing anything. */
  read<T>(
    work: (adapter: Repository, signal: AbortSignal) => Promise<T>
  ): Promise<T> {
    return this.#patiently(
      this.signal,
      () => work(this.open.adapter, this.signal),
      true
    );
  }

  /**
   * Asks for a change, written down before. A repository is asked again when
   * it said that it did nothing, and for what may be done twice. What becomes
   * of a file is written down with the file.
   */
  async change<T>(
    deed: PublicationDeed,
    subjects: readonly (string | null)[],
    work: (adapter: Repository, signal: AbortSignal) => Promise<T>,
    signal = this.signal
  ): Promise<T> {
    const attempt = async () => {
      const entries = this.#store.open(this.#id, deed, subjects);
      try {
        const result = await work(this.open.adapter, signal);
        if (!OF_FILES.has(deed)) {
          this.#store.settle(entries, 'done');
        }
        return result;
      } catch (error) {
        if (error instanceof RepositoryError && !error.outcomeUnknown) {
          this.#store.settle(entries, 'failed');
        }
        throw error;
      }
    };
    return this.#patiently(signal, attempt, REPEATABLE.has(deed));
  }

  /** @param isRepeatable once more does no harm, whatever became of it */
  async #patiently<T>(
    signal: AbortSignal,
    work: () => Promise<T>,
    isRepeatable: boolean
  ): Promise<T> {
    for (let times = 1; ; times += 1) {
      await this.#budget.take(signal);
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof RepositoryError)) {
          throw error;
        }
        const isBusy = error.code === 'busy' && !error.outcomeUnknown;
        const hasFailed = error.code === 'server-failed' && isRepeatable;
        const most = isBusy ? MOST_TIMES_BUSY : hasFailed ? MOST_FAILURES : 0;
        const wanted = (error.retryAfter ?? 0) * 1000;
        if (times >= most || wanted > PATIENCE_MILLISECONDS) {
          throw error;
        }
        const milliseconds = wanted + pauseAfter(times, DEFAULT_POLICY);
        if (isBusy) {
          // For all that is published there: it was said to the account.
          this.#budget.close(milliseconds);
        } else {
          await pause(milliseconds, undefined, { signal });
        }
      }
    }
  }
}
