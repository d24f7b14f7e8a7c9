import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { printedFile } from '../batch-system.ts';
import { assertSentence, never, type Traits, type Trial } from './trial.ts';
import { itUnless } from './where.ts';

/** The ways in which jobs end. */
export function describeOutcomes(current: () => Trial, traits: Traits): void {
  it('runs a job and brings back what it leaves, byte by byte', async () => {
    const trial = current();
    const input = Buffer.concat([
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      randomBytes(300_000)
    ]);
    const job = await trial.start(
      [
        ['print', 'stdout', 'out é\n'],
        ['print', 'stderr', 'err 😀'],
        ['copy', 'input.bin', 'output.bin'],
        ['write', 'empty', ''],
        ['wait', 1]
      ],
      { outputs: () => ['output.bin', 'empty'] },
      input
    );
    const task = await trial.end(job);
    assert.equal(task.end, 'exited');
    assert.equal(task.exitCode, 0);
    assert.equal(task.exitSignal, null);
    assert.equal(task.starts, 1);
    assert.ok(task.host);
    assert.ok((task.wallSeconds ?? 0) >= 1, `${task.wallSeconds} s`);
    const startedAt = Date.parse(task.startedAt ?? '');
    const endedAt = Date.parse(task.endedAt ?? '');
    assert.ok(endedAt - startedAt >= 0);
    // Also shows that it is in UTC, whatever the clocks of the site are set to.
    assert.ok(Math.abs(Date.now() - endedAt) < 300_000, task.endedAt ?? '');
    await trial.system.retrieve(job, never());
    assert.deepEqual(await trial.read(job, 'output.bin'), input);
    assert.equal((await trial.read(job, 'empty')).length, 0);
    const printed = (stream: 'stdout' | 'stderr') =>
      trial.read(job, printedFile(stream, 0, 1));
    assert.equal((await printed('stdout')).toString(), 'out é\n');
    assert.equal((await printed('stderr')).toString(), 'err 😀');
  });

  it('runs a sweep, never more of it at once than is wanted', async () => {
    const trial = current();
    const tasks = 50;
    const job = await trial.start(
      [
        ['write', 'result-{task}.txt', 'of {task}'],
        ['print', 'stdout', 'task {task}'],
        ['wait', 0.5]
      ],
      { tasks, atOnce: 5, outputs: task => [`result-${task}.txt`] }
    );
    const all = await trial.until(job, 'ended', reports => {
      assert.equal(reports.length, tasks);
      const running = reports.filter(({ state }) => state === 'running');
      assert.ok(running.length <= 5, `${running.length} run at once`);
      return reports.every(({ state }) => state === 'ended');
    });
    assert.deepEqual(
      all.map(({ task }) => task),
      Array.from({ length: tasks }, (_, task) => task)
    );
    assert.ok(all.every(({ exitCode }) => exitCode === 0));
    await trial.system.retrieve(job, never());
    for (const { task } of all) {
      const result = await trial.read(job, `result-${task}.txt`);
      assert.equal(result.toString(), `of ${task}`);
      const printed = await trial.read(job, printedFile('stdout', task, tasks));
      assert.equal(printed.toString(), `task ${task}`);
    }
  });

  it('keeps the status and the files of a job that fails', async () => {
    const trial = current();
    const job = await trial.start(
      [
        ['write', 'part.txt', 'so far'],
        ['exit', 7]
      ],
      { outputs: () => ['part.txt'] }
    );
    const task = await trial.end(job);
    assert.equal(task.end, 'exited');
    assert.equal(task.exitCode, 7);
    assertSentence(task.message, /7/);
    await trial.system.retrieve(job, never());
    assert.equal((await trial.read(job, 'part.txt')).toString(), 'so far');
  });

  it('tells the signal that ended a job', async () => {
    const trial = current();
    const job = await trial.start([['signal', 11]]);
    const task = await trial.end(job);
    assert.equal(task.end, 'exited');
    assert.equal(task.exitSignal, 11);
    assertSentence(task.message, /11|SIGSEGV/);
  });

  it('warns a job before its time is over, and ends it', async () => {
    const trial = current();
    const { resources } = await trial.order([]);
    const job = await trial.start(
      [
        ['write', 'term.txt', 'not yet'],
        ['on-term', 'term.txt', 9],
        ['wait', 600]
      ],
      {
        outputs: () => ['term.txt'],
        resources: { ...resources, seconds: traits.shortestSeconds }
      }
    );
    const task = await trial.end(job);
    assert.equal(task.end, 'time-limit');
    assertSentence(task.message, /time/);
    assertSentence(task.advice);
    await trial.system.retrieve(job, never());
    assert.equal((await trial.read(job, 'term.txt')).toString(), 'term');
  });

  const { noMemoryLimit } = traits;
  itUnless(
    noMemoryLimit,
    'ends a job that takes more memory than it asked for',
    async () => {
      const trial = current();
      const { resources } = await trial.order([]);
      const job = await trial.start([['allocate', 400, 120]], {
        resources: { ...resources, memoryMebibytes: 60 }
      });
      const task = await trial.end(job);
      assert.equal(task.end, 'memory-limit');
      assertSentence(task.message, /memory/);
      assertSentence(task.advice, /memory/);
      await trial.system.discard(job, never());
    }
  );

  const skip = !traits.can.dependencies && 'it knows no dependencies';
  itUnless(skip, 'starts a job after another one', async () => {
    const trial = current();
    const first = await trial.start([['wait', 2]]);
    const second = await trial.start([], { after: [first.systemId] });
    const third = await trial.start([], { after: [second.systemId] });
    const last = await trial.end(third);
    const ends = [await trial.end(first), await trial.end(second), last];
    assert.ok(ends.every(({ exitCode }) => exitCode === 0));
    for (const [before, next] of [ends.slice(0, 2), ends.slice(1)]) {
      assert.ok((before?.endedAt ?? '') <= (next?.startedAt ?? ''));
    }
  });

  itUnless(skip, 'does not start what comes after a failure', async () => {
    const trial = current();
    const first = await trial.start([
      ['wait', 1],
      ['exit', 1]
    ]);
    const second = await trial.start([], { after: [first.systemId] });
    const task = await trial.end(second);
    assert.equal(task.end, 'dependency-failed');
    assert.equal(task.startedAt, null);
    assertSentence(task.message);
  });
}
