/**
 * What only HTCondor does, with a real pool.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  writeFile
} from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findBatch } from '../../../../peers/batch/index.ts';
import type { KnownJob } from '../batch-system.ts';
import {
  assertSentence,
  fails,
  known,
  never,
  type Trial
} from '../testing/trial.ts';
import { Pool, serve } from './testing/pool.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

describe('a pool of HTCondor', { skip, concurrency: 4 }, () => {
  let pool: Pool;
  let trial: Trial;

  before(async () => {
    pool = await Pool.start();
    trial = pool.trial();
  });
  after(() => pool.stop());

  /** @returns the task, which is held */
  const held = async (job: KnownJob) => {
    const [task] = await trial.until(
      job,
      'held',
      tasks => tasks[0]?.state === 'held'
    );
    assert.ok(task);
    return task;
  };

  it('is not asked about jobs whose logs tell', async () => {
    const calls = join(pool.batch.shared, `calls-${randomUUID()}`);
    const programs = join(pool.batch.shared, `programs-${randomUUID()}`);
    await mkdir(programs);
    const real = pool.batch.place.commands.alice;
    for (const name of await readdir(real)) {
      const path = join(programs, name);
      await writeFile(
        path,
        `#!/bin/sh\necho ${name} >> '${calls}'\nexec '${real}/${name}' "$@"\n`
      );
      await chmod(path, 0o755);
    }
    const system = pool.open({ programs });
    const orders = [
      await trial.order([['wait', 1]], { tasks: 3 }),
      await trial.order([['exit', 1]])
    ];
    const jobs: KnownJob[] = [];
    for (const order of orders) {
      const { systemId } = await system.submit(
        order,
        system.render(order),
        never()
      );
      jobs.push(known(order, systemId));
    }
    await trial.soon(
      async () => {
        const { jobs: told } = await system.report(jobs, never());
        return [...told.values()]
          .flat()
          .every(({ state }) => state === 'ended');
      },
      () => 'they did not end'
    );
    assert.equal(
      await readFile(calls, 'utf8'),
      'condor_submit\ncondor_submit\n'
    );
  });

  it('says so by itself when a job changes', async () => {
    const job = await trial.waiting();
    const told = Promise.withResolvers<void>();
    const stop = trial.system.watch?.(job, () => {
      trial
        .report(job)
        .then(tasks => tasks?.[0]?.state === 'held' && told.resolve())
        .catch(told.reject);
    });
    await trial.system.hold(job, null, never());
    await told.promise;
    stop?.();
    await trial.stop(job);
  });

  it('explains a result that cannot be brought back', async () => {
    const order = await trial.order([], { outputs: () => ['taken.txt'] });
    await mkdir(join(order.folder, 'taken.txt'));
    const job = await trial.submit(order);
    const { message, advice } = await held(job);
    assertSentence(message, /could not be brought back.*taken\.txt/);
    assertSentence(advice, /Release|cancel/);
    await trial.stop(job);
  });

  it('explains a missing input', async () => {
    const { server, host } = await serve((_, response) => {
      response.statusCode = 404;
      response.end();
    });
    await pool.storeToken('other', 'any');
    const system = pool.open({ credentialService: 'other' });
    const order = await trial.order([], {
      transfers: [
        {
          url: `other+http://${host}/data/gone.csv`,
          direction: 'in',
          file: 'gone.csv'
        }
      ]
    });
    const { systemId } = await system.submit(
      order,
      system.render(order),
      never()
    );
    const job = known(order, systemId);
    const { message, advice } = await held(job);
    assertSentence(message, /could not be brought to the machine.*404/);
    assertSentence(advice, /sign in again/);
    await trial.stop(job);
    server.close();
  });

  it('explains a folder that is gone', async () => {
    const job = await trial.waiting();
    await rm(job.folder, { recursive: true });
    const tasks = await trial.report(job);
    assert.equal(tasks?.[0]?.state, 'waiting');
    await pool.batch.must('alice', [
      ...['condor_qedit', job.systemId, 'RequestMemory', '100']
    ]);
    const { message, advice } = await held(job);
    assertSentence(message);
    assertSentence(advice, /folder/);
    await trial.stop(job);
  });

  it('starts an evicted job again, counts that, and has what it left', async () => {
    const job = await trial.start(
      [
        ['on-term', 'left.txt', 9],
        ['write', 'left.txt', 'not told'],
        ['print', 'stdout', 'started'],
        ['wait', 600]
      ],
      { outputs: () => ['left.txt'] }
    );
    await trial.running(job);
    await trial.soon(
      async () => {
        const { bytes } = await trial.system.tail(
          job,
          0,
          'stdout',
          0,
          100,
          never()
        );
        return bytes.length > 0;
      },
      () => 'it printed nothing'
    );
    await pool.batch.must('alice', ['condor_vacate_job', job.systemId]);
    await trial.until(
      job,
      'started again',
      ([task]) => task?.state === 'running' && task.starts === 2
    );
    assert.equal((await trial.read(job, 'left.txt')).toString(), 'term');
    await trial.stop(job);
  });

  it('starts a job again that was evicted before it left anything', async () => {
    const job = await trial.start([['wait', 600]], {
      outputs: () => ['later.txt']
    });
    await trial.running(job);
    await pool.batch.must('alice', ['condor_vacate_job', job.systemId]);
    await trial.until(
      job,
      'started again',
      ([task]) => task?.state === 'running' && task.starts === 2
    );
    await trial.stop(job);
  });

  it('lets no edited script change where files go', async () => {
    const order = await trial.order(
      [
        ['print', 'stdout', 'printed'],
        ['write', 'out.txt', 'out']
      ],
      { outputs: () => ['out.txt'] }
    );
    const { text, language } = trial.system.render(order);
    const edited = {
      language,
      text: text.replace(
        /\nqueue/,
        `
My.Extra = "kept"
log = other.log
output = other.out
initialdir = /tmp
transfer_output_files = other.txt
should_transfer_files = NO
My.ScienceMeshTag = "other"
queue`
      )
    };
    assert.deepEqual(await trial.system.validate(order, edited, never()), []);
    const { systemId } = await trial.system.submit(order, edited, never());
    const job = known(order, systemId);
    assert.deepEqual(await trial.system.find(order.tag, never()), {
      systemId
    });
    assert.equal((await trial.end(job)).exitCode, 0);
    assert.equal((await trial.read(job, 'out.txt')).toString(), 'out');
    assert.equal((await trial.read(job, 'stdout.txt')).toString(), 'printed');
    const extra = await pool.batch.must('alice', [
      ...['condor_history', systemId, '-limit', '1', '-af', 'Extra']
    ]);
    assert.equal(extra, 'kept\n');
  });

  it('finds what is wrong with an edited script', async () => {
    const order = await trial.order([]);
    const { text, language } = trial.system.render(order);
    for (const [wrong, code] of [
      [text.replace('request_memory', 'requst_memory'), 'script-line-unused'],
      [text.replace(/\nqueue.*/, '\nqueue 3'), 'tasks-other'],
      [text.replace(/\nqueue.*/, '\n'), 'script-wrong'],
      [`${text}requirements = (\nqueue\n`, 'script-wrong'],
      ['', 'script-wrong']
    ] as const) {
      const findings = await trial.system.validate(
        order,
        { text: wrong, language },
        never()
      );
      assert.ok(
        findings.some(finding => finding.code === code),
        JSON.stringify([code, findings])
      );
      findings.forEach(({ message }) => assertSentence(message));
    }
  });
});

