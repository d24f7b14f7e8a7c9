import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Batch } from './index.ts';
import { reasonToSkip } from './testing/scene.ts';

const skip = await reasonToSkip();

test('batch systems go away and come back', { skip }, async t => {
  let batch: Batch;
  before(async () => {
    batch = await Batch.start({ own: true, ssh: false });
  });
  after(() => batch.stop());
  const ask = async (...command: string[]) => {
    const { code, stdout, stderr } = await batch.run('alice', command);
    return { code, said: stdout + stderr };
  };

  await t.test('the schedd keeps its jobs', async () => {
    const input = 'executable = /bin/true\nhold = true\nqueue\n';
    await batch.must('alice', ['condor_submit', '-'], { input });
    await batch.htcondor.stopSchedd();
    const { code, said } = await ask('condor_q');
    assert.equal(code, 1);
    assert.match(said, /Can't find address for schedd|Failed to connect/);
    await batch.htcondor.startSchedd();
    const listed = await ask('condor_q', '-af', 'JobStatus');
    assert.deepEqual(listed, { code: 0, said: '5\n' });
  });
  await t.test('slurmctld keeps its jobs', async () => {
    const script = '#!/bin/sh\ntrue\n';
    await batch.must('alice', ['sbatch', '--hold'], { input: script });
    await batch.slurm.stopController();
    const { code, said } = await ask('squeue');
    assert.equal(code, 1);
    assert.match(said, /Unable to contact slurm controller/);
    await batch.slurm.startController();
    const listed = await ask('squeue', '-h', '-o', '%T %r');
    assert.deepEqual(listed, { code: 0, said: 'PENDING JobHeldUser\n' });
  });
  await t.test('slurmdbd takes its records with it', async () => {
    await batch.slurm.stopAccounting();
    assert.equal((await ask('sacct')).code, 1);
    assert.equal((await ask('squeue')).code, 0);
    await batch.slurm.resumeAccounting();
    assert.equal((await ask('sacct')).code, 0);
  });
});
