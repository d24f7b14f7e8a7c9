/**
 * Jobs through the API at a real HTCondor and a real Slurm, with the real
 * worker and the kernel of their machines.
 */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type {
  JobCheck,
  JobHistory,
  JobManifest,
  JobOutput,
  JobTaskList
} from 'sciencemesh-contract';
import { Batch, findBatch } from '../../../peers/batch/index.ts';
import { notebook } from './testing/notebook.ts';
import { REAL_SITES, RealSites, type RealSite } from './testing/real-sites.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;
/** Of all of them together, on a machine with much else to do. */
const LIMIT = 600_000;

/** Goes on when the file is there that a parameter names, on all machines. */
const WAITING = `import os, time
print('begun', flush=True)
while not os.path.exists(gate):
    time.sleep(0.1)`;

test(
  'jobs at real systems',
  { skip, concurrency: 6, timeout: LIMIT },
  async t => {
    const batch = await Batch.start();
    t.after(() => batch.stop());
    const sites = await RealSites.start(t, batch);
    await sites.layOut('work', {
      'data, with comma.txt': '42',
      'analysis.ipynb': notebook(
        "factor = 2  # times what\ngate = ''\nnote = ''",
        "value = int(open('data, with comma.txt').read()) * factor",
        WAITING,
        "open('result.txt', 'w').write(str(value)); print('value', value)"
      ),
      'bad.ipynb': notebook(
        'x = 1',
        "open('half.txt', 'w').write('half')",
        'x / 0'
      ),
      'sweep.ipynb': notebook('n = 0', "open('n.txt', 'w').write(str(n * n))")
    });
    await Promise.all(
      REAL_SITES.flatMap(site => [
        t.test(`a notebook is watched and brought back: ${site}`, () =>
          isBroughtBack(sites, site)
        ),
        t.test(
          `a failing notebook gives words and what there is: ${site}`,
          () => fails(sites, site)
        ),
        t.test(`a sweep runs once for each value: ${site}`, () =>
          sweeps(sites, site)
        )
      ])
    );
    await t.test('nobody else sees what is secret', () => isKept(sites));
  }
);

async function isBroughtBack(sites: RealSites, site: RealSite): Promise<void> {
  const { declared, draft } = await sites.form(site, 'work/analysis.ipynb');
  assert.equal(declared[0]?.value, 2);
  const gate = join(sites.root, `gate-${site}`);
  const changed = {
    ...draft,
    parameters: [
      { name: 'factor', type: 'integer' as const, value: 3 },
      { name: 'gate', type: 'string' as const, value: gate }
    ]
  };
  const check = await sites.ask<JobCheck>('/api/jobs/check', changed);
  const errors = check.findings.filter(({ level }) => level === 'error');
  assert.deepEqual(errors, []);
  const { id } = await sites.submit(changed);
  const at = `/api/jobs/${id}`;

  // Seen while it runs: the cell it is in, and what has been printed.
  const running = await sites.until(id, ({ progress }) => progress?.done === 3);
  assert.equal(running.state, 'running');
  assert.equal(running.progress?.current?.cell, 3);
  writeFileSync(gate, '');

  const ended = await sites.ended(id);
  assert.equal(ended.state, 'done', ended.message ?? '');
  const results = ended.results ?? '';
  assert.equal(sites.read(results, 'result.txt'), '126');
  assert.match(sites.read(ended.notebook ?? ''), /value 126/);
  const manifest = JSON.parse(
    sites.read(results, 'job-manifest.json')
  ) as JobManifest;
  assert.equal(manifest.outcome.code, 'succeeded');
  for (const { path, sha256 } of manifest.outputs) {
    const bytes = readFileSync(join(sites.root, results, path));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
  }
  const output = await sites.ask<JobOutput>(`${at}/output?stream=stdout`);
  assert.match(output.text, /value 126/);
  const { cells, items } = await sites.ask<JobHistory>(`${at}/history`);
  const states = items.map(({ state }) => state);
  assert.equal(states[0], 'preparing');
  assert.deepEqual(states.slice(-2), ['collecting', 'done']);
  assert.equal(cells.length, 5);
}

