/**
 * A companion that is killed at any moment while it sends, follows and
 * collects jobs: none is lost and none runs twice, while they go on by
 * themselves.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Job, JobForm, JobList } from 'sciencemesh-contract';
import {
  SECRET,
  startProcess,
  type CompanionProcess
} from '../command-line/testing/process.ts';
import { trials } from '../ocm/testing/trials.ts';
import { ENDED } from '../store/job-records.ts';
import { kernelEnvironment } from './testing/kernels.ts';

/** By then an undisturbed companion has mostly sent and collected all. */
const LONGEST = 4000;
const JOBS = 3;

/** Most of a life is waiting, so one companion lives while another waits. */
const COMPANIONS = 2;

const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = trials();
/** For each life of a companion: after how many milliseconds it is killed. */
const lives = fc.sample(
  fc.array(fc.integer({ min: 0, max: LONGEST }), {
    minLength: 1,
    maxLength: 3
  }),
  { numRuns, seed }
);

describe(
  `jobs beside a companion that is killed (SCIENCEMESH_SEED=${seed})`,
  { concurrency: COMPANIONS },
  () => {
    for (let number = 0; number < Math.min(COMPANIONS, numRuns); number++) {
      const own = lives.filter((_, index) => index % COMPANIONS === number);
      it(`survive, and run once (companion ${number + 1})`, t => live(t, own));
    }
  }
);

/** Sends jobs in each life of one companion, and counts what comes of them. */
async function live(
  t: TestContext,
  own: readonly (readonly number[])[]
): Promise<void> {
  const base = await mkdtemp(join(tmpdir(), 'jobs-killed-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  mkdirSync(join(base, 'work'));
  const config = join(base, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      compute: { find: false, sites: [{ kind: 'local', id: 'here', cpus: 2 }] }
    })
  );
  const start = () =>
    startProcess(t, {
      args: ['--data', join(base, 'data'), '--root', base, '--config', config],
      environment: kernelEnvironment
    });
  let companion = await start();
  for (const [trial, moments] of own.entries()) {
    const runs = join(base, `runs-${trial}`);
    // The shell appends whole lines, however many of it there are.
    writeFileSync(
      join(base, 'work', `job-${trial}.sh`),
      `echo "$1" >> '${runs}'\nsleep 0.5\necho "result $1" > result.txt\n`
    );
    const keys = Array.from({ length: JOBS }, () => randomUUID());
    const sending = keys.map(key =>
      submit(companion, trial, key).catch(() => null)
    );
    for (const moment of moments) {
      await pause(moment);
      await companion.end('SIGKILL');
      companion = await start();
    }
    await Promise.all(sending);
    // Whoever got no answer asks again, with the same key.
    const jobs = await Promise.all(
      keys.map(key => submit(companion, trial, key))
    );
    const label = `killed after ${moments.join(', ')} ms`;
    for (const { id } of jobs) {
      const job = await ended(companion, id);
      assert.equal(job.state, 'done', `${job.message} ${label}`);
      const results = join(base, job.results ?? '', 'result.txt');
      assert.match(readFileSync(results, 'utf8'), /^result /, label);
    }
    const lines = readFileSync(runs, 'utf8').trim().split('\n').sort();
    assert.deepEqual(lines, keys.toSorted(), label);
    const list = await get<JobList>(companion, '/api/jobs');
    assert.equal(list.total, JOBS * (trial + 1), label);
  }
}

async function submit(
  companion: CompanionProcess,
  trial: number,
  key: string
): Promise<Job> {
  const path = `work/job-${trial}.sh`;
  const { draft } = await post<JobForm>(companion, '/api/jobs/form', { path });
  return post<Job>(companion, '/api/jobs', {
    draft: { ...draft, source: { kind: 'script', path, arguments: [key] } },
    key
  });
}

async function ended(companion: CompanionProcess, id: string): Promise<Job> {
  for (;;) {
    const job = await get<Job>(companion, `/api/jobs/${id}`);
    if (ENDED.has(job.state)) {
      return job;
    }
    await pause(100);
  }
}

async function get<T>(companion: CompanionProcess, path: string): Promise<T> {
  return (await (await companion.api(path)).json()) as T;
}

async function post<T>(
  { listen }: CompanionProcess,
  path: string,
  body: object
): Promise<T> {
  const answer = await fetch(`${listen}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SECRET}`,
      'content-type': 'application/json'
    },
    body: JSON.stringify(body)
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return JSON.parse(text) as T;
}
