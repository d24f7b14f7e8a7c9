/**
 * Shares that arrive at an account elsewhere: its lists are looked at again
 * and again, and followed.
 *
 * What is shown is always what is known here, so that an account that is slow,
 * dead or signed out delays nobody; and what a person decides is kept here
 * until the account has heard of it.
 */
import { EventEmitter } from 'node:events';
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import {
  AccountError,
  OtherUserError,
  type Account,
  type UserAccount
} from './account.ts';
import { asProblem } from './account-problem.ts';
import { Crates } from './crates.ts';
import { Decisions } from './decisions.ts';
import { Looks } from './looks.ts';
import { isSpace, type Provider, type ProviderInfo } from './provider.ts';

/** Milliseconds that one look may take; what is not there then comes later. */
const LONGEST_LOOK = 60_000;
/** Milliseconds until people are told that a look takes long. */
const SLOW = 10_000;
/** Milliseconds for what a person waits for. */
const ASKED = 15_000;
/** How much more rarely it is looked while no page is open. */
const UNWATCHED = 6;
export interface AccountProviderOptions {
  /** What it is and can do; its state is found out here. */
  about: Pick<ProviderInfo, 'id' | 'label' | 'page' | 'drive' | 'capabilities'>;
  account: Account;
  store: Pick<Store, 'shares' | 'listedShares' | 'packages'>;
  /** Milliseconds between two looks while a page is open. */
  interval: number;
  /** Whether a page is open. */
  isWatched: () => boolean;
  onTrouble: (error: unknown) => void;
  /** Milliseconds that somebody waits for a decision to be heard of. */
  wait?: number;
  /** Milliseconds until people are told that a look takes long. */
  slow?: number;
  now?: () => number;
}

interface Events {
  info: [info: ProviderInfo];
}

export class AccountProvider implements Provider {
  readonly #options: AccountProviderOptions;
  readonly #events = new EventEmitter<Events>();
  readonly #closing = new AbortController();
  readonly #crates: Crates;
  readonly #decisions: Decisions;
  readonly #looks: Looks;
  readonly #endState: () => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  /** Somebody wants one more look after the one that is under way. */
  #again = false;
  #checkedAt: string | null = null;
  /** What went wrong with a part while the account itself answers. */
  #problem: AccountError | null = null;
  /** Why there are packages without their documents. */
  #crateProblem: AccountError | null = null;
  #told = '';
  #isSlow = false;

