import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../../packages/testing/trials.ts';
import { Budget } from './budget.ts';

/** When each of so many requests goes that all want to go at once. */
function times(budget: Budget, clock: { now: number }, count: number) {
  return Array.from({ length: count }, () => {
    clock.now += budget.reserve();
    return clock.now;
  });
}

describe('a budget of requests', () => {
  it('keeps to what is allowed in any minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), allowed => {
        const clock = { now: 0 };
        const budget = new Budget(() => clock.now);
        budget.allow(allowed);
        const all = times(budget, clock, 3 * allowed);
        for (const [index, at] of all.entries()) {
          const before = all[index - allowed];
          assert.ok(before === undefined || at - before > 59_999.9, `${at}`);
        }
      }),
      trials
    );
  });

  it('sends a hundred files at a hundred requests a minute in time', () => {
    const clock = { now: 0 };
    const budget = new Budget(() => clock.now);
    budget.allow(100);
    const last = times(budget, clock, 205).at(-1) ?? Infinity;
    assert.ok(last <= 150_000, `${last} ms`);
  });

  it('holds nobody back where nothing is limited', () => {
    const clock = { now: 0 };
    const budget = new Budget(() => clock.now);
    budget.allow(null);
    assert.deepEqual(new Set(times(budget, clock, 1000)), new Set([0]));
  });

  it('closes for as long as the repository wants', () => {
    const clock = { now: 0 };
    const budget = new Budget(() => clock.now);
    budget.close(5000);
    assert.equal(budget.reserve(), 5000);
    clock.now = 5000;
    assert.equal(budget.reserve(), 0);
  });
});
