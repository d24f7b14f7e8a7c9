import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { BatchError } from '../compute/batch-system.ts';
import { SiteReads } from './site-reads.ts';

/** A stream at a site that grows, and counts who reads it. */
class Stream {
  text: string;
  reads: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  ask = (from: number, maximum: number) => {
    this.reads.push(from);
    const bytes = Buffer.from(this.text).subarray(from, from + maximum);
    return Promise.resolve({ bytes, from, size: this.text.length });
  };
}

function start(test: TestContext) {
  test.mock.timers.enable({ apis: ['Date'] });
  const reads = new SiteReads();
  const later = (milliseconds: number) => test.mock.timers.tick(milliseconds);
  const page = async (stream: Stream, from = 0, maximum = 1000) =>
    Buffer.from(
      (await reads.read('job 0 stdout', from, maximum, stream.ask)).bytes
    ).toString();
  return { reads, later, page };
}

describe('what a running task prints at its site', () => {
  it('is read once for all pages, and not again at once', async t => {
    const { later, page } = start(t);
    const stream = new Stream('one');
    const pages = Array.from({ length: 20 }, () => page(stream));
    assert.deepEqual(new Set(await Promise.all(pages)), new Set(['one']));
    assert.deepEqual(stream.reads, [0]);
    stream.text = 'one two';
    later(4_000);
    assert.equal(await page(stream, 3), '');
    later(2_000);
    assert.equal(await page(stream, 3), ' two');
    assert.equal(await page(stream, 0), 'one two');
    assert.deepEqual(stream.reads, [0, 3]);
  });

  it('tells its size before anything of it', async t => {
    const { page, reads } = start(t);
    const stream = new Stream('x'.repeat(600_000));
    const { size } = await reads.read('job 0 stdout', 0, 0, stream.ask);
    assert.equal(size, 600_000);
    assert.equal(await page(stream, 599_995), 'xxxxx');
  });

  it('is not asked for again while it fails, but later', async t => {
    const { later, page } = start(t);
    const stream = new Stream('back');
    const failing = new Stream('');
    failing.ask = (from: number) => {
      failing.reads.push(from);
      return Promise.reject(new BatchError('timeout', 'No answer.'));
    };
    await assert.rejects(page(failing), { code: 'timeout' });
    await assert.rejects(page(failing), { code: 'timeout' });
    assert.equal(failing.reads.length, 1);
    later(5_000);
    assert.equal(await page(stream), 'back');
  });

  it('is the same for a page that comes later, from where it is kept', async t => {
    const { later, page, reads } = start(t);
    const stream = new Stream('x'.repeat(600_000));
    await reads.read('job 0 stdout', 599_995, 1000, stream.ask);
    later(5_000);
    stream.text += 'y';
    assert.equal(await page(stream), 'xxxxxy');
    assert.deepEqual(stream.reads, [599_995, 600_000]);
  });

  it('is read from its beginning again when the task began anew', async t => {
    const { later, page } = start(t);
    const stream = new Stream('the first time');
    assert.equal(await page(stream), 'the first time');
    stream.text = 'again';
    later(5_000);
    assert.equal(await page(stream, 14), 'again');
    stream.text = 'again and on';
    later(5_000);
    assert.equal(await page(stream, 5), ' and on');
  });

  it('goes on where the site had to skip some of it', async t => {
    const { page, reads } = start(t);
    const ask = () =>
      Promise.resolve({ bytes: Buffer.from('end'), from: 97, size: 100 });
    const piece = await reads.read('job 0 stdout', 0, 1000, ask);
    assert.equal(piece.from, 97);
    assert.equal(await page(new Stream(''), 97), 'end');
  });
});
