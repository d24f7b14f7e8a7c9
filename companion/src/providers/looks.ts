/**
 * Looks at an account elsewhere: makes what is known here the same as its
 * lists, and fetches the documents that they leave out.
 */
import type { ListOwner, ListPart } from '../store/listed-shares.ts';
import type { Store } from '../store/store.ts';
import { AccountError, type Account, type UserAccount } from './account.ts';
import type { Crates } from './crates.ts';
import { LONGEST_WAIT, type Decisions } from './decisions.ts';
import type { ProviderInfo } from './provider.ts';
import { within } from './within.ts';

/** Milliseconds between two looks at what changes rarely: own folders. */
const SPACES_EVERY = 5 * 60_000;
/** Looks in a row until it is believed that all is gone at once. */
const EMPTY_LOOKS = 3;

export interface LooksOptions {
  about: Pick<ProviderInfo, 'id' | 'label' | 'drive'>;
  account: Account;
  store: Pick<Store, 'listedShares'>;
  decisions: Decisions;
  crates: Crates;
  /** Ends what takes too long, and all when the provider is closed. */
  patience: () => AbortSignal;
  /** One part failed, and leaves the others as good as they are. */
  onFailure: (error: unknown) => void;
  /** Somebody else is signed in than the last time; null: nobody was. */
  onUser: (before: string | null) => void;
  /** Why documents are missing; null: none is. */
  onCrates: (failure: unknown) => void;
  /** Milliseconds that a look waits for decisions and documents. */
  wait?: number;
  now?: () => number;
}

export class Looks {
  readonly #options: LooksOptions;
  #user: string | null = null;
  #spacesAt = -Infinity;
  #fetching: Promise<void> | null = null;
  /** How often in a row a part was empty that had not been. */
  readonly #emptied = new Map<ListPart, number>();
  /** For each list under way, what has changed since it was asked for. */
  readonly #overtaken = new Set<Set<string>>();

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  /** @throws AccountError when nothing can be looked at */
  async look(): Promise<void> {
    const { about, account, decisions, onFailure, onUser, patience, store } =
      this.#options;
    const { now = () => performance.now(), wait = LONGEST_WAIT } =
      this.#options;
    const user = await account.user(patience());
    const owner = { source: about.id, user };
    const theirs = account.as(user);
    if (user !== this.#user) {
      onUser(this.#user);
      this.#user = user;
      this.#spacesAt = -Infinity;
      this.#emptied.clear();
      await store.listedShares.leaveOthers(owner);
    }
    const owed = await decisions.tellOwed(owner);
    if (owed !== null) {
      onFailure(owed);
    }
    const spacesAreDue = now() - this.#spacesAt >= SPACES_EVERY;
    const [spacesAreKnown] = await Promise.all([
      spacesAreDue && about.drive !== null
        ? this.#follow(owner, 'spaces', signal => theirs.spaces(signal))
        : false,
      this.#follow(owner, 'files', signal => theirs.files(signal)),
      this.#follow(owner, 'packages', signal => theirs.packages(signal))
    ]);
    if (spacesAreKnown) {
      this.#spacesAt = now();
    }
    this.#fetching ??= this.#fetchCrates(owner).finally(() => {
      this.#fetching = null;
    });
    await within(wait, this.#fetching);
  }

  /** A share was hidden, or shown again: lists under way do not know it. */
  overtake(providerId: string): void {
    this.#overtaken.forEach(ids => ids.add(providerId));
  }

  /** Resolves when nothing goes on by itself any more. */
  async settled(): Promise<void> {
    await this.#fetching;
  }

  /** Goes on by itself: lists are not to wait for documents. */
  async #fetchCrates(owner: ListOwner): Promise<void> {
    const { crates, onCrates, patience } = this.#options;
    onCrates(
      await crates.fetchAll(owner, patience()).catch((error: unknown) => error)
    );
  }

  /** @returns whether it was followed */
  async #follow(
    owner: ListOwner,
    part: ListPart,
    list: (signal: AbortSignal) => ReturnType<UserAccount['files']>
  ): Promise<boolean> {
    const { onFailure, patience, store } = this.#options;
    const { listedShares } = store;
    const signal = patience();
    const overtaken = new Set<string>();
    this.#overtaken.add(overtaken);
    try {
      const listed = await list(signal).catch((error: unknown) => {
        this.#emptied.delete(part);
        throw error;
      });
      if (listed.length === 0 && listedShares.countOf(owner, part) > 0) {
        await this.#believeEmpty(owner, part, signal);
      }
      await listedShares.follow(owner, part, listed, overtaken);
      this.#emptied.delete(part);
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    } finally {
      this.#overtaken.delete(overtaken);
    }
  }

  /** @throws AccountError while that may be a mistake */
  async #believeEmpty(
    { user }: ListOwner,
    part: ListPart,
    signal: AbortSignal
  ): Promise<void> {
    const { about, account } = this.#options;
    const looks = (this.#emptied.get(part) ?? 0) + 1;
    this.#emptied.set(part, looks);
    const isCertain =
      looks >= EMPTY_LOOKS && (await account.as(user).isEmpty(part, signal));
    if (!isCertain) {
      throw new AccountError(
        'passing',
        `${about.label} lists nothing any more of what it listed before.`,
        { advice: 'It is shown here until that is certain.' }
      );
    }
  }
}
