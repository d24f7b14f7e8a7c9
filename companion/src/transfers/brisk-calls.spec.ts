import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BriskCalls } from './brisk-calls.ts';
import { RateMeter } from './rate-meter.ts';

describe('brisk calls', () => {
  /** Makes calls of a duration; tells how many of them blocked. */
  async function blockingOf(
    calls: BriskCalls,
    clock: { now: number },
    durations: number[]
  ): Promise<number> {
    let blocked = 0;
    for (const duration of durations) {
      await calls.call(
        () => {
          blocked += 1;
          clock.now += duration;
        },
        async () => undefined
      );
    }
    return blocked;
  }

  it('block as long as the file system is quick', async () => {
    const clock = { now: 0 };
    const calls = new BriskCalls(() => clock.now);
    const durations = Array.from({ length: 100 }, () => 0.1);
    assert.equal(await blockingOf(calls, clock, durations), 100);
  });

  it('do not mind a slow one now and then', async () => {
    const clock = { now: 0 };
    const calls = new BriskCalls(() => clock.now);
    const durations = Array.from({ length: 100 }, (_, turn) =>
      turn % 5 === 0 ? 50 : 0.1
    );
    assert.equal(await blockingOf(calls, clock, durations), 100);
  });

  it('hold up nobody where the file system is slow', async () => {
    const clock = { now: 0 };
    const calls = new BriskCalls(() => clock.now);
    const durations = Array.from({ length: 100 }, () => 5);
    assert.ok((await blockingOf(calls, clock, durations)) < 10);
    clock.now += 10_000;
    assert.equal(await blockingOf(calls, clock, [0.1]), 1);
  });

  it('give back what happened, in both ways', async () => {
    const calls = new BriskCalls();
    assert.equal(
      await calls.call(
        () => 'a',
        async () => 'b'
      ),
      'a'
    );
    await assert.rejects(
      calls.call(
        () => {
          throw new Error('full');
        },
        async () => 'b'
      ),
      /full/
    );
  });
});

describe('the rate', () => {
  it('is that of the last seconds', () => {
    let now = 0;
    const rate = new RateMeter(() => now);
    for (; now < 10_000; now += 100) {
      rate.add(now < 5000 ? 1_000_000 : 100);
    }
    assert.ok(Math.abs(rate.perSecond() - 1000) < 100);
    now += 20_000;
    assert.equal(rate.perSecond(), 0);
  });

  it('is right at the beginning too', () => {
    let now = 0;
    const rate = new RateMeter(() => now);
    now = 1000;
    rate.add(500);
    assert.equal(rate.perSecond(), 500);
  });
});
