/**
 * What a person decides about shares at an account elsewhere: kept here first,
 * told at once where the account hears of it, and else with a later look.
 */
import type { Share } from 'sciencemesh-contract';
import type { ListOwner, OwedDecision } from '../store/listed-shares.ts';
import type { Store } from '../store/store.ts';
import { AccountError, type Account } from './account.ts';
import { asProblem } from './account-problem.ts';
import { checkDecision } from './withdrawn.ts';
import { within } from './within.ts';

/** Milliseconds that somebody waits for a decision to be heard of. */
export const LONGEST_WAIT = 2000;
/** In one look: what keeps so many away keeps all away. */
const MOST_FAILURES = 3;

export interface DecisionsOptions {
  account: Pick<Account, 'as'>;
  store: Pick<Store, 'shares' | 'listedShares'>;
  /** Ends what takes too long, and all when the provider is closed. */
  patience: () => AbortSignal;
  /** A decision was heard of, or waits for a better time. */
  onTold: (failure: unknown) => void;
  /** The account will never take a decision that was made before. */
  onRefused: (error: AccountError) => void;
  /** Milliseconds that somebody waits for a decision to be heard of. */
  wait?: number;
}

export class Decisions {
  readonly #options: DecisionsOptions;
  /**
   * Decisions that the account has heard of. A list that is under way may have
   * been made before; only one that is asked for later tells.
   */
  readonly #heard = new Map<string, Share['state']>();
  /** What was kept is being told. */
  #working: Promise<void> | null = null;
  /** What was wrong with that the last time. */
  #problem: unknown = null;
  /** How often in a row the account could not hear of one, by share. */
  readonly #failed = new Map<string, number>();
  /** Decisions on their way, by share; null: it was not refused. */
  readonly #telling = new Map<string, Promise<AccountError | null>>();

  constructor(options: DecisionsOptions) {
    this.#options = options;
  }

  /**
   * @param user who decides: nobody else's login tells of it
   * @throws RequestProblem when it is refused at once
   */
  async decide(
    share: Share,
    state: Share['state'],
    user: string
  ): Promise<void> {
    const { store, wait = LONGEST_WAIT } = this.#options;
    checkDecision(share, state);
    const { id, kind, providerId } = share;
    // What was heard before says nothing of this one.
    this.#heard.delete(id);
    store.listedShares.decide(id, state);
    // One after the other: the last one is to hold there, too.
    const telling = (this.#telling.get(id) ?? Promise.resolve(null)).then(() =>
      this.#tell({ id, providerId, kind, state }, share.state, user)
    );
    this.#keep(id, telling);
    const refusal = await within(wait, telling);
    if (refusal !== null) {
      throw asProblem(refusal);
    }
  }

  /**
   * Tells of what was kept, before the lists are asked for. What takes long
   * goes on by itself; lists may say meanwhile that it is settled.
   *
   * @returns what was wrong the last time; null: nothing
   */
  async tellOwed(owner: ListOwner): Promise<unknown> {
    const { wait = LONGEST_WAIT } = this.#options;
    this.#settleHeard(owner);
    this.#working ??= this.#tellAll(owner).finally(() => {
      this.#working = null;
    });
    await within(wait, this.#working);
    this.#settleHeard(owner);
    return this.#problem;
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.#working;
    await Promise.allSettled(this.#telling.values());
  }

  /** One that the account cannot hear of now holds up none of the others. */
  async #tellAll(owner: ListOwner): Promise<void> {
    const { onTold, store, wait = LONGEST_WAIT } = this.#options;
    const began = performance.now();
    const owed = store.listedShares
      .owed(owner)
      .filter(({ id, state }) => this.#heard.get(id) !== state)
      .sort((one, other) => this.#lateness(one) - this.#lateness(other));
    const failures: unknown[] = [];
    for (const decision of owed) {
      const { id } = decision;
      if (this.#telling.has(id)) {
        continue;
      }
      const telling = this.#tellKept(decision, owner.user);
      this.#keep(
        id,
        telling.then(() => null)
      );
      const failure = await telling;
      if (failure === null) {
        this.#failed.delete(id);
        continue;
      }
      this.#failed.set(id, this.#lateness(decision) + 1);
      if (failures.push(failure) === MOST_FAILURES) {
        break;
      }
    }
    this.#problem = failures[0] ?? null;
    if (owed.length > failures.length && performance.now() - began > wait) {
      // Nobody has waited for it.
      onTold(null);
    }
  }

  /** @returns why the account cannot hear of it now; null: it has */
  async #tellKept(decision: OwedDecision, user: string): Promise<unknown> {
    const { account, onRefused, patience } = this.#options;
    try {
      await account.as(user).decide(decision, patience());
    } catch (error) {
      if (!(error instanceof AccountError) || error.kind === 'passing') {
        return error;
      }
      // The list is the truth: it shows again what holds there.
      onRefused(error);
    }
    this.#heard.set(decision.id, decision.state);
    return null;
  }

  /** Only a list that is asked for from now on may tell otherwise. */
  #settleHeard(owner: ListOwner): void {
    const { store } = this.#options;
    for (const decision of store.listedShares.owed(owner)) {
      if (
        this.#heard.get(decision.id) === decision.state &&
        !this.#telling.has(decision.id)
      ) {
        this.#heard.delete(decision.id);
        store.listedShares.settle(decision);
      }
    }
  }

  #keep(id: string, telling: Promise<AccountError | null>): void {
    this.#telling.set(id, telling);
    const forget = () => {
      if (this.#telling.get(id) === telling) {
        this.#telling.delete(id);
      }
    };
    telling.then(forget, forget);
  }

  /** Those that failed least are told first. */
  #lateness({ id }: OwedDecision): number {
    return this.#failed.get(id) ?? 0;
  }

  /** @returns why it will never be taken; null: it was, or it is kept */
  async #tell(
    decision: OwedDecision,
    before: Share['state'],
    user: string
  ): Promise<AccountError | null> {
    const { account, onTold, patience, store } = this.#options;
    const { id, state } = decision;
    try {
      await account.as(user).decide(decision, patience());
      this.#heard.set(id, state);
      onTold(null);
    } catch (error) {
      if (error instanceof AccountError && error.kind === 'refused') {
        if (store.shares.get(id)?.state === state) {
          store.shares.change(id, { state: before });
        }
        store.listedShares.settle(decision);
        return error;
      }
      // It may have been heard all the same: what holds there is not known.
      this.#heard.delete(id);
      onTold(error);
    }
    return null;
  }
}
