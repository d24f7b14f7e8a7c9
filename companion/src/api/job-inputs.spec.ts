/**
 * What people and their files are called, and what jobs print, as bad as it
 * can be: through the API, with the real worker.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  Job,
  JobCheck,
  JobDraft,
  JobForm,
  JobOutput,
  JobScript
} from 'sciencemesh-contract';
import { post } from '../jobs/testing/asking.ts';
import '../jobs/testing/kernels.ts';
import { jobEnded } from '../jobs/testing/waiting.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';

const NAMES = [
  'with, comma.txt',
  "quote'.txt",
  'double".txt',
  'new\nline.txt',
  '$(touch owned).txt',
  '$$(x) `id`.txt',
  'ends with \\',
  '-rf',
  ' blank ',
  'ünï 😀.txt',
  `${'long'.repeat(60)}.txt`
];

async function start(test: TestContext): Promise<TestCompanion> {
  const companion = await startCompanion(test, {
    config: { compute: { find: false } }
  });
  mkdirSync(join(companion.folder, 'work'));
  return companion;
}

/** Runs a script, with the draft as it is changed. */
async function run(
  companion: TestCompanion,
  script: string,
  change: (draft: JobDraft) => Partial<JobDraft> = () => ({})
): Promise<Job> {
  writeFileSync(join(companion.folder, 'work', 'run.py'), script);
  const { draft } = await post<JobForm>(companion, '/api/jobs/form', {
    path: 'work/run.py'
  });
  const { id } = await post<Job>(companion, '/api/jobs', {
    draft: { ...draft, ...change(draft) },
    key: randomUUID()
  });
  return jobEnded(companion, id);
}

describe('a job', () => {
  it('takes files of any name along, and brings such back', async t => {
    const companion = await start(t);
    for (const name of NAMES) {
      writeFileSync(join(companion.folder, 'work', name), `in ${name}`);
    }
    const job = await run(
      companion,
      `import os
names = [n for n in os.listdir('.') if os.path.isfile(n) and open(n, 'rb').read(3) == b'in ']
for name in names:
    with open('out ' + name[:200], 'w') as file:
        file.write(open(name).read())
print(len(names))
`
    );
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(companion.folder, job.results ?? '');
    for (const name of NAMES) {
      const out = join(results, `out ${name.slice(0, 200)}`);
      assert.equal(readFileSync(out, 'utf8'), `in ${name}`);
    }
    assert.ok(!readdirSync(results).includes('owned'));
  });

  it('is called what the person likes, without saying it to a shell', async t => {
    const companion = await start(t);
    const name = 'a "job"\n$(touch owned) `id` \\';
    const words = ['', 'a b', "it's", '"', '$HOME', 'x\ny', 'z'.repeat(10_000)];
    const job = await run(
      companion,
      'import json, sys; json.dump(sys.argv[1:], open("args.json", "w"))',
      ({ source }) => ({
        name,
        source: { ...source, kind: 'script', arguments: words } as never
      })
    );
    assert.equal(job.state, 'done', job.message ?? '');
    assert.equal(job.name, name);
    const results = join(companion.folder, job.results ?? '');
    assert.match(job.results ?? '', /^[\w ./-]+$/);
    assert.deepEqual(
      JSON.parse(readFileSync(join(results, 'args.json'), 'utf8')),
      words
    );
    const answer = await companion.api(`/api/jobs/${job.id}/script`);
    const { script } = (await answer.json()) as JobScript;
    assert.doesNotMatch(script, /HOME|zzz|owned\)|it's/);
  });

  it('takes nothing along that a link leads to outside', async t => {
    const companion = await start(t);
    writeFileSync(join(companion.folder, 'secret'), 'secret');
    const work = join(companion.folder, 'work');
    symlinkSync('../secret', join(work, 'link'));
    symlinkSync('.', join(work, 'round'));
    const job = await run(
      companion,
      'import os; open("seen", "w").write(" ".join(sorted(os.listdir("."))))'
    );
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(companion.folder, job.results ?? '');
    assert.doesNotMatch(
      readFileSync(join(results, 'seen'), 'utf8'),
      /link|round/
    );
    const { draft } = await post<JobForm>(companion, '/api/jobs/form', {
      path: 'work/run.py'
    });
    const check = await post<JobCheck>(companion, '/api/jobs/check', draft);
    assert.deepEqual(
      check.findings.map(({ code, level }) => `${level} ${code}`),
      ['warning input-outside']
    );
  });

  it('prints a line that has no end, and is read all the same', async t => {
    const companion = await start(t);
    const job = await run(
      companion,
      `import sys
for _ in range(100):
    sys.stdout.write('x' * 1_000_000)
print('end')
`
    );
    assert.equal(job.state, 'done', job.message ?? '');
    const read = async (query: string) => {
      const path = `/api/jobs/${job.id}/output?stream=stdout${query}`;
      return (await (await companion.api(path)).json()) as JobOutput;
    };
    const first = await read('&from=0');
    assert.ok(first.text.length <= 256 * 1024);
    assert.match(first.text, /^x{1000}/);
    const last = await read('');
    assert.ok(last.text.length <= 64 * 1024);
  });

  it('keeps apart what its sender and it itself have named alike', async t => {
    const companion = await start(t);
    for (const name of ['job.json', 'outputs.tar', 'manifest.json']) {
      writeFileSync(join(companion.folder, 'work', name), 'of the person');
    }
    const job = await run(companion, 'open("result", "w").write("1")');
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(companion.folder, job.results ?? '');
    assert.equal(readFileSync(join(results, 'result'), 'utf8'), '1');
  });

  it('never goes over what is there already', async t => {
    const companion = await start(t);
    const first = await run(companion, 'open("result", "w").write("1")');
    const results = join(companion.folder, first.results ?? '');
    writeFileSync(join(results, 'result'), 'mine now');
    const second = await run(companion, 'open("result", "w").write("2")');
    assert.notEqual(second.results, first.results);
    assert.equal(readFileSync(join(results, 'result'), 'utf8'), 'mine now');
  });
});
