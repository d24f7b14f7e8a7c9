/**
 * An account that a person has elsewhere, where shares arrive: what
 * `account-provider.ts` needs to know of it.
 */
import type { ShareKind } from 'sciencemesh-contract';
import type { ListedShare } from '../store/share-row.ts';
import type { ListPart, OwedDecision } from '../store/listed-shares.ts';
import type { ProviderInfo } from './provider.ts';

/** How the account can be reached right now. */
export type AccountState = Pick<ProviderInfo, 'message' | 'advice'> & {
  state: 'connecting' | 'ready' | 'unreachable' | 'signed-out';
};

/**
 * - `passing`: the server was not reached, or nobody is signed in; the same may
 *   work later without anybody changing it
 * - `refused`: it will not work like this
 */
export class AccountError extends Error {
  readonly kind: 'passing' | 'refused';
  /** What to do about it, and who can; null: nothing is known. */
  readonly advice: string | null;

  constructor(
    kind: AccountError['kind'],
    message: string,
    { advice = null, cause }: { advice?: string | null; cause?: unknown } = {}
  ) {
    super(message, { cause });
    this.name = 'AccountError';
    this.kind = kind;
    this.advice = advice;
  }
}

/**
 * What was asked belongs to somebody who is not signed in now: it waits for
 * them, and is done with nobody else's login.
 */
export class OtherUserError extends AccountError {
  constructor(message: string, advice: string | null, cause?: unknown) {
    super('passing', message, { advice, cause });
    this.name = 'OtherUserError';
  }
}

/** Whoever is signed in at the account. */
export interface Account {
  /** No request. */
  state(): AccountState;

  /** @returns a function that ends the subscription */
  onState(listener: () => void): () => void;

  /**
   * Who is signed in: another account has other shares.
   *
   * @throws AccountError
   */
  user(signal: AbortSignal): Promise<string>;

  /** No request. */
  as(user: string): UserAccount;

  close(): Promise<void>;
}

/**
 * What one user has there. Every method may throw an AccountError; an
 * OtherUserError while somebody else is signed in.
 */
export interface UserAccount {
  /** Folders and files that others share; decided, hidden or not. */
  files(signal: AbortSignal): Promise<readonly ListedShare[]>;

  /** Packages that were sent, without their documents. */
  packages(signal: AbortSignal): Promise<readonly ListedShare[]>;

  /** The person's own folders. */
  spaces(signal: AbortSignal): Promise<readonly ListedShare[]>;

  /**
   * Asked about a list that had something and has nothing any more, for the
   * empty list of a server may be one that it failed to read.
   *
   * @returns whether it is really empty, as far as can be known
   */
  isEmpty(part: ListPart, signal: AbortSignal): Promise<boolean>;

  /**
   * Text of the document of a package.
   *
   * @param providerId the id in the list
   */
  crate(providerId: string, signal: AbortSignal): Promise<string>;

  /** Tells of what the person has decided; starts no copy of anything. */
  decide(decision: OwedDecision, signal: AbortSignal): Promise<void>;

  /** Hides a share, or shows it again. */
  hide(
    share: { kind: ShareKind; providerId: string },
    hidden: boolean,
    signal: AbortSignal
  ): Promise<void>;

  /** Sets back a package that the server is stuck in copying. */
  setBack(providerId: string, signal: AbortSignal): Promise<void>;
}
