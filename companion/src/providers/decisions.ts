/**
 * What a person decides about shares at an account elsewhere: kept here first,
 * told at once where the account hears of it, and else with a later look.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Share } from 'sciencemesh-contract';
import type { ListOwner, OwedDecision } from '../store/listed-shares.ts';
import type { Store } from '../store/store.ts';
import { AccountError, type Account } from './account.ts';
import { asProblem } from './account-problem.ts';
import { checkDecision } from './withdrawn.ts';

/** Milliseconds that somebody waits for a decision to be heard of. */
const LONGEST_WAIT = 2000;

export interface DecisionsOptions {
  account: Pick<Account, 'decide'>;
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
  /** Decisions on their way, by share; null: it was not refused. */
  readonly #telling = new Map<string, Promise<AccountError | null>>();

  constructor(options: DecisionsOptions) {
    this.#options = options;
  }

  /** @throws RequestProblem when it is refused at once */
  async decide(share: Share, state: Share['state']): Promise<void> {
    const { store, wait = LONGEST_WAIT } = this.#options;
    checkDecision(share, state);
    const { id, kind, providerId } = share;
    store.listedShares.decide(id, state);
    // One after the other: the last one is to hold there, too.
    const telling = (this.#telling.get(id) ?? Promise.resolve(null)).then(() =>
      this.#tell({ id, providerId, kind, state }, share.state)
    );
    this.#telling.set(id, telling);
    const forget = () => {
      if (this.#telling.get(id) === telling) {
        this.#telling.delete(id);
      }
    };
    telling.then(forget, forget);
    const refusal = await within(wait, telling);
    if (refusal !== null) {
      throw asProblem(refusal);
    }
  }

  /**
   * Tells of what was kept, before the lists are asked for.
   *
   * @throws AccountError when the account cannot hear of it now
   */
  async tellOwed(owner: ListOwner, signal: AbortSignal): Promise<void> {
    const { account, onRefused, store } = this.#options;
    for (const decision of store.listedShares.owed(owner)) {
      if (this.#telling.has(decision.id)) {
        continue;
      }
      try {
        if (this.#heard.get(decision.id) !== decision.state) {
          await account.decide(decision, signal);
        }
      } catch (error) {
        if (!(error instanceof AccountError) || error.kind === 'passing') {
          throw error;
        }
        // The list is the truth: it shows again what holds there.
        onRefused(error);
      }
      this.#heard.delete(decision.id);
      store.listedShares.settle(decision);
    }
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#telling.values());
  }

  /** @returns why it will never be taken; null: it was, or it is kept */
  async #tell(
    decision: OwedDecision,
    before: Share['state']
  ): Promise<AccountError | null> {
    const { account, onTold, patience, store } = this.#options;
    const { id, state } = decision;
    try {
      await account.decide(decision, patience());
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
      onTold(error);
    }
    return null;
  }
}

/** Null where it takes longer: it goes on, and tells by itself. */
async function within<T>(
  milliseconds: number,
  work: Promise<T>
): Promise<T | null> {
  const control = new AbortController();
  const waiting = pause(milliseconds, null, { signal: control.signal });
  try {
    return await Promise.race([work, waiting.catch(() => null)]);
  } finally {
    control.abort();
  }
}
