/**
 * The records of jobs that have really run, as roc-validator judges them.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Job, JobDraft, JobForm } from 'sciencemesh-contract';
import '../jobs/testing/kernels.ts';
import { notebook } from '../jobs/testing/notebook.ts';
import { jobEnded } from '../jobs/testing/waiting.ts';
import { startCompanion } from '../ocm/testing/companion.ts';
import { violations } from '../packages/testing/validator.ts';

const own = notebook(
  'factor = 2',
  "open('out, 1.txt', 'w').write(str(12 / factor))"
);

describe('the record of a job that has run', () => {
  it('is valid, and tells nothing of this machine', async t => {
    const companion = await startCompanion(t, {
      config: { compute: { find: false } }
    });
    const work = join(companion.folder, 'work');
    mkdirSync(work);
    writeFileSync(join(work, 'data.txt'), '42');
    writeFileSync(join(work, 'run.ipynb'), own);
    writeFileSync(
      join(work, 'run.py'),
      "open('made.txt', 'w').write('by a script')"
    );
    const run = async (
      path: string,
      change: Partial<JobDraft>
    ): Promise<string> => {
      const form = await companion.api('/api/jobs/form', 'POST', { path });
      const { draft } = (await form.json()) as JobForm;
      const answer = await companion.api('/api/jobs', 'POST', {
        draft: { ...draft, ...change },
        key: randomUUID()
      });
      assert.equal(answer.status, 201, await answer.clone().text());
      const { id } = (await answer.json()) as Job;
      const { provenance } = await jobEnded(companion, id);
      assert.ok(provenance !== null);
      const text = readFileSync(join(companion.folder, provenance), 'utf8');
      assert.ok(!text.includes(companion.folder));
      return join(companion.folder, dirname(provenance));
    };
    const factor = (value: number) => [
      { name: 'factor', type: 'integer' as const, value }
    ];
    const asWorkflow = [
      await run('work/run.ipynb', { parameters: factor(3) }),
      await run('work/run.ipynb', { parameters: factor(0) }),
      await run('work/run.ipynb', {
        parameters: [],
        sweep: {
          axes: [{ name: 'factor', type: 'integer', values: [0, 4] }],
          combine: 'grid',
          atOnce: null
        }
      })
    ];
    const asProcess = [await run('work/run.py', {})];
    const [first = ''] = asWorkflow;
    assert.deepEqual(
      JSON.parse(readFileSync(join(first, 'job-source/run.ipynb'), 'utf8')),
      JSON.parse(own)
    );
    for (const [profile, folders] of [
      ['workflow-run-crate-0.5', asWorkflow],
      ['process-run-crate-0.5', asProcess]
    ] as const) {
      assert.deepEqual(
        await violations(profile, folders),
        Object.fromEntries(folders.map(folder => [folder, []]))
      );
    }
  });
});
