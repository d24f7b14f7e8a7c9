/**
 * A companion that is killed between clearing a job's rest away and saying how
 * it ended: the next one has nothing to bring again, and still knows.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type {
  CompanionEvent,
  Job,
  JobFileList,
  JobForm
} from 'sciencemesh-contract';
import type { BatchSystem } from '../compute/batch-system.ts';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import { ENDED } from '../store/job-records.ts';
import { openStore } from '../store/store.ts';
import { post } from './testing/asking.ts';
import { notebook } from './testing/notebook.ts';
import { TroubledSite } from './testing/troubled-site.ts';

const DATABASE = 'store.sqlite';

function start(
  t: TestContext,
  folder: string,
  system: BatchSystem
): Promise<TestCompanion> {
  return startCompanion(t, {
    folder,
    createSystem: () => system,
    config: {
      compute: {
        find: false,
        local: 'hide',
        sites: [{ kind: 'slurm', id: 'far', lookSeconds: 1 }]
      }
    }
  });
}

function ended(companion: TestCompanion, id: string): Promise<Job> {
  return companion.until({
    path: `/api/jobs/${id}`,
    told: (event: CompanionEvent) =>
      event.type === 'job' && event.job.id === id ? event.job : null,
    isWanted: ({ state }) => ENDED.has(state)
  });
}

describe('a job whose rest is cleared away when the companion is killed', () => {
  it('has ended as it did, with its results', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'killed-at-the-end-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'work'));
    writeFileSync(join(folder, 'work', 'a.ipynb'), notebook('x = 1'));
    const data = join(folder, 'data');
    const asKilled = join(folder, 'as-killed');
    mkdirSync(asKilled);
    const site = new TroubledSite();
    const connected = site.connect();
    const discard: BatchSystem['discard'] = async (job, signal) => {
      // What a killed companion leaves is what is in its files at that moment.
      for (const name of [DATABASE, `${DATABASE}-wal`]) {
        if (existsSync(join(data, name))) {
          cpSync(join(data, name), join(asKilled, name));
        }
      }
      await connected.discard(job, signal);
    };
    const first = await start(
      t,
      folder,
      Object.assign(site.connect(), { discard })
    );
    const { draft } = await post<JobForm>(first, '/api/jobs/form', {
      path: 'work/a.ipynb'
    });
    const key = randomUUID();
    const { id } = await post<Job>(first, '/api/jobs', { draft, key });
    const undisturbed = await ended(first, id);
    await first.stop(true);
    assert.equal(existsSync(join(data, 'jobs', id)), false);
    cpSync(asKilled, data, { recursive: true });
    const left = openStore(data);
    assert.equal(left.jobs.get(id)?.state, 'collecting');
    left.close();

    const next = await start(t, folder, site.connect());
    const after = await ended(next, id);

    assert.equal(after.state, 'done', `${after.message}`);
    assert.equal(after.results, undisturbed.results);
    assert.equal(after.notebook, undisturbed.notebook);
    assert.equal(after.seen, false);
    const result = join(folder, after.results ?? '', 'result.txt');
    assert.match(readFileSync(result, 'utf8'), / 0$/);
    const files = await next.api(`/api/jobs/${id}/files`);
    const { items } = (await files.json()) as JobFileList;
    assert.ok(items.some(({ path }) => path === 'result.txt'));
    assert.equal(next.store.jobs.get(id)?.endsAs, null);
  });
});
