/**
 * Jobs at a site that has troubles, with companions that come and go: none is
 * lost, none is submitted twice, and what is not known is not invented.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Job, JobForm, JobList, Site } from 'sciencemesh-contract';
import { trials } from '../ocm/testing/trials.ts';
import type { TestCompanion } from '../ocm/testing/companion.ts';
import { ENDED } from '../store/job-records.ts';
import { folderOfWork, startBeside } from './testing/troubled-companion.ts';
import { TroubledSite, TROUBLES } from './testing/troubled-site.ts';

async function submit(
  { api }: Pick<TestCompanion, 'api'>,
  key: string = randomUUID()
): Promise<Job> {
  const form = await api('/api/jobs/form', 'POST', { path: 'work/a.ipynb' });
  const { draft } = (await form.json()) as JobForm;
  const answer = await api('/api/jobs', 'POST', { draft, key });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()) as Job;
}

async function jobs({ api }: Pick<TestCompanion, 'api'>): Promise<Job[]> {
  return ((await (await api('/api/jobs')).json()) as JobList).items;
}

/** As a person who cannot wait: the site is asked again and again. */
async function hurry(
  companion: TestCompanion,
  isOver: (all: readonly Job[]) => boolean
): Promise<Job[]> {
  for (;;) {
    await companion.api('/api/sites/far/look', 'POST');
    const all = await jobs(companion);
    if (isOver(all)) {
      return all;
    }
    await pause(20);
  }
}

const over = (all: readonly Job[]) =>
  all.length > 0 && all.every(({ state }) => ENDED.has(state));

