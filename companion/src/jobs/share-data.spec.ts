/**
 * Data of a share that jobs fetch by themselves: the machine's own queue, a
 * real institution, and what goes wrong between.
 */
import assert from 'node:assert/strict';
import {
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bench, companionHas, DATA, whenAsked } from './testing/share-bench.ts';
import { check, submit } from './testing/shared-folder.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

const MEBIBYTE = 1024 * 1024;

const wayOf = (way: 'download' | 'staging') => ({
  inputs: { way, select: 'folder' as const, paths: [] }
});

describe('a job that fetches from a share by itself', () => {
  it('has a token in a file that is its own, and nowhere else', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const { companion, share, shared } = at;
    const gate = join(shared, 'open');
    writeFileSync(join(shared, 'gate'), gate);
    const draft = await at.draft();
    const found = await check(companion, draft);
    assert.equal(found.way, 'download');
    assert.match(
      found.why,
      /straight from .* with a token that ends by itself/
    );
    assert.deepEqual(
      found.inputs.map(({ path, way }) => [path, way]),
      [
        ['shout.py', 'staging'],
        ['gate', 'download'],
        [DATA, 'download']
      ]
    );
    const { id } = await submit(companion, draft);
    await untilJob(companion, id, ({ state }) => state === 'running');
    const secrets = [share.sharedSecret, ...share.tokens.given];
    assert.ok(secrets.length > 1);
    const jobs = join(companion.folder, 'data', 'jobs');
    const holders = readdirSync(jobs, { recursive: true, encoding: 'utf8' })
      .map(path => join(jobs, path))
      .filter(path => {
        const found = statSync(path, { throwIfNoEntry: false });
        return (
          found?.isFile() === true &&
          secrets.some(secret => readFileSync(path).includes(secret))
        );
      });
    assert.ok(holders.length > 0);
    for (const holder of holders) {
      assert.match(holder, /share-token\.json$/);
      assert.equal(statSync(holder).mode & 0o777, 0o600);
      assert.ok(!readFileSync(holder).includes(share.sharedSecret));
    }
    const script = await companion.api(`/api/jobs/${id}/script`);
    const told = await script.text();
    assert.ok(!secrets.some(secret => told.includes(secret)));
    writeFileSync(gate, '');
    const job = await jobEnded(companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(companion.folder, job.results ?? '');
    assert.equal(
      readFileSync(join(results, 'result.txt'), 'utf8'),
      'MASS, 91.2None'
    );
    for (const name of readdirSync(results, { recursive: true })) {
      assert.doesNotMatch(String(name), /token/);
    }
  });

  it('gets what is too large for this machine, with little memory', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const large = join(at.shared, 'large.root');
    writeFileSync(large, 'root');
    truncateSync(large, 300 * MEBIBYTE);
    const { id } = await submit(at.companion, await at.draft());
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const result = join(at.companion.folder, job.results ?? '', 'result.txt');
    assert.match(readFileSync(result, 'utf8'), /314572800$/);
    const copies = readdirSync(join(at.companion.folder, 'ScienceMesh'), {
      recursive: true,
      encoding: 'utf8'
    });
    assert.ok(copies.some(path => path.endsWith(DATA)));
    assert.ok(!copies.some(path => path.endsWith('large.root')));
    assert.ok((job.usage.peakMemoryMebibytes ?? Infinity) < 150);
  });

  it('gets it for each task of a sweep', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const { id } = await submit(
      at.companion,
      await at.draft({
        sweep: {
          axes: [{ name: 'n', type: 'integer', values: [1, 2, 3] }],
          combine: 'grid',
          atOnce: null
        }
      })
    );
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const results = join(at.companion.folder, job.results ?? '');
    for (const task of ['task-0', 'task-1', 'task-2']) {
      assert.match(
        readFileSync(join(results, task, 'result.txt'), 'utf8'),
        /^MASS, 91.2/
      );
    }
    assert.equal(at.share.tokens.given.length, 1);
  });

  it('goes on when the connection breaks', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    writeFileSync(join(at.shared, 'large.root'), Buffer.alloc(3 * MEBIBYTE, 7));
    whenAsked(at, 'large.root', asked =>
      asked < 3 ? { type: 'reset-answer' } : null
    );
    const { id } = await submit(at.companion, await at.draft());
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    assert.equal(at.proxy.happened.get('reset-answer'), 2);
  });

  it('says that its token ended before it was done', async t => {
    const at = await bench(t, { tokenSeconds: 6 });
    const draft = await at.draft();
    whenAsked(at, DATA, () => void at.share.tokens.end());
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'failed');
    assert.match(job.message ?? '', /The token .* ended at 20/);
    assert.match(job.advice ?? '', /Run the job again/);
  });

  it('takes no other file than the one that was submitted', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const draft = await at.draft();
    await check(at.companion, draft);
    await companionHas(at, DATA);
    whenAsked(at, DATA, () => {
      writeFileSync(join(at.shared, DATA), 'mass, 80.4');
      return null;
    });
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'failed');
    assert.match(job.message ?? '', /not the file that was submitted/);
  });

  it('says that the share was withdrawn meanwhile', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const draft = await at.draft();
    await companionHas(at, DATA);
    whenAsked(at, DATA, asked => {
      if (asked === 1) {
        const { ocmListen } = at.companion.app.addresses;
        void at.institution.withdraw(`${ocmListen}/ocm`, at.share);
      }
      return null;
    });
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'failed');
    assert.match(
      job.message ?? '',
      /removed there, or the share was withdrawn/
    );
  });

  it('is not sent when its share is gone before', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const draft = await at.draft();
    await companionHas(at, DATA);
    const { ocmListen } = at.companion.app.addresses;
    await at.institution.withdraw(`${ocmListen}/ocm`, at.share);
    const answer = await at.companion.api('/api/jobs', 'POST', {
      draft,
      key: 'after-the-end'
    });
    assert.equal(answer.status, 422, await answer.clone().text());
  });
});

