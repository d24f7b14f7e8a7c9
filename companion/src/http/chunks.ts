/**
 * Bytes between a stream and the disk.
 */

import type { Readable } from 'node:stream';

/** What is left of some chunks when their first bytes are taken away. */
export function after(chunks: Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  return chunks.flatMap(chunk => {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    return skipped === chunk.length ? [] : [chunk.subarray(skipped)];
  });
}

/**
 * Gives the memory of chunks back that nobody needs any more.
 *
 * Left to the garbage collector, tens of megabytes gather before it looks
 * after memory outside of its heap, and then it has to look at everything:
 * half of the time that a fast transfer takes. A chunk that shares its memory
 * with others is left alone.
 */
export function free(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) {
      buffer.transfer(0);
    }
  }
}

const given = new WeakSet<Readable>();

/** Says of a stream that whoever reads it is alone with its chunks. */
export function giveAway(stream: Readable): Readable {
  given.add(stream);
  return stream;
}

export function isGivenAway(stream: Readable): boolean {
  return given.has(stream);
}
