import assert from 'node:assert/strict';
import { it } from 'node:test';
import { assertSentence, never, type Traits, type Trial } from './trial.ts';
import { itUnless } from './where.ts';

/** Hold, release, cancel, and asking why. */
export function describeControl(current: () => Trial, traits: Traits): void {
  const none = 'none' in traits.waiting && traits.waiting.none;
  const noHold = !traits.can.hold && 'it cannot hold jobs';

  itUnless(none || noHold, 'holds a waiting job, and releases it', async () => {
    const trial = current();
    const job = await trial.waiting();
    await trial.system.hold(job, null, never());
    const [held] = await trial.until(
      job,
      'held',
      ([task]) => task?.state === 'held'
    );
    assertSentence(held?.message ?? null);
    await trial.system.release(job, null, never());
    await trial.until(job, 'waiting', ([task]) => task?.state === 'waiting');
    await trial.stop(job);
  });

  itUnless(
    !traits.holdsRunning && 'it holds waiting jobs only',
    'holds a running job, which starts again when it is released',
    async () => {
      const trial = current();
      const job = await trial.start([['wait', 600]]);
      // One that is held while its files are brought has not started.
      await trial.until(
        job,
        'started',
        ([task]) => task?.state === 'running' && task.starts === 1
      );
      await trial.system.hold(job, null, never());
      await trial.until(job, 'held', ([task]) => task?.state === 'held');
      await trial.system.release(job, null, never());
      await trial.until(
        job,
        'started again',
        ([task]) => task?.state === 'running' && task.starts === 2
      );
      await trial.stop(job);
    }
  );

  it('cancels a running job', async () => {
    const trial = current();
    const job = await trial.start([['wait', 600]]);
    await trial.running(job);
    await trial.system.cancel(job, null, never());
    const task = await trial.end(job);
    assert.equal(task.end, 'cancelled');
    assert.ok(task.endedAt);
  });

  itUnless(none, 'cancels a job that has not started', async () => {
    const trial = current();
    const job = await trial.waiting();
    await trial.system.cancel(job, null, never());
    const task = await trial.end(job);
    assert.equal(task.end, 'cancelled');
    assert.equal(task.startedAt, null);
  });

  it('cancels some tasks and lets the others be', async () => {
    const trial = current();
    const job = await trial.start([['wait', 6]], { tasks: 4 });
    await trial.until(job, 'there', tasks => tasks.length === 4);
    await trial.system.cancel(job, [1, 3], never());
    const tasks = await trial.ended(job);
    assert.deepEqual(
      tasks.map(({ end }) => end),
      ['exited', 'cancelled', 'exited', 'cancelled']
    );
  });

  itUnless(none, 'explains why a job does not run', async () => {
    const trial = current();
    const job = await trial.waiting();
    const text = await trial.system.explain(job, never());
    assert.match(text, /^(?=.{20})[^\p{Cc}]+/su);
    await trial.stop(job);
  });

  it('does nothing to a job that has ended, and says so or not', async () => {
    const trial = current();
    const job = await trial.start([['exit', 0]]);
    await trial.end(job);
    for (const action of ['hold', 'release', 'cancel'] as const) {
      await trial.system[action](job, null, never()).catch((error: unknown) =>
        assertSentence((error as Error).message)
      );
    }
    assert.equal((await trial.end(job)).exitCode, 0);
  });
}
