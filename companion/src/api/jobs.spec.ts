/**
 * Jobs through the API, on the machine of the companion itself, with the real
 * worker and a real kernel.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  Job,
  JobCheck,
  JobDraft,
  JobFileList,
  JobForm,
  JobHistory,
  JobList,
  JobOutput,
  JobTaskList,
  Problem,
  SiteList
} from 'sciencemesh-contract';
import '../jobs/testing/kernels.ts';
import { notebook } from '../jobs/testing/notebook.ts';
import { jobEnded, untilJob } from '../jobs/testing/waiting.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';

async function start(test: TestContext): Promise<TestCompanion> {
  const companion = await startCompanion(test, {
    config: { compute: { find: false } }
  });
  mkdirSync(join(companion.folder, 'work'));
  return companion;
}

function write({ folder }: TestCompanion, path: string, content: string): void {
  writeFileSync(join(folder, path), content);
}

async function json<T>(answer: Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

async function formFor(
  companion: TestCompanion,
  path: string
): Promise<JobForm> {
  const answer = await companion.api('/api/jobs/form', 'POST', { path });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as JobForm;
}

async function submit(
  companion: TestCompanion,
  draft: JobDraft,
  key: string = randomUUID()
): Promise<Job> {
  const answer = await companion.api('/api/jobs', 'POST', { draft, key });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()) as Job;
}

describe('a notebook as a job', () => {
  it('is offered, checked, run, and brought back', async t => {
    const companion = await start(t);
    write(companion, 'work/data, with comma.txt', '42');
    write(
      companion,
      'work/analysis.ipynb',
      notebook(
        'factor = 2  # times what',
        "value = int(open('data, with comma.txt').read()) * factor",
        "open('result.txt', 'w').write(str(value)); print('value', value)"
      )
    );
    const { items: sites } = await json<SiteList>(companion.api('/api/sites'));
    assert.deepEqual(
      sites.map(({ kind }) => kind),
      ['local']
    );

    const form = await formFor(companion, 'work/analysis.ipynb');
    assert.equal(form.draft.kernel, 'python3');
    assert.deepEqual(form.declared, [
      { name: 'factor', type: 'integer', value: 2, description: 'times what' }
    ]);
    const draft: JobDraft = {
      ...form.draft,
      parameters: [{ name: 'factor', type: 'integer', value: 3 }]
    };
    const check = await json<JobCheck>(
      companion.api('/api/jobs/check', 'POST', draft)
    );
    assert.deepEqual(check.findings, []);
    assert.match(check.script, /sciencemesh_worker\.py/);
    assert.equal(check.inputFiles, 2);

    const job = await submit(companion, draft);
    const ended = await jobEnded(companion, job.id);
    assert.equal(ended.state, 'done', ended.message ?? '');
    assert.equal(ended.message, null);
    const results = join(companion.folder, ended.results ?? '');
    assert.equal(readFileSync(join(results, 'result.txt'), 'utf8'), '126');
    const executed = readFileSync(
      join(companion.folder, ended.notebook ?? ''),
      'utf8'
    );
    assert.match(executed, /value 126/);
    assert.equal(ended.progress?.done, 4);
    assert.deepEqual(ended.actions, ['rerun', 'forget']);

    const at = `/api/jobs/${job.id}`;
    const output = await json<JobOutput>(
      companion.api(`${at}/output?stream=stdout`)
    );
    assert.match(output.text, /value 126/);
    assert.doesNotMatch(output.text, /SCIENCEMESH/);
    const { items } = await json<JobFileList>(companion.api(`${at}/files`));
    assert.ok(items.every(({ here }) => here));
    assert.ok(items.some(({ path }) => path === 'result.txt'));
    const history = await json<JobHistory>(companion.api(`${at}/history`));
    assert.deepEqual(
      history.items
        .map(({ state }) => state)
        .filter(state => state !== 'running'),
      ['preparing', 'submitting', 'waiting', 'collecting', 'done']
    );
    assert.equal(history.cells.length, 4);
    assert.deepEqual(readdirSync(join(companion.folder, 'data', 'jobs')), []);
    assert.ok(
      !existsSync(join(companion.folder, 'data', 'sites', 'local', job.id))
    );
  });

  it('is made once, however often it is asked for', async t => {
    const companion = await start(t);
    write(companion, 'work/a.ipynb', notebook('x = 1'));
    const { draft } = await formFor(companion, 'work/a.ipynb');
    const key = randomUUID();
    const jobs = await Promise.all(
      [1, 2, 3].map(() => submit(companion, draft, key))
    );
    assert.equal(new Set(jobs.map(({ id }) => id)).size, 1);
    await jobEnded(companion, jobs[0]?.id ?? '');
    const again = await submit(companion, draft, key);
    assert.equal(again.state, 'done');
    const list = await json<JobList>(companion.api('/api/jobs'));
    assert.equal(list.total, 1);
  });

  it('says which cell failed, and gives what there is', async t => {
    const companion = await start(t);
    write(
      companion,
      'work/bad.ipynb',
      notebook('x = 1', "open('half.txt', 'w').write('half')", 'x / 0')
    );
    const { draft } = await formFor(companion, 'work/bad.ipynb');
    const { id } = await submit(companion, draft);
    const ended = await jobEnded(companion, id);
    assert.equal(ended.state, 'failed');
    assert.match(ended.message ?? '', /cell 4 stopped with ZeroDivisionError/i);
    assert.ok(ended.advice);
    const results = join(companion.folder, ended.results ?? '');
    assert.equal(readFileSync(join(results, 'half.txt'), 'utf8'), 'half');
  });

  it('runs once for each value of a sweep', async t => {
    const companion = await start(t);
    write(
      companion,
      'work/sweep.ipynb',
      notebook('n = 0', "open('n.txt', 'w').write(str(n * n))")
    );
    const { draft } = await formFor(companion, 'work/sweep.ipynb');
    const { id } = await submit(companion, {
      ...draft,
      parameters: [],
      sweep: {
        axes: [{ name: 'n', type: 'integer', values: [2, 3, 4] }],
        combine: 'grid',
        atOnce: null
      }
    });
    const ended = await jobEnded(companion, id);
    assert.equal(ended.state, 'done', ended.message ?? '');
    assert.equal(ended.tasks.done, 3);
    const { items } = await json<JobTaskList>(
      companion.api(`/api/jobs/${id}/tasks`)
    );
    assert.deepEqual(
      items.map(({ parameters }) => parameters[0]?.value),
      [2, 3, 4]
    );
    const read = (task: number) =>
      readFileSync(
        join(companion.folder, ended.results ?? '', `task-${task}`, 'n.txt'),
        'utf8'
      );
    assert.deepEqual([0, 1, 2].map(read), ['4', '9', '16']);
  });

  it('is cancelled while it runs, and keeps what it had', async t => {
    const companion = await start(t);
    write(
      companion,
      'work/long.ipynb',
      notebook(
        'x = 1',
        "print('begun', flush=True)",
        'import time; time.sleep(600)'
      )
    );
    const { draft } = await formFor(companion, 'work/long.ipynb');
    const { id } = await submit(companion, draft);
    await untilJob(companion, id, ({ progress }) => progress?.done === 3);
    const live = await json<JobOutput>(
      companion.api(`/api/jobs/${id}/output?stream=stdout`)
    );
    assert.match(live.text, /begun/);
    assert.equal(live.live, true);
    const answer = await companion.api(`/api/jobs/${id}/cancel`, 'POST', {});
    assert.equal(answer.status, 200, await answer.clone().text());
    const ended = await jobEnded(companion, id);
    assert.equal(ended.state, 'cancelled');
    assert.match(
      readFileSync(join(companion.folder, ended.notebook ?? ''), 'utf8'),
      /begun/
    );
  });
});

describe('a draft that cannot run', () => {
  it('is refused in a sentence', async t => {
    const companion = await start(t);
    write(companion, 'work/a.ipynb', notebook('x = 1'));
    const { draft } = await formFor(companion, 'work/a.ipynb');
    const refused = async (change: Partial<JobDraft>) => {
      const answer = await companion.api('/api/jobs', 'POST', {
        draft: { ...draft, ...change },
        key: randomUUID()
      });
      const { code, message } = (await answer.json()) as Problem;
      assert.ok(message.length > 20, message);
      return `${answer.status} ${code}`;
    };
    const { resources } = draft;
    assert.equal(
      await refused({ resources: { ...resources, seconds: 10_000_000 } }),
      '422 walltime-over-limit'
    );
    assert.equal(
      await refused({ resources: { ...resources, queue: 'nowhere' } }),
      '422 queue-unknown'
    );
    assert.equal(await refused({ kernel: 'fortran' }), '422 kernel-missing');
    assert.equal(
      await refused({ source: { kind: 'notebook', path: 'work/none.ipynb' } }),
      '422 source-missing'
    );
    assert.equal(
      await refused({
        inputs: { way: null, select: 'listed', paths: ['../../etc/passwd'] }
      }),
      '422 input-outside'
    );
    assert.equal(await refused({ results: '../out' }), '422 results-outside');
    assert.equal(await refused({ siteId: 'nowhere' }), '404 site-not-found');
    const values = Array.from({ length: 101 }, (_, index) => index);
    const axis = (name: string) => ({ name, type: 'integer' as const, values });
    assert.equal(
      await refused({
        sweep: { axes: [axis('a'), axis('b')], combine: 'grid', atOnce: null }
      }),
      '422 too-many-tasks'
    );
    const list = await json<JobList>(companion.api('/api/jobs'));
    assert.equal(list.total, 0);
  });
});
