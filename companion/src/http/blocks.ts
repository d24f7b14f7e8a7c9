/**
 * Long bodies on their way out, in few large blocks.
 */

import { free } from './chunks.ts';

/** Larger than what a socket takes before it wants to be waited for. */
const BLOCK = 256 * 1024;
/**
 * One is being written, one waits, one is being filled. A socket that was full
 * is written to again when it is empty: by the time a block is used again, it
 * has been gone for as long as two others took.
 */
const BLOCKS = 4;

/** From this length on blocks are worth their memory. */
export const LONG = BLOCKS * BLOCK;

/**
 * Gathers chunks into blocks, whose memory is used again and again: memory of
 * its own for each chunk of a fast upload is more than the garbage collector
 * gets away in time, and looking for it takes longer than sending.
 *
 * @param areOurs nobody else has the chunks, so that their memory can be given
 * back
 * @returns blocks to be written one after the other, at the pace of the
 * receiver, and not kept
 */
export async function* inBlocks(
  chunks: AsyncIterable<Buffer>,
  areOurs: boolean
): AsyncGenerator<Uint8Array> {
  const blocks = Array.from({ length: BLOCKS }, () =>
    Buffer.allocUnsafeSlow(BLOCK)
  );
  let number = 0;
  let block = blocks[0];
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length && block !== undefined;) {
      const piece = chunk.subarray(taken, taken + BLOCK - filled);
      block.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled === BLOCK) {
        yield block;
        number = (number + 1) % BLOCKS;
        block = blocks[number];
        filled = 0;
      }
    }
    if (areOurs) {
      free([chunk]);
    }
  }
  if (block !== undefined && filled > 0) {
    yield block.subarray(0, filled);
  }
}
