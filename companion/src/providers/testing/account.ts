/**
 * An account elsewhere, played: what it lists, and how it fails.
 */
import type { Share } from 'sciencemesh-contract';
import type { ListPart, OwedDecision } from '../../store/listed-shares.ts';
import type { ListedShare } from '../../store/share-row.ts';
import {
  AccountError,
  OtherUserError,
  type Account,
  type AccountState,
  type UserAccount
} from '../account.ts';

type Call = keyof UserAccount | 'user';

const PIERRE = {
  address: 'pierre@cloud.example.org',
  displayName: 'Pierre',
  host: 'cloud.example.org'
};

/** A share in the list of an account. */
export function listedShare(
  providerId: string,
  change: Partial<ListedShare> = {}
): ListedShare {
  return {
    kind: 'folder',
    state: 'pending',
    hidden: false,
    name: `share ${providerId}`,
    description: '',
    sender: PIERRE,
    owner: PIERRE,
    provider: PIERRE.host,
    providerId,
    authenticity: 'claimed',
    recipient: 'marie@account.example.org',
    resourceType: 'folder',
    shareType: 'user',
    protocols: ['webdav'],
    permissions: ['read'],
    // As many milliseconds apart as their numbers.
    receivedAt: new Date(
      Date.parse('2026-11-22T08:00:00Z') + Number(providerId)
    ).toISOString(),
    expiresAt: null,
    page: null,
    copying: false,
    place: `/dav/${providerId}`,
    ...change
  };
}

export class PlayedAccount implements Account, UserAccount {
  /** Whoever is signed in. */
  person = 'marie';
  /** A list that is empty because it cannot be read there. */
  failsToRead: ListPart | null = null;
  readonly listed = new Map<string, ListedShare>();
  readonly crates = new Map<string, string>();
  readonly own: ListedShare[] = [];
  readonly calls: Call[] = [];
  /** What a call fails with, until it is taken away. */
  readonly failures = new Map<Call, AccountError>();
  /** Packages whose documents cannot be read there, for whatever reason. */
  readonly broken = new Set<string>();
  /** What a call waits for. */
  readonly waits = new Map<Call, Promise<unknown>>();
  #state: AccountState = { state: 'ready', message: null, advice: null };
  readonly #listeners = new Set<() => void>();

  state(): AccountState {
    return this.#state;
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The account is as it is told from now on. */
  become(state: AccountState): void {
    this.#state = state;
    this.#listeners.forEach(listener => listener());
  }

  user(signal: AbortSignal): Promise<string> {
    return this.#answer('user', signal, () => this.person);
  }

  as(user: string): UserAccount {
    const theirs = async <T>(work: () => Promise<T>) => {
      const check = () => {
        if (this.person !== user) {
          throw new OtherUserError('Somebody else is signed in.', null);
        }
      };
      check();
      const answer = await work();
      check();
      return answer;
    };
    return {
      files: signal => theirs(() => this.files(signal)),
      packages: signal => theirs(() => this.packages(signal)),
      spaces: signal => theirs(() => this.spaces(signal)),
      isEmpty: (part, signal) => theirs(() => this.isEmpty(part, signal)),
      crate: (id, signal) => theirs(() => this.crate(id, signal)),
      decide: (decision, signal) => theirs(() => this.decide(decision, signal)),
      hide: (share, hidden, signal) =>
        theirs(() => this.hide(share, hidden, signal)),
      setBack: (id, signal) => theirs(() => this.setBack(id, signal))
    };
  }

  files(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#answer('files', signal, () => this.#list(false));
  }

  packages(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#answer('packages', signal, () => this.#list(true));
  }

  spaces(signal: AbortSignal): Promise<ListedShare[]> {
    return this.#answer('spaces', signal, () => [...this.own]);
  }

  isEmpty(part: ListPart, signal: AbortSignal): Promise<boolean> {
    return this.#answer('isEmpty', signal, () => part !== this.failsToRead);
  }

  crate(providerId: string, signal: AbortSignal): Promise<string> {
    return this.#answer('crate', signal, () => {
      if (this.broken.has(providerId)) {
        throw new AccountError('passing', 'It broke off.');
      }
      const crate = this.crates.get(providerId);
      if (crate === undefined) {
        throw new AccountError('refused', 'There is no such package.');
      }
      return crate;
    });
  }

  decide(
    { providerId, state }: OwedDecision,
    signal: AbortSignal
  ): Promise<void> {
    return this.#answer('decide', signal, () =>
      this.#change(providerId, { state })
    );
  }

  hide(
    { providerId }: Pick<Share, 'providerId'>,
    hidden: boolean,
    signal: AbortSignal
  ): Promise<void> {
    return this.#answer('hide', signal, () =>
      this.#change(providerId, { hidden })
    );
  }

  setBack(providerId: string, signal: AbortSignal): Promise<void> {
    return this.#answer('setBack', signal, () =>
      this.#change(providerId, { copying: false, state: 'pending' })
    );
  }

  async close(): Promise<void> {
    // There is nothing behind it.
  }

  async #answer<T>(
    call: Call,
    signal: AbortSignal,
    answer: () => T
  ): Promise<T> {
    this.calls.push(call);
    await Promise.race([this.waits.get(call), aborted(signal)]);
    const failure = this.failures.get(call);
    if (failure !== undefined) {
      throw failure;
    }
    return answer();
  }

  #list(packages: boolean): ListedShare[] {
    return [...this.listed.values()].filter(
      ({ kind }) => (kind === 'package') === packages
    );
  }

  #change(providerId: string, change: Partial<ListedShare>): void {
    const share = this.listed.get(providerId);
    if (share === undefined) {
      throw new AccountError('refused', 'There is no such share.');
    }
    this.listed.set(providerId, { ...share, ...change });
  }
}

/** Rejects when somebody has lost patience. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new AccountError('passing', 'It took too long.'));
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
