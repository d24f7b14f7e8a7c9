/**
 * What became of a request whose answer got lost: the server may have done it.
 *
 * It is looked up; nothing is sent twice. What could not be found out is
 * remembered, so that the caller's next attempt recognises its own work.
 */
import type { Readable } from 'node:stream';
import { OutboundError } from '../../http/outbound.ts';
import { StorageError } from '../storage.ts';

/** Outcomes that are remembered; the oldest are forgotten. */
const REMEMBERED = 1000;

/** Whether the server may have done what it was asked for all the same. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof StorageError)) {
    return false;
  }
  switch (error.code) {
    case 'unreachable':
    case 'timeout':
    case 'broken-answer':
      // A refusal of our own never left this machine.
      return error.cause !== undefined;
    case 'server-failed':
    case 'busy':
      // A proxy in front may have lost the answer of the server behind it.
      return true;
    case 'aborted':
      return error.cause instanceof OutboundError;
    default:
      return false;
  }
}

/** What was asked for and may have been done. */
export class Uncertain {
  readonly #keys = new Set<string>();

  add(...key: string[]): void {
    this.#keys.add(key.join('\0'));
    const [oldest] = this.#keys;
    if (this.#keys.size > REMEMBERED && oldest !== undefined) {
      this.#keys.delete(oldest);
    }
  }

  /** Tells whether it may have been done. */
  has(...key: string[]): boolean {
    return this.#keys.has(key.join('\0'));
  }

  /** It is known now what became of it. */
  delete(...key: string[]): void {
    this.#keys.delete(key.join('\0'));
  }
}

/** Compares two streams to the first difference; ends both. */
export async function haveSameBytes(
  a: Readable,
  b: Readable
): Promise<boolean> {
  try {
    const left = chunksOf(a);
    const right = chunksOf(b);
    let ours: Uint8Array = new Uint8Array();
    let theirs: Uint8Array = new Uint8Array();
    for (;;) {
      ours = ours.length > 0 ? ours : await nextOf(left);
      theirs = theirs.length > 0 ? theirs : await nextOf(right);
      const length = Math.min(ours.length, theirs.length);
      if (length === 0) {
        return ours.length === theirs.length;
      }
      if (
        Buffer.compare(ours.subarray(0, length), theirs.subarray(0, length))
      ) {
        return false;
      }
      ours = ours.subarray(length);
      theirs = theirs.subarray(length);
    }
  } finally {
    a.destroy();
    b.destroy();
  }
}

function chunksOf(stream: Readable): AsyncIterator<Uint8Array> {
  return stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
}

/** The next bytes; none at the end. */
async function nextOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  for (;;) {
    const next = await chunks.next();
    if (next.done) {
      return new Uint8Array();
    }
    if (next.value.length > 0) {
      return next.value;
    }
  }
}
