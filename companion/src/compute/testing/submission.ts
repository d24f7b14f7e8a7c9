import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { checkOrder } from '../order-check.ts';
import {
  assertFailure,
  assertSentence,
  known,
  never,
  type Traits,
  type Trial
} from './trial.ts';

/** What a site says of itself and of a job, and how a job gets there. */
export function describeSubmission(current: () => Trial, traits: Traits): void {
  it('tells about itself', async () => {
    const { system } = current();
    const facts = await system.describe(never());
    assert.match(facts.version ?? '', /^\d+\.\d+/);
    assert.equal(facts.can.hold, traits.can.hold);
    assert.equal(facts.can.arrays, traits.can.arrays);
    assert.equal(facts.can.dependencies, traits.can.dependencies);
    const names = facts.queues.map(queue => queue.name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(facts.queues.filter(queue => queue.default).length <= 1);
  });

  it('renders the same for the same order', async () => {
    const { system } = current();
    const order = await current().order([['exit', 0]]);
    assert.deepEqual(checkOrder(order), []);
    assert.deepEqual(system.render(order), system.render({ ...order }));
  });

  it('finds nothing wrong with a job that it would run', async () => {
    const { system } = current();
    const order = await current().order([['exit', 0]]);
    const findings = await system.validate(
      order,
      system.render(order),
      never()
    );
    assert.deepEqual(
      findings.filter(({ level }) => level !== 'note'),
      []
    );
    assert.equal(await system.find(order.tag, never()), null);
  });

  it('finds a missing file before it is needed', async () => {
    const { system } = current();
    const order = await current().order([['exit', 0]]);
    await rm(join(order.folder, 'plan.json'));
    const [finding] = await system.validate(
      order,
      system.render(order),
      never()
    );
    assert.equal(finding?.level, 'error');
    assertSentence(finding.message, /plan\.json/);
  });

  for (const { what, change } of traits.refused) {
    it(`finds ${what} before anything is sent`, async () => {
      const { system } = current();
      const plain = await current().order([['exit', 0]]);
      const order = { ...plain, ...change(plain) };
      const findings = await system.validate(
        order,
        system.render(order),
        never()
      );
      assert.notEqual(findings.length, 0);
      assert.notEqual(findings[0]?.level, 'note');
      for (const { message } of findings) {
        assertSentence(message);
      }
    });
  }

  it('finds a job by its tag, also when it has ended', async () => {
    const trial = current();
    const job = await trial.start([['wait', 2]]);
    const submitted = { systemId: job.systemId };
    assert.deepEqual(await trial.system.find(job.tag, never()), submitted);
    await trial.end(job);
    assert.deepEqual(await trial.system.find(job.tag, never()), submitted);
  });

  it('knows that there is no such tag', async () => {
    assert.equal(await current().system.find(randomUUID(), never()), null);
  });

  it('never makes two jobs of one whose answer was lost', async () => {
    const trial = current();
    for (const milliseconds of [0, 5, 20, 50, 200]) {
      const order = await trial.order([['exit', 0]]);
      const text = trial.system.render(order);
      const lost = new AbortController();
      const timer = setTimeout(() => lost.abort(), milliseconds);
      const first = await trial.system
        .submit(order, text, lost.signal)
        .catch((error: unknown) => assertFailure(error, 'aborted'));
      clearTimeout(timer);
      const found =
        first instanceof Error
          ? await trial.system.find(order.tag, never())
          : first;
      const { systemId } =
        found ?? (await trial.system.submit(order, text, never()));
      const task = await trial.end(known(order, systemId));
      assert.equal(task.exitCode, 0);
      const count = await trial.subject.count?.(order.tag);
      assert.ok(count === undefined || count === 1, `${count} jobs`);
    }
  });

  it('answers about many jobs, and leaves out what it does not know', async () => {
    const trial = current();
    const jobs = [
      await trial.start([['wait', 60]]),
      await trial.start([['exit', 3]]),
      await trial.start([['exit', 0]], { tasks: 2 })
    ] as const;
    await trial.ended(jobs[1]);
    await trial.ended(jobs[2]);
    const strange = {
      ...jobs[0],
      tag: randomUUID(),
      systemId: '4000000',
      folder: await trial.subject.folder(`strange-${randomUUID()}`)
    };
    const before = Date.now();
    const report = await trial.system.report([...jobs, strange], never());
    assert.deepEqual(
      [...report.jobs.keys()].sort(),
      jobs.map(({ tag }) => tag).sort()
    );
    const states = jobs.map(({ tag }) =>
      report.jobs.get(tag)?.map(({ state, exitCode }) => [state, exitCode])
    );
    assert.notEqual(states[0]?.[0]?.[0], 'ended');
    assert.deepEqual(states.slice(1), [
      [['ended', 3]],
      [
        ['ended', 0],
        ['ended', 0]
      ]
    ]);
    assert.ok(Math.abs(Date.parse(report.asOf) - before) < 60_000);
    await trial.stop(jobs[0]);
  });

  it('answers nothing when it is asked about nothing', async () => {
    const { jobs } = await current().system.report([], never());
    assert.equal(jobs.size, 0);
  });
}