describe('data of a share', () => {
  it('is carried along where its server gives no tokens', async t => {
    const at = await bench(t);
    const draft = await at.draft();
    await companionHas(at, DATA);
    const found = await check(at.companion, draft);
    assert.equal(found.way, 'staging');
    assert.match(found.why, /gives no tokens that end/);
    const asked = await check(at.companion, { ...draft, ...wayOf('download') });
    const [problem] = asked.findings;
    assert.equal(problem?.code, 'way-unavailable');
    assert.match(problem.message, /gives no tokens that end/);
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
  });

  it('is fetched with its secret where the administrator says so', async t => {
    const at = await bench(t, { site: { shareData: 'secret' } });
    const draft = await at.draft();
    await companionHas(at, DATA);
    const found = await check(at.companion, draft);
    assert.equal(found.way, 'download');
    assert.match(found.why, /the secret of the share/);
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const carried = await check(at.companion, {
      ...draft,
      ...wayOf('staging')
    });
    assert.equal(carried.way, 'staging');
    assert.deepEqual(carried.findings, []);
  });

  it('is carried along where nobody has said otherwise', async t => {
    const at = await bench(t, { tokenSeconds: 3600, site: {} });
    const draft = await at.draft();
    await companionHas(at, DATA);
    const found = await check(at.companion, draft);
    assert.equal(found.way, 'staging');
    assert.match(found.why, /does not let jobs fetch/);
    assert.deepEqual(at.share.tokens.given.length <= 1, true);
  });

  it('that was changed here is carried along as it is here', async t => {
    const at = await bench(t, { tokenSeconds: 3600 });
    const draft = await at.draft();
    await companionHas(at, DATA);
    const copies = join(at.companion.folder, 'ScienceMesh');
    const [own] = readdirSync(copies, {
      recursive: true,
      encoding: 'utf8'
    }).filter(path => path.endsWith(DATA));
    writeFileSync(join(copies, own ?? ''), 'energy, 13.6');
    const { id } = await submit(at.companion, draft);
    const job = await jobEnded(at.companion, id);
    assert.equal(job.state, 'done', job.message ?? '');
    const result = join(at.companion.folder, job.results ?? '', 'result.txt');
    assert.equal(readFileSync(result, 'utf8'), 'ENERGY, 13.6None');
  });
});
