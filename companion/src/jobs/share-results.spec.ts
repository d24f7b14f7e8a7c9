/**
 * Results that go to a share, which may be for reading only, taken or away.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Job } from 'sciencemesh-contract';
import { startCompanion } from '../ocm/testing/companion.ts';
import { bench, companionHas, type Bench } from './testing/share-bench.ts';
import { check, submit } from './testing/shared-folder.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

/** A job whose results go to the share, under a name of its own. */
async function intoShare(
  at: Bench,
  whenRunning: (id: string) => void = () => undefined
): Promise<Job> {
  const gate = join(at.shared, 'open');
  writeFileSync(join(at.shared, 'gate'), gate);
  await companionHas(at, 'gate');
  const draft = await at.draft({ results: 'ScienceMesh:spectra/out' });
  const { id } = await submit(at.companion, draft);
  await untilJob(at.companion, id, ({ state }) => state === 'running');
  whenRunning(id);
  writeFileSync(gate, '');
  return jobEnded(at.companion, id);
}

describe('results for a share', () => {
  it('are refused from the start where the share is for reading', async t => {
    const at = await bench(t, { permissions: ['read'] });
    const draft = await at.draft({ results: 'ScienceMesh:spectra/out' });
    const { findings } = await check(at.companion, draft);
    assert.equal(findings[0]?.code, 'results-read-only');
  });

  it('stay here, with a word, when it is for reading by then', async t => {
    const at = await bench(t);
    const job = await intoShare(at, () => {
      at.share.permissions = ['read'];
    });
    assert.equal(job.state, 'done', job.message ?? '');
    assert.match(job.message ?? '', /did not reach ScienceMesh:spectra\/out/);
    assert.ok(!existsSync(join(at.shared, 'out')));
    const here = join(at.companion.folder, job.results ?? '', 'result.txt');
    assert.ok(existsSync(here));
  });

  it('never replace what has their name there', async t => {
    const at = await bench(t);
    const theirs: string[] = [];
    const job = await intoShare(at, id => {
      const folder = join(at.shared, 'out', `shout-${id.slice(0, 8)}`);
      mkdirSync(folder, { recursive: true });
      theirs.push(join(folder, 'result.txt'));
      writeFileSync(join(folder, 'result.txt'), 'of somebody else');
    });
    assert.equal(job.state, 'done', job.message ?? '');
    assert.equal(readFileSync(theirs[0] ?? '', 'utf8'), 'of somebody else');
    assert.ok(existsSync(join(dirname(theirs[0] ?? ''), 'job-stdout.txt')));
  });

  it('wait for a server that is away, also in another life', async t => {
    const at = await bench(t);
    const away = { type: 'status', status: 503 } as const;
    const job = await intoShare(at, () => {
      at.proxy.choose = () => away;
    });
    assert.equal(job.state, 'done', job.message ?? '');
    assert.match(job.message ?? '', /sent as soon as it answers again/);
    assert.doesNotMatch(job.results ?? '', /^ScienceMesh:/);
    await at.companion.stop(true);
    at.proxy.choose = () => null;
    const companion = await startCompanion(t, {
      folder: at.companion.folder,
      config: at.config
    });
    const sent = await untilJob(
      companion,
      job.id,
      ({ results }) => results?.startsWith('ScienceMesh:') === true
    );
    assert.equal(sent.message, null);
    const there = join(
      at.shared,
      (sent.results ?? '').slice('ScienceMesh:spectra/'.length)
    );
    assert.match(readFileSync(join(there, 'result.txt'), 'utf8'), /^MASS/);
  });
});
