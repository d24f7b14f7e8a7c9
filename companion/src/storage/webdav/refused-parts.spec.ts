import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { hostile, withFile } from '../testing/hostile-server.ts';

const TEN = '0123456789';

/** A server that refuses parts, all of them or those it finds too long. */
async function scene(test: TestContext, refuses: (range: string) => boolean) {
  const ranges: (string | undefined)[] = [];
  const answer = withFile((response, { range }) => {
    ranges.push(range);
    if (range !== undefined && refuses(range)) {
      response.writeHead(416).end();
    } else if (range === undefined) {
      response.writeHead(200, { 'content-length': 10 }).end(TEN);
    } else {
      response.writeHead(206, { 'content-range': 'bytes 2-5/10' }).end('2345');
    }
  });
  const { storage } = await hostile(test, answer);
  return {
    storage,
    ranges,
    part: async (range: { start: number; end?: number }) =>
      text((await storage.read('file', range)).body)
  };
}

describe('a server that refuses a part of a file that is there', () => {
  it('is asked for the whole from then on, and says so', async t => {
    const { storage, ranges, part } = await scene(t, () => true);
    assert.equal(storage.abilities.ranges, true);
    assert.equal(await part({ start: 2, end: 5 }), '2345');
    assert.equal(storage.abilities.ranges, false);
    assert.equal(await part({ start: 7 }), '789');
    assert.equal(await part({ start: -3 }), '789');
    assert.equal(await part({ start: 10 }), '');
    assert.deepEqual(ranges, [
      'bytes=2-5',
      ...Array.from({ length: 4 }, () => undefined)
    ]);
  });

  it('may do so for more than there is', async t => {
    const { storage, part } = await scene(t, range => range === 'bytes=-50');
    assert.equal(await part({ start: -50 }), TEN);
    assert.equal(storage.abilities.ranges, true);
    assert.equal(await part({ start: 2, end: 5 }), '2345');
  });
});
