/**
 * The notebook of a running job at a real HTCondor and a real Slurm: its cells
 * fill in before any file of the job has come back. One job for each system.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Batch, findBatch } from '../../../peers/batch/index.ts';
import { notebook } from './testing/notebook.ts';
import { REAL_SITES, RealSites, type RealSite } from './testing/real-sites.ts';
import { sourcesOf, textsOf, type Shown } from './testing/shown-notebook.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;
const LIMIT = 300_000;

/** Cells that end one after the other, when files are there. */
const SOURCES = [
  "gate = ''",
  'import os, time\nprint(6 * 7)',
  "print('begun', flush=True)\nwhile not os.path.exists(gate): time.sleep(0.1)",
  "print('never seen while it runs')"
];

const NOTEBOOK = notebook(...SOURCES);

test(
  'cells fill in at real systems',
  { skip, concurrency: true, timeout: LIMIT },
  async t => {
    const batch = await Batch.start();
    t.after(() => batch.stop());
    const sites = await RealSites.start(t, batch);
    await sites.layOut('work', { 'cells.ipynb': NOTEBOOK });
    await Promise.all(
      REAL_SITES.map(site => t.test(site, () => fillsIn(sites, site)))
    );
  }
);

async function fillsIn(sites: RealSites, site: RealSite): Promise<void> {
  const { draft } = await sites.form(site, 'work/cells.ipynb');
  const gate = join(sites.root, `gate-${site}`);
  const { id } = await sites.submit({
    ...draft,
    parameters: [{ name: 'gate', type: 'string', value: gate }]
  });
  const look = () => sites.ask<Shown>(`/api/jobs/${id}/notebook`);
  // The worker has put in a cell of its own, by which all others move on.
  await sites.until(id, ({ progress }) => progress?.current?.cell === 3);
  const shown = await look();
  assert.match(sourcesOf(shown)[1] ?? '', /^# Parameters\n/);
  assert.equal(sourcesOf(shown)[3], SOURCES[2]);
  assert.equal(textsOf(shown)[2], '42\n');
  // What comes of a cell that runs comes at last when the notebook is saved.
  const end = Date.now() + 90_000;
  while (textsOf(await look())[3] !== 'begun\n') {
    assert.ok(Date.now() < end, 'nothing of the cell that runs is shown');
    await pause(500);
  }
  writeFileSync(gate, '');
  const ended = await sites.ended(id);
  assert.equal(ended.state, 'done', ended.message ?? '');
  assert.deepEqual(sourcesOf(await look()), sourcesOf(shown));
}
