/**
 * What happens to jobs that run through no fault of theirs: each ends in a
 * state, and what is out of the ordinary is told in a sentence.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  Job,
  JobForm,
  JobHistory,
  JobOutput,
  Site
} from 'sciencemesh-contract';
import { ENDED } from '../store/job-records.ts';
import { textsOf, type Shown } from './testing/shown-notebook.ts';
import { startBeside } from './testing/troubled-companion.ts';
import { TroubledSite } from './testing/troubled-site.ts';

const HOUR = 3_600_000;
const LONGEST_MILLISECONDS = 60_000;

async function start(test: TestContext) {
  const site = new TroubledSite();
  site.patience = Infinity;
  const companion = await startBeside(test, site);
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await companion.api(path, method, body);
    assert.ok(answer.ok, await answer.clone().text());
    return (await answer.json()) as T;
  };
  return {
    site,
    ask,
    submit: async (): Promise<string> => {
      const form = { path: 'work/a.ipynb' };
      const { draft } = await ask<JobForm>('/api/jobs/form', form);
      const key = randomUUID();
      return (await ask<Job>('/api/jobs', { draft, key })).id;
    },
    /** As a person who cannot wait: the site is asked again and again. */
    until: async (
      id: string,
      isWanted: (job: Job) => boolean
    ): Promise<Job> => {
      const end = performance.now() + LONGEST_MILLISECONDS;
      for (;;) {
        await companion.api('/api/sites/far/look', 'POST');
        const job = await ask<Job>(`/api/jobs/${id}`);
        if (isWanted(job)) {
          return job;
        }
        assert.ok(performance.now() < end, JSON.stringify(job));
        await pause(50);
      }
    }
  };
}

const isRunning = ({ state }: Job) => state === 'running';
const isOver = ({ state }: Job) => ENDED.has(state);

/** The lines of a worker that has printed something in its only cell. */
function told(attempt: number, text: string, index = 0): string {
  const about = {
    job: 'a',
    task: null,
    attempt,
    time: new Date().toISOString(),
    seconds: 1,
    memory: { now: 1, peak: 1 },
    ...{ cell: 1, of: 1, index, id: null }
  };
  const output = { output_type: 'stream', name: 'stdout', text };
  return [
    { ...about, event: 'cell', state: 'started' },
    { ...about, event: 'outputs', executionCount: 1, outputs: [output] }
  ]
    .map(line => `${JSON.stringify(line)}\n`)
    .join('');
}

describe('a job that is interrupted', () => {
  it('is shown from its new beginning when it was evicted, which is told', async t => {
    const { ask, site, submit, until } = await start(t);
    const id = await submit();
    const tag = `sciencemesh-${id}`;
    const shown = async () =>
      textsOf(await ask<Shown>(`/api/jobs/${id}/notebook`))[0];
    const history = () => ask<JobHistory>(`/api/jobs/${id}/history`);
    const printed = async (from: number) =>
      (
        await ask<JobOutput>(
          `/api/jobs/${id}/output?stream=stdout&from=${from}`
        )
      ).text;
    const first = 'what the first attempt has put out';
    site.streams.set('progress', told(1, first, 3) + told(1, first));
    site.streams.set('stdout', 'printed by the first attempt');
    await until(id, ({ progress }) => progress !== null);
    assert.equal(await shown(), first);
    assert.equal(await printed(0), 'printed by the first attempt');

    site.evicted.add(tag);
    const away = await until(id, ({ state }) => state === 'waiting');
    assert.equal(away.message, 'It has to make room for other work.');
    assert.equal(away.progress, null);
    assert.deepEqual(
      (await history()).cells.map(({ cell }) => cell).toSorted(),
      [0, 3]
    );

    site.streams.set('progress', told(2, 'second'));
    site.streams.set('stdout', 'again');
    site.evicted.clear();
    await until(id, isRunning);
    const end = performance.now() + LONGEST_MILLISECONDS;
    while ((await shown()) !== 'second') {
      assert.ok(performance.now() < end, await shown());
      await pause(200);
    }
    assert.equal(await printed(28), 'again');
    assert.deepEqual(
      (await history()).cells.map(({ cell }) => cell),
      [0]
    );

    site.patience = 0;
    const ended = await until(id, isOver);
    assert.equal(ended.state, 'done');
    assert.match(ended.message ?? '', /began anew.* attempt 2/);
    const states = (await history()).items.map(({ state }) => state).join(' ');
    assert.match(states, /running waiting running collecting done$/);
  });

  for (const ahead of [HOUR, -HOUR]) {
    it(`keeps the order of things at a site whose clock is ${ahead / HOUR} h ahead`, async t => {
      const { ask, site, submit, until } = await start(t);
      site.ahead = ahead;
      const begin = new Date().toISOString();
      const id = await submit();
      await until(id, isRunning);
      site.patience = 0;
      const ended = await until(id, isOver);
      assert.equal(ended.state, 'done', ended.message ?? '');
      // Of the run itself the site tells, of all else we do.
      assert.ok((ended.startedAt ?? '') <= (ended.endedAt ?? ''));
      const apart = Date.parse(ended.startedAt ?? '') - Date.parse(begin);
      assert.ok(Math.abs(apart - ahead) < 2 * LONGEST_MILLISECONDS);
      const { items } = await ask<JobHistory>(`/api/jobs/${id}/history`);
      const times = items.map(({ at }) => at);
      assert.deepEqual(times, times.toSorted());
      assert.ok(times.every(at => at >= begin));
    });
  }

  it('goes on while its site is away, and waits for it to be sent', async t => {
    const { ask, site, submit, until } = await start(t);
    const running = await submit();
    await until(running, isRunning);
    site.troubles.push(
      ...Array.from({ length: 8 }, () => 'unreachable' as const)
    );
    const sent = await submit();
    const unsent = await until(sent, ({ message }) => message !== null);
    assert.match(unsent.message ?? '', /unreachable/);
    const away = await ask<Site>('/api/sites/far/look', {});
    assert.equal(away.state, 'unreachable');
    assert.match(away.message ?? '', /\.$/);
    assert.equal((await ask<Job>(`/api/jobs/${running}`)).state, 'running');

    site.patience = 3;
    for (const id of [running, sent]) {
      const { message, state } = await until(id, isOver);
      assert.equal(state, 'done', message ?? '');
      assert.equal(site.submissions.get(`sciencemesh-${id}`), 1);
    }
  });
});
