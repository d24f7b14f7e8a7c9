/**
 * What all runs of an engine share.
 */
import type { RetryPolicy } from './attempts.ts';
import type { BriskCalls } from './brisk-calls.ts';
import type { FileFailure } from './file-failure.ts';
import type { Sources } from './fetching.ts';
import type { Slots } from './slots.ts';

export interface Means extends Sources {
  /** Streams at the same time, over all transfers. */
  streams: Slots;
  parallel: number;
  policy: RetryPolicy;
  calls: BriskCalls;
  /** Whether several transfers go into this folder at the moment. */
  isShared: (folder: string) => boolean;
  /** For the log: what has no place in a sentence for the person. */
  onFailure: (transferId: string, file: number, failure: FileFailure) => void;
}
