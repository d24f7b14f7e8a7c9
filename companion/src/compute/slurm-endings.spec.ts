import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slurmEnding, type AccountedTask } from './slurm-endings.ts';

const FAILED: AccountedTask = {
  state: 'FAILED',
  exitCode: 9,
  exitSignal: null,
  cancelledBy: null,
  owner: 'alice',
  hasStarted: true,
  elapsedSeconds: 10,
  limitSeconds: 3600,
  peakMemoryMebibytes: 20,
  askedMemoryMebibytes: 100,
  steps: []
};

describe('a task of Slurm that failed by itself', () => {
  for (const [limitSeconds, elapsedSeconds, end] of [
    // Asked to be warned 3 s before, and warned half a minute too early.
    [60, 27, 'time-limit'],
    [60, 20, 'exited'],
    [3600, 3430, 'time-limit'],
    [3600, 3400, 'exited']
  ] as const) {
    it(`has ended by "${end}" after ${elapsedSeconds} of ${limitSeconds} s`, () => {
      const ending = slurmEnding({ ...FAILED, limitSeconds, elapsedSeconds });
      assert.equal(ending.end, end);
      assert.match(ending.message ?? '', /status 9/);
    });
  }

  it('was short of memory where the figures say so', () => {
    const ending = slurmEnding({
      ...FAILED,
      exitCode: null,
      exitSignal: 9,
      peakMemoryMebibytes: 101
    });
    assert.equal(ending.end, 'memory-limit');
  });
});

describe('a cancelled task of Slurm', () => {
  const cancelled = { ...FAILED, state: 'CANCELLED' };

  it('tells the owner from the staff', () => {
    assert.equal(
      slurmEnding({ ...cancelled, cancelledBy: 'alice' }).end,
      'cancelled'
    );
    assert.equal(
      slurmEnding({ ...cancelled, cancelledBy: 'root' }).end,
      'removed'
    );
  });

  it('was in vain where it never started and nobody did it', () => {
    const ending = slurmEnding({ ...cancelled, hasStarted: false });
    assert.equal(ending.end, 'dependency-failed');
  });
});
