/**
 * Documents of packages that are listed without them: fetched in the
 * background, a few at a time, each until it is here.
 */
import type { Share } from 'sciencemesh-contract';
import type { ListedShareStore, ListOwner } from '../store/listed-shares.ts';
import { AccountError, type Account } from './account.ts';

/** At a time, and in one look: ten thousand must not take all of it. */
const PARALLEL = 4;
const MOST = 200;
/** Looks before a document that could not be had is asked for again. */
const PAUSE = 30;
/** In one look: what keeps so many away keeps all away. */
const MOST_FAILURES = 3;

export interface CratesOptions {
  account: Pick<Account, 'as'>;
  store: Pick<ListedShareStore, 'keepCrate' | 'withoutCrate'>;
}

export class Crates {
  readonly #options: CratesOptions;
  /** How many looks a document is left alone, by share. */
  readonly #pauses = new Map<string, number>();
  /** How often in a row one could not be had for now, by share. */
  readonly #failed = new Map<string, number>();

  constructor(options: CratesOptions) {
    this.#options = options;
  }

  /**
   * Fetches what is missing.
   *
   * @returns why there is something missing still; null when there is not
   */
  async fetchAll(
    owner: ListOwner,
    signal: AbortSignal
  ): Promise<AccountError | null> {
    const missing = this.#options.store.withoutCrate(owner);
    // Those that failed least come first: one that never comes, as it is broken
    // there, keeps no other one away.
    const due = missing
      .filter(({ id }) => this.#isDue(id))
      .sort((one, other) => this.#lateness(one) - this.#lateness(other))
      .slice(0, MOST);
    let problem: AccountError | null = null;
    let failures = 0;
    const queue = due.values();
    const work = async () => {
      for (const share of queue) {
        if (failures >= MOST_FAILURES) {
          return;
        }
        try {
          await this.fetch(share, owner.user, signal);
        } catch (error) {
          if (!(error instanceof AccountError)) {
            throw error;
          }
          problem = error;
          if (error.kind === 'passing') {
            failures += 1;
            this.#failed.set(share.id, this.#lateness(share) + 1);
          } else {
            this.#pauses.set(share.id, PAUSE);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return problem;
  }

  /** @throws AccountError */
  async fetch(
    { id, providerId }: Pick<Share, 'id' | 'providerId'>,
    user: string,
    signal: AbortSignal
  ): Promise<void> {
    const { account, store } = this.#options;
    const crate = await account.as(user).crate(providerId, signal);
    store.keepCrate(id, crate);
    this.#pauses.delete(id);
    this.#failed.delete(id);
  }

  #lateness({ id }: Pick<Share, 'id'>): number {
    return this.#failed.get(id) ?? 0;
  }

  #isDue(id: string): boolean {
    const left = this.#pauses.get(id) ?? 0;
    if (left > 0) {
      this.#pauses.set(id, left - 1);
    }
    return left === 0;
  }
}
