import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Attempts, DEFAULT_POLICY } from './attempts.ts';
import { FileFailure } from './file-failure.ts';

function failure(code: string, afterMilliseconds: number | null = null) {
  return new FileFailure(code, 'A sentence.', { again: { afterMilliseconds } });
}

describe('attempts at a file', () => {
  it('are made after longer and longer pauses, then no more', () => {
    const attempts = new Attempts();
    const pauses = Array.from({ length: 6 }, () =>
      attempts.after(failure('timeout'), 0, DEFAULT_POLICY)
    );
    [1000, 2000, 4000, 8000, 16_000].forEach((pause, turn) => {
      const waited = pauses[turn] ?? 0;
      assert.ok(waited >= pause * 0.75 && waited <= pause * 1.25);
    });
    assert.equal(pauses[5], null);
  });

  it('begin to count anew when something came', () => {
    const attempts = new Attempts();
    for (let turn = 1; turn < 100; turn++) {
      const wait = attempts.after(failure('stalled'), turn, DEFAULT_POLICY);
      assert.ok(wait !== null && wait < 2000);
    }
  });

  it('do not count what came before as new', () => {
    const attempts = new Attempts();
    const waits = [9, 3, 9, 4, 9, 9].map(bytes =>
      attempts.after(failure('stalled'), bytes, DEFAULT_POLICY)
    );
    assert.equal(waits.at(-1), null);
  });

  it('wait as long as the server wants, up to a quarter of an hour', () => {
    const patient = new Attempts();
    assert.equal(
      patient.after(failure('busy', 600_000), 0, DEFAULT_POLICY),
      600_000
    );
    assert.equal(
      patient.after(failure('busy', 3_600_000), 0, DEFAULT_POLICY),
      null
    );
  });

  it('are not repeated where that is of no use', () => {
    const final = new FileFailure('not-found', 'It is not there.');
    assert.equal(new Attempts().after(final, 0, DEFAULT_POLICY), null);
  });

  it('are repeated once at once after a wrong checksum', () => {
    const attempts = new Attempts();
    const wrong = new FileFailure('checksum-mismatch', 'It differs.');
    assert.equal(attempts.after(wrong, 9, DEFAULT_POLICY), 0);
    assert.equal(attempts.after(wrong, 9, DEFAULT_POLICY), null);
  });
});
