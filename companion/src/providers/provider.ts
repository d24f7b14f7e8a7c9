/**
 * Where received shares come from. The companion's own OCM node is one
 * provider; `testing/provider-conformance.ts` says what each of them must do.
 */
import type {
  ProviderCapabilities,
  Provider as ProviderInfo,
  Share,
  ShareChange,
  ShareQuery
} from 'sciencemesh-contract';
import { OWN_NODE } from '../store/shares.ts';

export type { ProviderCapabilities, ProviderInfo };

/** The `shareType` of a person's own folders; no sender's share has it. */
export const SPACE = 'space';

/** Whether a "share" is the person's own folder at a provider. */
export function isSpace({ shareType, source }: Share): boolean {
  return shareType === SPACE && source !== OWN_NODE;
}

/** Received shares, whoever brings them. */
export interface ReceivedShares {
  /** Shares that match, newest first. No request: what is known here. */
  list(query: ShareQuery): Promise<Share[]>;

  /**
   * The person's own files there, each space as a folder that was accepted;
   * they are in no list of shares. Those that are withdrawn are gone, or of
   * another account. No request: what is known here.
   */
  spaces(): Promise<Share[]>;

  /** @returns null when there is no such share */
  get(id: string): Promise<Share | null>;

  /**
   * Changes what the recipient decides about.
   *
   * @returns the share as it is now; null when there is no such share
   * @throws RequestProblem when the decision is not possible, or could not be
   * told to where it must be known
   */
  change(id: string, change: ShareChange): Promise<Share | null>;

  /**
   * Tells the sender of the decision once more, after that has failed.
   *
   * @returns the share as it is now; null when there is no such share
   * @throws RequestProblem when there is nothing left to tell
   */
  retryDelivery(id: string): Promise<Share | null>;

  /**
   * Sets back a package that its provider is stuck in copying.
   *
   * @returns the share as it is now; null when there is no such share
   * @throws RequestProblem when it is not being copied, or cannot be set back
   */
  setBack(id: string): Promise<Share | null>;

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

/** One that brings shares. */
export interface Provider extends ReceivedShares {
  /** What it is, what it can do and how it is doing. No request. */
  info(): ProviderInfo;

  /** Looks now for what is new; `info` tells what came of it. Never fails. */
  refresh(): Promise<void>;

  /** Hears when `info` has changed. */
  onInfo(listener: (info: ProviderInfo) => void): () => void;
}
