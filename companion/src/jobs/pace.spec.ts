import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Pace } from './pace.ts';

const USUAL = 30_000;

function start(test: TestContext) {
  test.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
  const asked: number[] = [];
  const begin = Date.now();
  const pace = new Pace(USUAL, () => asked.push(Date.now() - begin));
  const later = (milliseconds: number) => {
    // The clock of a timer that fires is that of the end of a tick.
    for (let passed = 0; passed < milliseconds; passed += 100) {
      test.mock.timers.tick(100);
    }
  };
  return { asked, later, pace };
}

describe('the pace of questions', () => {
  it('is as soon as is polite after the last one', t => {
    const { asked, later, pace } = start(t);
    pace.within(200);
    later(1000);
    pace.within(200);
    later(USUAL);
    assert.deepEqual(asked, [200, 5200]);
  });

  it('is faster when something is heard, but not again and again', t => {
    const { asked, later, pace } = start(t);
    pace.within(200);
    later(1000);
    for (let second = 0; second < 20; second += 1) {
      pace.heard();
      pace.within(200);
      later(1000);
    }
    assert.deepEqual(
      asked,
      [200, 1200, 2200, 3200, 4200, 9200, 14_200, 19_200]
    );
    later(USUAL);
    pace.heard();
    pace.within(200);
    later(1000);
    assert.equal(asked.at(-1), 51_200);
  });

  it('slows down while the site fails', () => {
    const pace = new Pace(USUAL, () => undefined);
    assert.equal(pace.pause(false), USUAL / 6);
    assert.equal(pace.pause(true), USUAL);
    pace.failed();
    pace.failed();
    assert.equal(pace.pause(false), USUAL * 4);
    pace.answered();
    assert.equal(pace.pause(false), USUAL / 6);
  });
});
