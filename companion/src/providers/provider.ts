/**
 * Where received shares come from. The companion's own OCM node is one
 * provider; `testing/provider-conformance.ts` says what each of them must do.
 */
import type { Share, ShareChange, ShareQuery } from 'sciencemesh-contract';

/** What a provider can do, as data: the caller need not try. */
export interface ProviderCapabilities {
  /** The crate of a package can be had, see `crate`. */
  crates: boolean;
  /** Senders of shares that live at their server hear of the decision. */
  notifiesSenders: boolean;
}

export interface Provider {
  readonly capabilities: ProviderCapabilities;

  /** Shares that match, newest first. */
  list(query: ShareQuery): Promise<Share[]>;

  /** @returns null when there is no such share */
  get(id: string): Promise<Share | null>;

  /**
   * Changes what the recipient decides about.
   *
   * @returns the share as it is now; null when there is no such share
   * @throws RequestProblem when the decision is not possible
   */
  change(id: string, change: ShareChange): Promise<Share | null>;

  /**
   * Tells the sender of the decision once more, after that has failed.
   *
   * @returns the share as it is now; null when there is no such share
   * @throws RequestProblem when there is nothing left to tell
   */
  retryDelivery(id: string): Promise<Share | null>;

  /** Every share counts as seen from now on. */
  markAllSeen(): Promise<void>;

  /**
   * Text of the crate document as it was received.
   *
   * @returns null when there is no such share, or it carries none
   */
  crate(id: string): Promise<string | null>;

  /**
   * Hears of each share that is new or has changed.
   *
   * @returns a function that ends the subscription
   */
  onChange(listener: (share: Share) => void): () => void;
}