describe('jobs at a site with troubles', () => {
  it('are submitted once and come back, whatever happens when', async t => {
    const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = trials();
    t.diagnostic(`SCIENCEMESH_SEED=${seed}`);
    const lives = fc.sample(
      fc.array(
        fc.record({
          troubles: fc.array(fc.constantFrom(...TROUBLES), { maxLength: 8 }),
          milliseconds: fc.integer({ min: 0, max: 150 })
        }),
        { minLength: 1, maxLength: 4 }
      ),
      { numRuns, seed }
    );
    for (const life of lives) {
      const folder = folderOfWork(t);
      const site = new TroubledSite();
      let companion = await startBeside(t, site, folder);
      await companion.api('/api/sites/far/look', 'POST');
      await Promise.all([submit(companion), submit(companion)]);
      for (const { milliseconds, troubles } of life) {
        site.troubles.push(...troubles);
        await pause(milliseconds);
        await companion.stop(true);
        companion = await startBeside(t, site, folder);
      }
      const ended = await hurry(companion, over);
      const label = JSON.stringify(life);
      assert.equal(ended.length, 2, label);
      assert.equal(site.jobs.size, 2, label);
      for (const job of ended) {
        assert.equal(job.state, 'done', `${job.message} ${label}`);
        const tag = `sciencemesh-${job.id}`;
        assert.equal(site.submissions.get(tag), 1, label);
        assert.equal(
          readFileSync(join(folder, job.results ?? '', 'result.txt'), 'utf8'),
          `${tag} 0`,
          label
        );
      }
      await companion.stop(true);
    }
  });

  it('keep what was last known while the login has expired', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    const { id } = await submit(companion);
    await hurry(companion, ([job]) => job?.state === 'running');
    site.troubles.push(
      ...Array.from({ length: 50 }, () => 'signed-out' as const)
    );
    const answer = await companion.api('/api/sites/far/look', 'POST');
    const seen = (await answer.json()) as Site;
    assert.equal(seen.state, 'signed-out');
    assert.match(seen.message ?? '', /signed-out/);
    const [job] = await jobs(companion);
    assert.equal(job?.state, 'running');
    assert.ok(job.knownAt);
    const refused = await companion.api(`/api/jobs/${id}/cancel`, 'POST', {});
    assert.equal(refused.status, 409);
    site.troubles.length = 0;
    site.patience = 0;
    const [ended] = await hurry(companion, over);
    assert.equal(ended?.state, 'done');
  });

  it('are cancelled before they are sent, and after', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    await companion.api('/api/sites/far/look', 'POST');
    const first = await submit(companion);
    site.troubles.push('unreachable', 'unreachable', 'unreachable');
    await companion.api(`/api/jobs/${first.id}/cancel`, 'POST', {});
    await hurry(companion, over);
    const second = await submit(companion);
    await hurry(companion, all =>
      all.some(({ id, state }) => id === second.id && state === 'running')
    );
    const answer = await companion.api(
      `/api/jobs/${second.id}/cancel`,
      'POST',
      {}
    );
    assert.equal(answer.status, 200);
    const ended = await hurry(companion, over);
    assert.deepEqual(
      ended.map(({ state }) => state),
      ['cancelled', 'cancelled']
    );
  });

  it('are cancelled while their files are being sent', async t => {
    const site = new TroubledSite();
    const companion = await startBeside(t, site);
    await companion.api('/api/sites/far/look', 'POST');
    site.hangs = true;
    const { id } = await submit(companion);
    await hurry(companion, () => site.sending === 1);
    assert.equal((await jobs(companion))[0]?.state, 'submitting');
    await companion.api(`/api/jobs/${id}/cancel`, 'POST', {});
    const [job] = await hurry(companion, over);
    assert.equal(job?.state, 'cancelled');
    assert.match(job.message ?? '', /before it was sent/);
    assert.equal(site.sending, 0);
    assert.equal(site.jobs.size, 0);
  });

  it('are cancelled at the site where it was taking them over', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    await companion.api('/api/sites/far/look', 'POST');
    const { promise, resolve } = Promise.withResolvers<void>();
    site.slow = promise;
    const { id } = await submit(companion);
    await hurry(companion, () => site.sending === 1);
    await companion.api(`/api/jobs/${id}/cancel`, 'POST', {});
    await pause(100);
    assert.equal(site.sending, 1);
    resolve();
    const [job] = await hurry(companion, over);
    assert.equal(job?.state, 'cancelled');
    assert.deepEqual(
      [...site.jobs.values()].map(({ cancelled }) => cancelled),
      [true]
    );
  });

  it('go on being sent after a companion that ended meanwhile', async t => {
    const folder = folderOfWork(t);
    const site = new TroubledSite();
    let companion = await startBeside(t, site, folder);
    await companion.api('/api/sites/far/look', 'POST');
    site.hangs = true;
    await submit(companion);
    await hurry(companion, () => site.sending === 1);
    await companion.stop(true);
    assert.equal(site.sending, 0);
    site.hangs = false;
    companion = await startBeside(t, site, folder);
    const [job] = await hurry(companion, over);
    assert.equal(job?.state, 'done');
    assert.deepEqual([...site.submissions.values()], [1]);
  });

  it('are said to be lost when the site has forgotten them', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    const { id } = await submit(companion);
    await hurry(companion, ([job]) => job?.state === 'running');
    site.forgotten.add(`sciencemesh-${id}`);
    const [job] = await hurry(companion, over);
    assert.equal(job?.state, 'lost');
    assert.match(job.message ?? '', /does not know it any more/);
    assert.ok(job.advice);
    assert.equal(job.results, null);
    assert.deepEqual(job.actions, ['rerun', 'collect', 'forget']);
    const answer = await companion.api(`/api/jobs/${id}?files=keep`, 'DELETE');
    assert.equal(answer.status, 204);
    assert.deepEqual(await jobs(companion), []);
  });

  it('are not lost when the site only forgets for a moment', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    const { id } = await submit(companion);
    await hurry(companion, ([job]) => job?.state === 'running');
    site.forgotten.add(`sciencemesh-${id}`);
    const asked = site.requests.get('report') ?? 0;
    await hurry(
      companion,
      () => (site.requests.get('report') ?? 0) > asked + 2
    );
    assert.equal((await jobs(companion))[0]?.state, 'running');
    site.forgotten.clear();
    site.patience = 0;
    const [job] = await hurry(companion, over);
    assert.equal(job?.state, 'done');
  });

  it('cost as many questions for one page as for twenty', async t => {
    const site = new TroubledSite();
    site.patience = Infinity;
    const companion = await startBeside(t, site);
    await submit(companion);
    await hurry(companion, ([job]) => job?.state === 'running');
    const before = site.requests.get('report') ?? 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let look = 0; look < 5; look += 1) {
          await jobs(companion);
          await companion.api('/api/sites');
        }
      })
    );
    assert.ok((site.requests.get('report') ?? 0) - before <= 2);
  });
});
