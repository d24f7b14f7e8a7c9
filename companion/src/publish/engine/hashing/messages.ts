/**
 * What is said between those who send a file and the thread that makes its
 * checksums, at a port for this file alone. Whoever closes it is done with it.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Algorithm, Checksums } from './hashes.ts';

/** The first word, to the thread itself. */
export interface NewFile {
  port: MessagePort;
  algorithms: readonly Algorithm[];
}

export type Order =
  | { order: 'begin' }
  /** The memory goes along; it comes back in the answer. */
  | { order: 'update'; bytes: Uint8Array<ArrayBuffer> }
  | { order: 'keep' }
  | { order: 'tell' };

/** To `update` and to `tell`, in the order in which they were given. */
export type Answer = Uint8Array<ArrayBuffer> | Checksums;
