/**
 * What became of a request whose answer got lost: the server may have done it.
 *
 * It is looked up; nothing is sent twice. What could not be found out is
 * remembered, so that the caller's next attempt recognises its own work.
 */
import type { Readable } from 'node:stream';
import { OutboundError } from '../../http/outbound.ts';
import { PASSING, StorageError } from '../storage.ts';

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

/** Whether trying again cannot help, so that there is no next attempt. */
function isFinal(error: unknown): boolean {
  return error instanceof StorageError && !PASSING.has(error.code);
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

  /**
   * Whether it was done, though this attempt ended with an error.
   *
   * @param look tells what is there now: what was asked for, or false
   * @throws StorageError when an earlier attempt may be why this one was
   * refused, and it cannot be found out
   */
  async wasDone<T>(
    key: string[],
    error: unknown,
    look: () => Promise<T | false>
  ): Promise<T | false> {
    if (isUncertain(error)) {
      this.add(...key);
      return look().catch(() => false);
    }
    if (!isFinal(error) || !this.has(...key)) {
      return false;
    }
    // The earlier attempt may have got through late, between this one's look
    // and its request. Else the caller now knows that it was not done.
    const done = await look();
    this.delete(...key);
    return done;
  }

  /** It is known now what became of it. */
  delete(...key: string[]): void {
    this.#keys.delete(key.join('\0'));
  }
}

/**
 * Compares two streams to the first difference; ends both.
 *
 * @returns `cut` when `b` is only the beginning of `a`
 */
export async function compareBytes(
  a: Readable,
  b: Readable
): Promise<'same' | 'other' | 'cut'> {
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
        const isCut = ours.length > 0;
        return isCut ? 'cut' : theirs.length > 0 ? 'other' : 'same';
      }
      if (
        Buffer.compare(ours.subarray(0, length), theirs.subarray(0, length))
      ) {
        return 'other';
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
