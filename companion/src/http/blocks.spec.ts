import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONG, inBlocks } from './blocks.ts';

/** Pieces of these sizes, each with memory of its own, and what they make up. */
function pieces(sizes: readonly number[]): { all: Buffer; chunks: Buffer[] } {
  const chunks = sizes.map((size, index) =>
    Buffer.allocUnsafeSlow(size).fill(index + 1)
  );
  return { all: Buffer.concat(chunks), chunks };
}

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function joined(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const block of blocks) {
    copies.push(Buffer.from(block));
  }
  return Buffer.concat(copies);
}

describe('blocks', () => {
  for (const [what, sizes] of [
    ['chunks as they come from sockets', Array(40).fill(65_536)],
    ['chunks of odd sizes', [1, 99_999, 300_000, 7, 262_144, 0, 262_143]],
    ['one chunk that is longer than all blocks', [2 * LONG + 1]],
    ['nothing', []]
  ] as const) {
    it(`hold the same bytes: ${what}`, async () => {
      const { all, chunks } = pieces(sizes);
      assert.ok((await joined(inBlocks(each(chunks), true))).equals(all));
    });
  }

  it('give back the memory of chunks that are ours, and of no others', async () => {
    for (const areOurs of [true, false]) {
      const { chunks } = pieces([70_000, 70_000]);
      await joined(inBlocks(each(chunks), areOurs));
      assert.deepEqual(
        chunks.map(({ length }) => length),
        areOurs ? [0, 0] : [70_000, 70_000]
      );
    }
  });
});
