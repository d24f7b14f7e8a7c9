/**
 * What only the machine of the companion itself promises; what all batch
 * systems promise is in `../testing/batch-conformance.ts`.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { emptyFolder } from '../../store/testing/folder.ts';
import type {
  BatchSystem,
  KnownJob,
  SubmitOrder,
  TaskReport
} from '../batch-system.ts';
import { createLocalSystem } from './local-system.ts';

const signal = new AbortController().signal;

function openSystem(
  test: TestContext,
  folder: string,
  config = { cpus: 2, memoryMebibytes: 4000 }
): BatchSystem {
  const system = createLocalSystem({
    folder: join(folder, 'local'),
    config,
    python: process.env['SCIENCEMESH_PYTHON'] ?? 'python3',
    environment: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
  });
  test.after(() => system.close());
  return system;
}

/** A job that runs a piece of bash. */
function order(
  base: string,
  tag: string,
  program: string,
  more: Partial<SubmitOrder> = {}
): SubmitOrder {
  const folder = join(base, tag);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.sh'), program);
  return {
    tag,
    label: 'a job',
    folder,
    files: ['run.sh'],
    command: ['bash', 'run.sh'],
    outputs: () => [],
    tasks: 1,
    atOnce: null,
    resources: {
      queue: null,
      account: null,
      cpus: 1,
      memoryMebibytes: 200,
      diskMebibytes: null,
      gpus: 0,
      seconds: 600
    },
    graceSeconds: 2,
    container: null,
    after: [],
    transfers: [],
    ...more
  };
}

async function submit(
  system: BatchSystem,
  wanted: SubmitOrder
): Promise<KnownJob> {
  const { systemId } = await system.submit(
    wanted,
    system.render(wanted),
    signal
  );
  const { folder, outputs, tag, tasks } = wanted;
  return { folder, outputs, systemId, tag, tasks };
}

async function reports(
  system: BatchSystem,
  job: KnownJob
): Promise<readonly TaskReport[]> {
  return (await system.report([job], signal)).jobs.get(job.tag) ?? [];
}

/** Waits for the changes that the system tells of. */
async function until(
  system: BatchSystem,
  job: KnownJob,
  is: (tasks: readonly TaskReport[]) => boolean
): Promise<readonly TaskReport[]> {
  for (;;) {
    const changed = Promise.withResolvers<void>();
    const stop = system.watch?.(job, changed.resolve);
    const now = await reports(system, job);
    if (is(now)) {
      stop?.();
      return now;
    }
    // A companion that did not start a job hears of its end by looking.
    const timer = setTimeout(changed.resolve, 1000);
    await changed.promise;
    clearTimeout(timer);
    stop?.();
  }
}

const ended = (tasks: readonly TaskReport[]) =>
  tasks.every(({ state }) => state === 'ended');
const running = (tasks: readonly TaskReport[]) =>
  tasks.every(({ state }) => state === 'running');

