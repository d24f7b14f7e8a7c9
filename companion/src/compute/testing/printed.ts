import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KnownJob, OutputPiece } from '../batch-system.ts';
import { BatchError } from '../batch-system.ts';
import { never, type Traits, type Trial } from './trial.ts';
import { itUnless } from './where.ts';

const LINE = 'Zeile {number} é 😀';

/** What the job has printed, or will have. */
const stream = Buffer.from(
  Array.from(
    { length: 400 },
    (_, number) => `${LINE.replace('{number}', String(number))}\n`
  ).join('')
);

/** Live output. */
export function describePrinted(current: () => Trial, traits: Traits): void {
  const piece = (job: KnownJob, from: number, maximum: number) =>
    current().system.tail(job, 0, 'stdout', from, maximum, never());

  /** They are where they say that they are. */
  const assertPlace = (found: OutputPiece, maximum: number) => {
    assert.ok(found.bytes.length <= maximum, `${found.bytes.length} bytes`);
    assert.deepEqual(
      Buffer.from(found.bytes),
      stream.subarray(found.from, found.from + found.bytes.length)
    );
  };

  it('shows what a running job prints, from any byte on', async () => {
    const trial = current();
    const job = await trial.start([
      ['count', 400, LINE, 0.05],
      ['wait', 600]
    ]);
    await trial.running(job);
    let first: OutputPiece | undefined;
    await trial.soon(
      async () => {
        first = await piece(job, 0, 100_000);
        return first.bytes.length > 30;
      },
      () => 'nothing was printed'
    );
    assert.ok(first);
    assert.equal(first.from, 0);
    assertPlace(first, 100_000);
    // In the middle of a character, and on.
    let next = 10;
    const seen: Buffer[] = [];
    await trial.soon(
      async () => {
        const found = await piece(job, next, 1001);
        assert.equal(found.from, next);
        assertPlace(found, 1001);
        seen.push(Buffer.from(found.bytes));
        next += found.bytes.length;
        return next === stream.length;
      },
      () => `only ${next} of ${stream.length} bytes came`
    );
    assert.deepEqual(Buffer.concat(seen), stream.subarray(10));
    const end = await piece(job, next, 1000);
    assert.equal(end.bytes.length, 0);
    const behind = await piece(job, next + 5000, 1000);
    assert.equal(behind.bytes.length, 0);
    const errors = await trial.system.tail(job, 0, 'stderr', 0, 1000, never());
    assert.equal(errors.bytes.length, 0);
    await trial.stop(job);
  });

  it('shows how far a running job is, by what it writes down of that', async () => {
    const trial = current();
    const job = await trial.start(
      [
        ['write', 'progress.jsonl', '{"event": 1}\n'],
        ['wait', 600]
      ],
      { outputs: () => ['progress.jsonl'] }
    );
    await trial.running(job);
    const lines = async (from: number) => {
      const { bytes } = await trial.system.tail(
        job,
        0,
        'progress',
        from,
        1000,
        never()
      );
      return Buffer.from(bytes).toString();
    };
    await trial.soon(
      async () => (await lines(0)) !== '',
      () => 'nothing was written down'
    );
    assert.equal(await lines(0), '{"event": 1}\n');
    assert.equal(await lines(10), '1}\n');
    assert.equal(await lines(13), '');
    await trial.stop(job);
  });

  const skip = 'none' in traits.waiting && traits.waiting.none;
  itUnless(skip, 'returns soon when there is nothing to show yet', async () => {
    const trial = current();
    const job = await trial.waiting();
    const states = traits.can.hold ? ['waiting', 'held'] : ['waiting'];
    for (const state of states) {
      if (state === 'held') {
        await trial.system.hold(job, null, never());
        await trial.until(job, 'held', ([task]) => task?.state === 'held');
      }
      const start = performance.now();
      const found = await piece(job, 0, 1000).catch((error: unknown) => {
        assert.ok(error instanceof BatchError);
        return null;
      });
      assert.equal(found?.bytes.length ?? 0, 0);
      assert.ok(performance.now() - start < 15_000, `of a ${state} job`);
    }
    await trial.stop(job);
  });
}
