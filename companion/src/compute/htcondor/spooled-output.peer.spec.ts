/**
 * What is asked of a real schedd while somebody reads the output of a job
 * whose files are in its spool.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findBatch } from '../../../../peers/batch/index.ts';
import { never } from '../testing/trial.ts';
import { Pool } from './testing/pool.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

test(
  'output is read without asking how the job is doing',
  { skip },
  async t => {
    const pool = await Pool.start();
    t.after(() => pool.stop());
    const calls = join(pool.batch.shared, `calls-${randomUUID()}`);
    const programs = join(pool.batch.shared, `programs-${randomUUID()}`);
    await mkdir(programs);
    const real = pool.batch.place.commands.alice;
    for (const name of await readdir(real)) {
      const path = join(programs, name);
      const log = `echo ${name} >> '${calls}'`;
      await writeFile(path, `#!/bin/sh\n${log}\nexec '${real}/${name}' "$@"\n`);
      await chmod(path, 0o755);
    }
    const trial = pool.trial({ spool: true, programs });
    const job = await trial.start([
      ['print', 'stdout', 'printed'],
      ['wait', 600]
    ]);
    await trial.running(job);
    await writeFile(calls, '');
    const reads = 5;
    for (let read = 0; read < reads; read += 1) {
      await trial.system.tail(job, 0, 'stdout', 0, 100, never());
    }
    assert.equal(await readFile(calls, 'utf8'), 'condor_tail\n'.repeat(reads));
    await trial.stop(job);
  }
);
