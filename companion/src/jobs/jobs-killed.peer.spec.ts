/**
 * A companion that is killed at any moment while it sends jobs to a real
 * HTCondor and a real Slurm, follows and collects them: none is lost, and none
 * runs twice.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Job, JobList } from 'sciencemesh-contract';
import { Batch, findBatch } from '../../../peers/batch/index.ts';
import { trials } from '../ocm/testing/trials.ts';
import { REAL_SITES, RealSites, type RealSite } from './testing/real-sites.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

/** By then an undisturbed companion has mostly sent and collected all. */
const LONGEST = 6000;
/** So many kills belong to the life of the same jobs. */
const KILLS_PER_ROUND = 5;
/** On a machine with much else to do. */
const LIMIT_PER_KILL = 60_000;

const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = trials();
const timeout = numRuns * LIMIT_PER_KILL;

test('jobs at real systems survive every kill', { skip, timeout }, async t => {
  const batch = await Batch.start();
  t.after(() => batch.stop());
  const sites = await RealSites.start(t, batch);
  // Not in the folder of the job, whose new files are results.
  const runs = join(sites.root, 'runs');
  await sites.layOut('work', {
    'job.sh': `echo "$1" >> '${runs}'\nsleep 1\necho "result $1" > result.txt\n`
  });
  t.diagnostic(`SCIENCEMESH_SEED=${seed}`);
  const moments = fc.sample(fc.integer({ min: 0, max: LONGEST }), {
    numRuns,
    seed
  });
  const ids: string[] = [];
  const keys: string[] = [];
  while (moments.length > 0) {
    const sent = REAL_SITES.map(site => ({ site, key: randomUUID() }));
    const sending = sent.map(({ site, key }) =>
      submit(sites, site, key).catch(() => null)
    );
    const life = moments.splice(0, KILLS_PER_ROUND);
    for (const moment of life) {
      await pause(moment);
      await sites.restart();
    }
    await Promise.all(sending);
    const label = `killed after ${life.join(', ')} ms`;
    for (const { site, key } of sent) {
      // Whoever got no answer asks again, with the same key.
      const { id } = await submit(sites, site, key);
      const job = await sites.ended(id);
      assert.equal(job.state, 'done', `${site}: ${job.message} ${label}`);
      const result = sites.read(job.results ?? '', 'result.txt');
      assert.equal(result, `result ${key}\n`, label);
      ids.push(id);
      keys.push(key);
    }
    const lines = sites.read('runs').trim().split('\n');
    assert.deepEqual(lines.sort(), keys.toSorted(), label);
  }
  const { total } = await sites.ask<JobList>('/api/jobs');
  assert.equal(total, ids.length);
  // What the systems have on their books, run or not.
  const books = await Promise.all([
    batch.must('alice', ['condor_q', '-af', 'ScienceMeshTag']),
    batch.must('alice', ['condor_history', '-af', 'ScienceMeshTag']),
    batch.must('alice', ['sacct', '-X', '-n', '-P', '-o', 'JobName'])
  ]);
  const booked = books.join('\n').split('\n');
  for (const id of ids) {
    const times = booked.filter(name => name.endsWith(id)).length;
    assert.equal(times, 1, `${id} is ${times} times in the books`);
  }
});

async function submit(
  sites: RealSites,
  site: RealSite,
  key: string
): Promise<Job> {
  const path = 'work/job.sh';
  const { draft } = await sites.form(site, path);
  const source = { kind: 'script' as const, path, arguments: [key] };
  return sites.submit({ ...draft, source }, key);
}
