/**
 * A job that prints far more than anybody can read, without the end of a line.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Job, JobForm, JobOutput } from 'sciencemesh-contract';
import { startCompanion } from '../ocm/testing/companion.ts';
import './testing/kernels.ts';
import { jobEnded } from './testing/waiting.ts';

it('a line of one gigabyte is cut, and the job tells that', async t => {
  const companion = await startCompanion(t, {
    config: { compute: { find: false } }
  });
  mkdirSync(join(companion.folder, 'work'));
  writeFileSync(
    join(companion.folder, 'work', 'endless.sh'),
    "head -c 1000000000 /dev/zero | tr '\\0' x\n"
  );
  const asked = await companion.api('/api/jobs/form', 'POST', {
    path: 'work/endless.sh'
  });
  const { draft } = (await asked.json()) as JobForm;
  const answer = await companion.api('/api/jobs', 'POST', {
    draft,
    key: randomUUID()
  });
  const { id } = (await answer.json()) as Job;
  const ended = await jobEnded(companion, id);
  assert.equal(ended.state, 'done', ended.message ?? '');
  assert.match(ended.message ?? '', /printed more than is kept in its log/);
  const printed = join(companion.folder, ended.results ?? '', 'job-stdout.txt');
  assert.ok(statSync(printed).size < 100_000);
  const told = await companion.api(`/api/jobs/${id}/output?stream=stdout`);
  const { text } = (await told.json()) as JobOutput;
  assert.match(text, /^x{10000} \[…\]/);
});
