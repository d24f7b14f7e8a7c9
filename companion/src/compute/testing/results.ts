import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { it } from 'node:test';
import type { KnownJob } from '../batch-system.ts';
import { assertFailure, fails, never, type Step, type Trial } from './trial.ts';

/** Bringing results, and what is left afterwards. */
export function describeResults(current: () => Trial): void {
  it('brings results as often as asked, also after an interruption', async () => {
    const trial = current();
    const input = randomBytes(2_000_000);
    const names = Array.from({ length: 8 }, (_, index) => `out-${index}.bin`);
    const job = await trial.start(
      names.map((name): Step => ['copy', 'input.bin', name]),
      { outputs: () => names },
      input
    );
    await trial.end(job);
    for (const milliseconds of [0, 10, 50, 100]) {
      const broken = new AbortController();
      const timer = setTimeout(() => broken.abort(), milliseconds);
      await trial.system
        .retrieve(job, broken.signal)
        .catch((error: unknown) => assertFailure(error, 'aborted'));
      clearTimeout(timer);
    }
    for (let time = 0; time < 2; time += 1) {
      await trial.system.retrieve(job, never());
      for (const name of names) {
        assert.deepEqual(await trial.read(job, name), input);
      }
    }
    await trial.system.discard(job, never());
    assert.deepEqual(await trial.read(job, 'out-7.bin'), input);
  });

  it('brings what has ended of a sweep that goes on', async () => {
    const trial = current();
    const job = await trial.start(
      [
        ['write', 'out-{task}.txt', '{task}'],
        ['wait', 4]
      ],
      { tasks: 3, atOnce: 1, outputs: task => [`out-${task}.txt`] }
    );
    await trial.until(job, 'ended in part', tasks =>
      tasks.some(({ state }) => state === 'ended')
    );
    await trial.system.retrieve(job, never());
    assert.equal((await trial.read(job, 'out-0.txt')).toString(), '0');
    await trial.ended(job);
    await trial.system.retrieve(job, never());
    assert.equal((await trial.read(job, 'out-2.txt')).toString(), '2');
  });

  it('forgets a job as often as asked', async () => {
    const trial = current();
    const job = await trial.start([['exit', 0]]);
    await trial.end(job);
    await trial.system.retrieve(job, never());
    await trial.system.discard(job, never());
    await trial.system.discard(job, never());
  });

  it('says that it knows nothing of an unknown job', async () => {
    const trial = current();
    const strange: KnownJob = {
      tag: randomUUID(),
      systemId: '3999999',
      folder: await trial.subject.folder(`unknown-${randomUUID()}`),
      tasks: 1,
      outputs: () => []
    };
    await trial.system.discard(strange, never());
    assert.equal(await trial.report(strange), undefined);
    await fails(trial.system.explain(strange, never()), 'not-found');
    await fails(
      trial.system.tail(strange, 0, 'stdout', 0, 100, never()),
      'not-found'
    );
  });

  it('ends each call when nobody waits for it any more', async () => {
    const trial = current();
    const { system } = trial;
    const order = await trial.order([['exit', 0]]);
    const text = system.render(order);
    const job = await trial.start([['wait', 600]]);
    await trial.running(job);
    const calls: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
      describe: signal => system.describe(signal),
      validate: signal => system.validate(order, text, signal),
      find: signal => system.find(order.tag, signal),
      report: signal => system.report([job], signal),
      explain: signal => system.explain(job, signal),
      tail: signal => system.tail(job, 0, 'stdout', 0, 1000, signal),
      retrieve: signal => system.retrieve(job, signal),
      submit: signal => system.submit(order, text, signal)
    };
    for (const [name, call] of Object.entries(calls)) {
      for (const milliseconds of [-1, 1, 10]) {
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(), milliseconds);
        if (milliseconds < 0) {
          controller.abort();
        }
        const start = performance.now();
        // What is quicker than that has an answer; no other failure is made up.
        await call(controller.signal).catch((error: unknown) =>
          assertFailure(error, 'aborted')
        );
        clearTimeout(timer);
        assert.ok(performance.now() - start < 5000, `${name} went on`);
      }
    }
    await trial.stop(job);
    const found = await system.find(order.tag, never());
    if (found !== null) {
      await trial.stop({ ...job, ...found, tag: order.tag });
    }
  });
}