describe('a job on this machine', () => {
  it('runs, tells its status, and leaves what it prints', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const job = await submit(system, order(base, 'one', 'echo hi; exit 3'));
    const [task] = await until(system, job, ended);
    assert.equal(task?.end, 'exited');
    assert.equal(task?.exitCode, 3);
    await system.retrieve(job, signal);
    assert.equal(readFileSync(join(job.folder, 'stdout.txt'), 'utf8'), 'hi\n');
  });

  it('never uses more of the machine than it may', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const program =
      'while [ ! -e ../go ]; do sleep 0.05; done; echo $2 > out-$2';
    const job = await submit(
      system,
      order(base, 'sweep', program, {
        tasks: 5,
        outputs: task => [`out-${task}`]
      })
    );
    const atWork = await until(
      system,
      job,
      tasks => tasks.filter(({ state }) => state === 'running').length === 2
    );
    assert.equal(atWork.filter(({ state }) => state === 'waiting').length, 3);
    writeFileSync(join(job.folder, 'go'), '');
    const all = await until(system, job, ended);
    assert.ok(all.every(({ exitCode }) => exitCode === 0));
    await system.retrieve(job, signal);
    assert.equal(readFileSync(join(job.folder, 'out-4'), 'utf8'), '4\n');
  });

  it('is ended with everything that it has started', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const program =
      'setsid bash -c "trap \'\' TERM; echo \\$\\$ > child; while :; do sleep 0.05; done" & trap "" TERM; while :; do sleep 0.05; done';
    const job = await submit(
      system,
      order(base, 'stubborn', program, { graceSeconds: 1 })
    );
    await until(system, job, running);
    const child = join(job.folder, 'child');
    await until(system, job, () => existsSync(child));
    await system.cancel(job, null, signal);
    const [task] = await until(system, job, ended);
    assert.equal(task?.end, 'cancelled');
    const pid = readFileSync(child, 'utf8').trim();
    assert.ok(!existsSync(`/proc/${pid}`));
  });

  it('is asked to end before its wall time is over', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const wanted = order(
      base,
      'slow',
      'trap "echo asked; exit 0" TERM; while :; do sleep 0.05; done'
    );
    const resources = { ...wanted.resources, seconds: 2 };
    const job = await submit(system, { ...wanted, graceSeconds: 1, resources });
    const [task] = await until(system, job, ended);
    assert.equal(task?.end, 'time-limit');
    assert.match(readFileSync(join(job.folder, 'stdout.txt'), 'utf8'), /asked/);
  });

  it('does not take more memory than it asked for', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const python = process.env['SCIENCEMESH_PYTHON'] ?? 'python3';
    const program = `exec ${python} -c 'import time; x = b"x" * 300_000_000; time.sleep(60)'`;
    const job = await submit(system, order(base, 'hungry', program));
    const [task] = await until(system, job, ended);
    assert.equal(task?.end, 'memory-limit');
    assert.ok((task?.peakMemoryMebibytes ?? 0) > 200);
  });

  it('is held before and while it runs, and goes on', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base, { cpus: 1, memoryMebibytes: 4000 });
    const beat = 'while [ ! -e go ]; do echo x; sleep 0.02; done';
    const first = await submit(system, order(base, 'first', beat));
    const second = await submit(system, order(base, 'second', 'exit 0'));
    await until(system, first, running);
    await system.hold(second, null, signal);
    await system.hold(first, null, signal);
    assert.equal((await reports(system, first))[0]?.state, 'suspended');
    assert.equal((await reports(system, second))[0]?.state, 'held');
    await system.release(first, null, signal);
    writeFileSync(join(first.folder, 'go'), '');
    await until(system, first, ended);
    assert.equal((await reports(system, second))[0]?.state, 'held');
    await system.release(second, null, signal);
    const [task] = await until(system, second, ended);
    assert.equal(task?.exitCode, 0);
  });

  it('goes on while nobody watches, and runs once', async t => {
    const base = emptyFolder(t);
    const before = openSystem(t, base);
    const program = 'echo run >> runs; while [ ! -e go ]; do sleep 0.05; done';
    const job = await submit(before, order(base, 'alone', program));
    await until(before, job, running);
    await before.close();
    const after = openSystem(t, base);
    assert.equal((await reports(after, job))[0]?.state, 'running');
    assert.deepEqual(await after.find('alone', signal), {
      systemId: job.systemId
    });
    writeFileSync(join(job.folder, 'go'), '');
    const [task] = await until(after, job, ended);
    assert.equal(task?.exitCode, 0);
    assert.equal(readFileSync(join(job.folder, 'runs'), 'utf8'), 'run\n');
  });

  it('is found out when it vanishes, whoever has its number now', async t => {
    const base = emptyFolder(t);
    const before = openSystem(t, base);
    const job = await submit(before, order(base, 'gone', 'sleep 600'));
    await until(before, job, running);
    await before.close();
    const record = join(base, 'local', 'gone', 'tasks', '0', 'started.json');
    const started = JSON.parse(readFileSync(record, 'utf8')) as { pid: number };
    process.kill(started.pid, 'SIGKILL');
    // Another process has got its number meanwhile: this one here.
    writeFileSync(record, JSON.stringify({ ...started, pid: process.pid }));
    const after = openSystem(t, base);
    const [task] = await until(after, job, ended);
    assert.equal(task?.end, 'node-failed');
  });

  it('waits for another one, and does not run when that fails', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const good = await submit(system, order(base, 'good', 'touch ../order'));
    const bad = await submit(system, order(base, 'bad', 'exit 1'));
    const then = await submit(
      system,
      order(base, 'then', 'test -e ../order', {
        after: [good.systemId]
      })
    );
    const never = await submit(
      system,
      order(base, 'never', 'exit 0', {
        after: [good.systemId, bad.systemId]
      })
    );
    assert.equal((await until(system, then, ended))[0]?.exitCode, 0);
    assert.equal(
      (await until(system, never, ended))[0]?.end,
      'dependency-failed'
    );
    await system.discard(bad, signal);
    await system.close();
    const later = openSystem(t, base);
    assert.equal((await reports(later, never))[0]?.end, 'dependency-failed');
  });

  it('refuses what would never fit', async t => {
    const base = emptyFolder(t);
    const system = openSystem(t, base);
    const wanted = order(base, 'large', 'exit 0');
    const resources = { ...wanted.resources, cpus: 3, account: 'x', gpus: 1 };
    const large = { ...wanted, resources };
    const text = system.render(large);
    const found = await system.validate(large, text, signal);
    assert.deepEqual(
      found.map(({ code }) => code),
      ['cpus-over-limit', 'gpus-unavailable', 'account-unknown']
    );
    await assert.rejects(system.submit(large, text, signal), {
      code: 'refused'
    });
    assert.equal(await system.find('large', signal), null);
  });
});