  constructor(options: AccountProviderOptions) {
    const { about, account, now, onTrouble, store, wait } = options;
    const waiting = wait === undefined ? {} : { wait };
    this.#options = options;
    this.#crates = new Crates({ account, store: store.listedShares });
    this.#decisions = new Decisions({
      account,
      store,
      patience: () => this.#patience(),
      onTold: failure => {
        if (failure !== null) {
          this.#failed(failure);
        }
        void this.refresh();
      },
      onRefused: onTrouble,
      ...waiting
    });
    this.#looks = new Looks({
      about,
      account,
      store,
      decisions: this.#decisions,
      crates: this.#crates,
      patience: () => this.#patience(),
      onFailure: error => this.#failed(error),
      onUser: before => {
        // What they have decided is told when their shares are here again,
        this.#again = before !== null;
        // and what else waits for this account, when they are told of it.
        this.#told = '';
      },
      onCrates: failure => {
        this.#crateProblem =
          failure === null ? null : this.#understood(failure);
        this.#tell();
      },
      ...waiting,
      ...(now === undefined ? {} : { now })
    });
    this.#endState = account.onState(() => {
      const isBack =
        account.state().state === 'ready' && this.#looking === null;
      if (isBack) {
        this.#problem = null;
      }
      this.#tell();
      if (isBack) {
        // What waited for a login, or for the server, goes out now.
        void this.refresh();
      }
    });
  }

  /** Begins to look for shares. */
  start(): void {
    void this.refresh();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#endState();
    await this.#looking;
    await this.#decisions.settled();
    await this.#looks.settled();
    await this.#options.account.close();
  }

  info(): ProviderInfo {
    const { about, account } = this.#options;
    const { state, message, advice } = account.state();
    const problem =
      state === 'ready'
        ? ((this.#isSlow ? this.#slowness() : this.#problem) ??
          this.#crateProblem)
        : null;
    return {
      ...about,
      state: problem === null ? state : 'limited',
      message: problem?.message ?? message,
      advice: problem === null ? advice : problem.advice,
      checkedAt: this.#checkedAt
    };
  }

  onInfo(listener: (info: ProviderInfo) => void): () => void {
    this.#events.on('info', listener);
    return () => this.#events.off('info', listener);
  }

  async list(query: ShareQuery): Promise<Share[]> {
    const { about, store } = this.#options;
    return store.shares.list(query, about.id);
  }

  async spaces(): Promise<Share[]> {
    const { about, store } = this.#options;
    return store.listedShares.spaces(about.id);
  }

  async get(id: string): Promise<Share | null> {
    const { about, store } = this.#options;
    const share = store.shares.get(id);
    return share?.source === about.id && !isSpace(share) ? share : null;
  }

  async change(id: string, change: ShareChange): Promise<Share | null> {
    const share = await this.get(id);
    if (share === null) {
      return null;
    }
    const { state, hidden, ...here } = change;
    const { shares } = this.#options.store;
    if (hidden !== undefined && hidden !== share.hidden) {
      await this.#hide(share, hidden);
    }
    if (state !== undefined && state !== share.state) {
      await this.#decisions.decide(share, state, this.#userOf(id));
    }
    if (here.seen !== undefined) {
      shares.change(id, { seen: here.seen });
    }
    return shares.get(id);
  }

  async retryDelivery(id: string): Promise<Share | null> {
    if ((await this.get(id)) === null) {
      return null;
    }
    throw new RequestProblem(
      409,
      'nothing-to-tell',
      `${this.#options.about.label} tells senders what they are to know; there is nothing to repeat from here.`
    );
  }

  async setBack(id: string): Promise<Share | null> {
    const share = await this.get(id);
    if (share === null) {
      return null;
    }
    if (!share.copying) {
      throw new RequestProblem(
        409,
        'not-copying',
        `${this.#options.about.label} does not copy this package (any more). Reload the list.`
      );
    }
    await this.#asked(signal =>
      this.#accountOf(id).setBack(share.providerId, signal)
    );
    await this.refresh();
    return this.get(id);
  }

  async markAllSeen(): Promise<void> {
    this.#options.store.shares.markAllSeen(this.#options.about.id);
  }

  async crate(id: string): Promise<string | null> {
    const share = await this.get(id);
    if (share?.kind !== 'package') {
      return null;
    }
    if (share.package === null) {
      await this.#asked(
        signal => this.#crates.fetch(share, this.#userOf(id), signal),
        LONGEST_LOOK
      );
    }
    const packageId = (await this.get(id))?.package?.id;
    return packageId === undefined
      ? null
      : this.#options.store.packages.document(packageId);
  }

  onChange(listener: (share: Share) => void): () => void {
    const { about, store } = this.#options;
    return store.shares.onChange(share => {
      if (share.source === about.id) {
        listener(share);
      }
    });
  }

  async refresh(): Promise<void> {
    if (this.#closing.signal.aborted) {
      return;
    }
    if (this.#looking !== null) {
      // What it was asked for may have been read already.
      this.#again = true;
      return this.#looking;
    }
    clearTimeout(this.#timer);
    this.#looking = this.#lookUntilDone().finally(() => {
      this.#looking = null;
      this.#sleep();
    });
    return this.#looking;
  }

  async #lookUntilDone(): Promise<void> {
    do {
      this.#again = false;
      const slow = setTimeout(
        () => this.#become({ isSlow: true }),
        this.#options.slow ?? SLOW
      ).unref();
      this.#problem = null;
      await this.#looks.look().catch((error: unknown) => this.#failed(error));
      clearTimeout(slow);
      this.#checkedAt = new Date().toISOString();
      this.#become({ isSlow: false });
    } while (this.#again && !this.#closing.signal.aborted);
  }

  #become({ isSlow }: { isSlow: boolean }): void {
    this.#isSlow = isSlow;
    this.#tell();
  }

  #slowness(): AccountError {
    const { label } = this.#options.about;
    return new AccountError('passing', `${label} takes long to answer.`, {
      advice: 'What is shown here is what it listed before.'
    });
  }

  async #hide(share: Share, hidden: boolean): Promise<void> {
    const account = this.#accountOf(share.id);
    await this.#asked(signal => account.hide(share, hidden, signal));
    this.#looks.overtake(share.providerId);
    this.#options.store.listedShares.hide(share.id, hidden);
  }

  /** What a person waits for: its failure is their answer. */
  async #asked<T>(
    work: (signal: AbortSignal) => Promise<T>,
    patience = ASKED
  ): Promise<T> {
    try {
      return await work(this.#patience(patience));
    } catch (error) {
      throw error instanceof AccountError ? asProblem(error) : error;
    }
  }

  /** Whose share it is at the account. */
  #userOf(id: string): string {
    return this.#options.store.listedShares.userOf(id) ?? '';
  }

  #accountOf(id: string): UserAccount {
    return this.#options.account.as(this.#userOf(id));
  }

  #failed(error: unknown): void {
    if (error instanceof OtherUserError) {
      // Whoever is signed in by now has lists of their own.
      this.#again = true;
    } else if (!this.#closing.signal.aborted) {
      this.#problem ??= this.#understood(error);
    }
  }

  #understood(error: unknown): AccountError {
    if (error instanceof AccountError) {
      return error;
    }
    const { about, onTrouble } = this.#options;
    onTrouble(error);
    return new AccountError('passing', `${about.label} was not understood.`, {
      advice: 'Try again later; the log of this JupyterLab says more.'
    });
  }

  #tell(): void {
    const info = this.info();
    // When it was looked at changes each time and is no news.
    const told = JSON.stringify({ ...info, checkedAt: null });
    if (told !== this.#told) {
      this.#told = told;
      this.#events.emit('info', info);
    }
  }

  #sleep(): void {
    const { interval, isWatched } = this.#options;
    if (this.#closing.signal.aborted) {
      return;
    }
    // A page that opens is heard of within one interval.
    let rounds = 0;
    const wake = () => {
      rounds += 1;
      if (isWatched() || rounds >= UNWATCHED) {
        void this.refresh();
      } else {
        this.#timer = setTimeout(wake, interval).unref();
      }
    };
    this.#timer = setTimeout(wake, interval).unref();
  }

  #patience(milliseconds = LONGEST_LOOK): AbortSignal {
    return AbortSignal.any([
      this.#closing.signal,
      AbortSignal.timeout(milliseconds)
    ]);
  }
}
