/**
 * Disks that are full where a job is made, where it runs, and where its
 * results belong: small disks in memory, which only root can mount.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Job } from 'sciencemesh-contract';
import {
  startCompanion,
  type TestCompanion
} from '../ocm/testing/companion.ts';
import './testing/kernels.ts';
import { draftOf, submit } from './testing/shared-folder.ts';
import { canMount, mountSmall } from './testing/small-disk.ts';
import { jobEnded, untilJob } from './testing/waiting.ts';

const MEBIBYTE = 1024 * 1024;

async function start(
  test: TestContext,
  small: string,
  mebibytes: number
): Promise<TestCompanion> {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  const companion: { stop?: () => Promise<void> } = {};
  test.after(async () => {
    await companion.stop?.();
  });
  mountSmall(test, join(folder, small), mebibytes);
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const started = await startCompanion(test, {
    folder,
    config: { compute: { find: false, folder: 'Results' } }
  });
  companion.stop = () => started.stop(true);
  mkdirSync(join(folder, 'work'));
  return started;
}

async function run(companion: TestCompanion, script: string): Promise<Job> {
  writeFileSync(join(companion.folder, 'work', 'run.py'), script);
  return submit(companion, await draftOf(companion, 'work/run.py', 'local'));
}

const fill = (mebibytes: number) =>
  `open('large', 'wb').write(bytes(${mebibytes} << 20))`;

if (canMount()) {
  describe('a full disk', () => {
    it('where the job is put together ends it in words', async t => {
      const companion = await start(t, 'data', 32);
      const large = join(companion.folder, 'work', 'large');
      writeFileSync(large, '');
      truncateSync(large, 64 * MEBIBYTE);
      const { id } = await run(companion, 'print(1)');
      const job = await jobEnded(companion, id);
      assert.equal(job.state, 'failed');
      assert.match(job.message ?? '', /The disk of this machine is full/);
      assert.match(job.advice ?? '', /Make room/);
      assert.deepEqual(readdirSync(join(companion.folder, 'data', 'jobs')), []);
    });

    it('where it runs is said, and what it printed is kept', async t => {
      const companion = await start(t, 'data', 48);
      const { id } = await run(
        companion,
        `print('hello', flush=True)\n${fill(64)}`
      );
      const job = await jobEnded(companion, id);
      assert.equal(job.state, 'failed');
      assert.match(job.message ?? '', /disk|space/i);
      assert.ok(
        existsSync(join(companion.folder, job.results ?? '', 'job-stdout.txt'))
      );
    });

    it('where results belong keeps them until there is room', async t => {
      const companion = await start(t, 'Results', 8);
      const inTheWay = join(companion.folder, 'Results', 'in the way');
      writeFileSync(inTheWay, Buffer.alloc(7 * MEBIBYTE, 1));
      const { id } = await run(companion, fill(4));
      const waiting = await untilJob(
        companion,
        id,
        ({ endedAt, message, state }) =>
          (state === 'collecting' && message !== null) ||
          (endedAt !== null && state !== 'collecting')
      );
      assert.equal(waiting.state, 'collecting', waiting.message ?? '');
      assert.match(waiting.message ?? '', /disk here is full/);
      rmSync(inTheWay);
      await companion.api(`/api/jobs/${id}/collect`, 'POST', {});
      const job = await jobEnded(companion, id);
      assert.equal(job.state, 'done', job.message ?? '');
      assert.ok(existsSync(join(companion.folder, job.results ?? '', 'large')));
    });
  });
} else {
  process.stderr.write(
    'Full disks are left out: only root may mount small ones, where mounting is allowed.\n'
  );
}