async function fails(sites: RealSites, site: RealSite): Promise<void> {
  const { draft } = await sites.form(site, 'work/bad.ipynb');
  const { id } = await sites.submit(draft);
  const ended = await sites.ended(id);
  assert.equal(ended.state, 'failed');
  assert.match(ended.message ?? '', /cell 4 stopped with ZeroDivisionError/i);
  assert.ok(ended.advice);
  assert.equal(sites.read(ended.results ?? '', 'half.txt'), 'half');
  assert.match(sites.read(ended.notebook ?? ''), /ZeroDivisionError/);
}

async function sweeps(sites: RealSites, site: RealSite): Promise<void> {
  const { draft } = await sites.form(site, 'work/sweep.ipynb');
  const { id } = await sites.submit({
    ...draft,
    parameters: [],
    sweep: {
      axes: [{ name: 'n', type: 'integer', values: [2, 3, 4] }],
      combine: 'grid',
      atOnce: null
    }
  });
  const ended = await sites.ended(id);
  assert.equal(ended.state, 'done', ended.message ?? '');
  const { items } = await sites.ask<JobTaskList>(`/api/jobs/${id}/tasks`);
  assert.deepEqual(
    items.map(({ parameters }) => parameters[0]?.value),
    [2, 3, 4]
  );
  assert.deepEqual(
    [0, 1, 2].map(n => sites.read(ended.results ?? '', `task-${n}`, 'n.txt')),
    ['4', '9', '16']
  );
}

/** Bob looks at everything that the systems show, while alice's jobs run. */
async function isKept(sites: RealSites): Promise<void> {
  const { batch } = sites;
  const secret = `value-${randomUUID()}`;
  const gate = join(sites.root, 'gate-of-secrets');
  const running = await Promise.all(
    REAL_SITES.map(async site => {
      const { draft } = await sites.form(site, 'work/analysis.ipynb');
      const { id } = await sites.submit({
        ...draft,
        parameters: [
          { name: 'gate', type: 'string', value: gate },
          { name: 'note', type: 'string', value: secret }
        ]
      });
      await sites.until(id, ({ state }) => state === 'running');
      return id;
    })
  );
  const shown = await Promise.all([
    batch.must('bob', ['condor_q', '-allusers', '-long']),
    batch.must('bob', ['ps', '-eww', '-o', 'args']),
    batch.must('bob', ['sh', '-c', 'cat /proc/[0-9]*/environ 2>&1 || true']),
    batch.must('bob', ['scontrol', 'show', 'job', '--details']),
    batch.must('bob', ['squeue', '--Format=All:200']),
    batch.must('bob', ['sacct', '--allusers', '--long', '--parsable'])
  ]);
  // Afterwards: what it looks for is among its own arguments.
  const files = await batch.must(
    'bob',
    [
      'sh',
      '-c',
      `grep -rlsF -e "$SOUGHT" -e "$ALSO" /home /tmp /var/lib/condor /var/log /var/spool "$BELOW" || true`
    ],
    {
      env: { SOUGHT: secret, ALSO: sites.token, BELOW: batch.shared },
      timeout: 180_000
    }
  );
  const [queue = '', , , jobs = ''] = shown;
  // He does see that there are jobs of hers.
  assert.match(queue, /sciencemesh_worker|ScienceMeshTag/);
  assert.match(jobs, /UserId=alice/);
  assert.equal(files, '');
  for (const text of shown) {
    assert.ok(!text.includes(secret), text);
    assert.ok(!text.includes(sites.token), text);
  }
  writeFileSync(gate, '');
  await Promise.all(running.map(id => sites.ended(id)));
}
