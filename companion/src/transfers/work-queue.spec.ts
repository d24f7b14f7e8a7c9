import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Slots } from './slots.ts';
import { WorkQueue } from './work-queue.ts';

describe('a work queue', () => {
  it('hands out each piece once, and ends', async () => {
    const queue = new WorkQueue([1, 2, 3]);
    const taken: number[] = [];
    const hand = async () => {
      for (let item; (item = await queue.take()) !== null;) {
        taken.push(item);
        queue.done();
      }
    };
    await Promise.all([hand(), hand()]);
    assert.deepEqual(taken.sort(), [1, 2, 3]);
  });

  it('waits for pieces that come back, and others go before', async () => {
    const queue = new WorkQueue(['slow', 'quick']);
    const order: string[] = [];
    let returned = false;
    for (let item; (item = await queue.take()) !== null;) {
      order.push(item);
      if (item === 'slow' && !returned) {
        returned = true;
        queue.again(item, 5);
      } else {
        queue.done();
      }
    }
    assert.deepEqual(order, ['slow', 'quick', 'slow']);
  });

  it('ends at once when it is told to', async () => {
    const queue = new WorkQueue(['a', 'b']);
    await queue.take();
    const waiting = new WorkQueue(['c']);
    await waiting.take();
    const next = waiting.take();
    queue.again('a', 1_000_000);
    queue.end();
    waiting.end();
    queue.again('b', 1_000_000);
    assert.equal(await queue.take(), null);
    assert.equal(await next, null);
  });
});

describe('slots', () => {
  it('are given in the order of asking, and never too many', async () => {
    const slots = new Slots(2);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        slots.use(async () => {
          most = Math.max(most, ++inside);
          order.push(index);
          await Promise.resolve();
          inside -= 1;
        })
      )
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are free again after a failure', async () => {
    const slots = new Slots(1);
    await assert.rejects(slots.use(() => Promise.reject(new Error('no'))));
    assert.equal(await slots.use(async () => 'yes'), 'yes');
  });
});
