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

export interface CratesOptions {
  account: Pick<Account, 'as'>;
  store: Pick<ListedShareStore, 'keepCrate' | 'withoutCrate'>;
}

export class Crates {
  readonly #options: CratesOptions;
  /** How many looks a document is left alone, by share. */
  readonly #pauses = new Map<string, number>();

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
    const due = missing.filter(({ id }) => this.#isDue(id)).slice(0, MOST);
    let problem: AccountError | null = null;
    const queue = due.values();
    const work = async () => {
      for (const share of queue) {
        try {
          await this.fetch(share, owner.user, signal);
        } catch (error) {
          if (!(error instanceof AccountError)) {
            throw error;
          }
          problem = error;
          if (error.kind === 'passing') {
            // What keeps one away keeps all away.
            return;
          }
          this.#pauses.set(share.id, PAUSE);
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
  }

  #isDue(id: string): boolean {
    const left = this.#pauses.get(id) ?? 0;
    if (left > 0) {
      this.#pauses.set(id, left - 1);
    }
    return left === 0;
  }
}