// They keep the schedd busy, so that it is theirs alone.
describe('a pool of HTCondor, one thing after the other', { skip }, () => {
  let pool: Pool;
  let trial: Trial;

  before(async () => {
    pool = await Pool.start({ own: true });
    trial = pool.trial();
  });
  after(() => pool.stop());

  it('says how to sign in again when the login has ended', async t => {
    const job = await trial.start([['wait', 600]]);
    const methods = '_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS';
    process.env[methods] = 'IDTOKENS,KERBEROS';
    t.after(() => {
      delete process.env[methods];
    });
    const system = pool.open({ signIn: 'kinit alice@EXAMPLE.ORG' });
    const order = await trial.order([]);
    for (const call of [
      () => system.submit(order, system.render(order), never()),
      () => system.cancel(job, null, never()),
      () => pool.open({ spool: true }).report([job], never())
    ]) {
      const { message } = await fails(call(), 'signed-out');
      assertSentence(message, /"kinit/);
    }
    delete process.env[methods];
    await trial.stop(job);
  });

  it('tells about 10 000 tasks, by its log and by its queue', async t => {
    const order = await trial.order([], {
      tasks: 10_000,
      resources: {
        queue: null,
        account: null,
        cpus: 1,
        memoryMebibytes: 1_000_000,
        diskMebibytes: null,
        gpus: 0,
        seconds: 60
      }
    });
    const job = await trial.submit(order);
    const asked = pool.open({ spool: true });
    for (const [name, system] of [
      ['log', trial.system],
      ['queue', asked]
    ] as const) {
      const start = performance.now();
      const { jobs } = await system.report([job], never());
      t.diagnostic(
        `${name}: ${Math.round(performance.now() - start)} ms for 10 000 tasks`
      );
      const tasks = jobs.get(job.tag) ?? [];
      assert.equal(tasks.length, 10_000);
      assert.ok(tasks.every(({ state }) => state === 'waiting'));
    }
    const start = performance.now();
    await trial.system.report([job], never());
    t.diagnostic(`log again: ${Math.round(performance.now() - start)} ms`);
    await trial.system.cancel(job, [9999], never());
    await trial.until(
      job,
      'cancelled in part',
      tasks => tasks[9999]?.end === 'cancelled'
    );
    await trial.stop(job);
  });
});
