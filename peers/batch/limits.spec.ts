import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Batch, releases } from './index.ts';
import { reasonToSkip, Scene, testHTCondor } from './testing/scene.ts';

const hungry = `#!/usr/bin/python3
import time
much = b'x' * (200 * 1024 * 1024)
time.sleep(600)
`;

for (const release of releases) {
  const skip = await reasonToSkip(release);
  test(
    `batch systems keep jobs within limits of ${release}`,
    { skip },
    async t => {
      let batch: Batch;
      let scene: Scene;
      before(async () => {
        batch = await Batch.start({ release });
        scene = new Scene(batch);
      });
      after(() => batch.stop());

      await testHTCondor(
        t,
        release,
        'HTCondor removes what runs for too long',
        async () => {
          const cwd = await scene.folder(join(batch.staging, 'long'), {
            'job.sub': `
executable = /bin/sleep
arguments = 600
transfer_executable = false
should_transfer_files = YES
+MaxRuntime = 2
queue
`
          });
          const id = await scene.submit(cwd);
          const words = ['-af', 'JobStatus', 'RemoveReason'];
          const said = await scene.comes(/./, 'condor_history', id, ...words);
          assert.equal(said, '3 Job removed: it ran longer than 2 seconds\n');
        }
      );
      await testHTCondor(
        t,
        release,
        'HTCondor holds what takes too much memory',
        async () => {
          const cwd = await scene.folder(join(batch.staging, 'hungry'), {
            'hungry.py': hungry,
            'job.sub': `
executable = hungry.py
request_memory = 64
should_transfer_files = YES
queue
`
          });
          const id = await scene.submit(cwd);
          const words = ['HoldReasonCode', 'HoldReasonSubCode', 'HoldReason'];
          const said = await scene.comes(
            /^\d/,
            'condor_q',
            id,
            '-af',
            ...words
          );
          assert.match(said, /^21 102 .*memory usage exceeded request_memory/);
          await scene.call(['condor_rm', id]);
        }
      );
      await testHTCondor(
        t,
        release,
        'HTCondor gives credentials to jobs alone',
        async () => {
          const cwd = await scene.folder(join(batch.staging, 'credentials'), {
            'token.json': '{"access_token": "a-secret", "expires_in": 600}',
            'job.sub': `
executable = /bin/sh
arguments = "-c 'cat $_CONDOR_CREDS/ocm.use; stat -c %a $_CONDOR_CREDS/ocm.use'"
transfer_executable = false
should_transfer_files = YES
use_oauth_services = ocm
output = out.txt
queue
`
          });
          const store = ['condor_store_cred', 'add-oauth', '-s', 'ocm'];
          const stored = await scene.call([...store, '-i', 'token.json'], {
            cwd
          });
          assert.match(stored, /Operation succeeded/);
          // HTCondor 25 refuses jobs until then.
          await scene.comes(/ocm\.use/, 'condor_store_cred', 'query-oauth');
          const id = await scene.submit(cwd);
          await scene.comes(/^0$/m, 'condor_history', id, '-af', 'ExitCode');
          const said = await readFile(join(cwd, 'out.txt'), 'utf8');
          assert.match(said, /a-secret.*600\s*$/s);
          const ad = await scene.call(['condor_history', id, '-long'], {
            as: 'bob'
          });
          assert.doesNotMatch(ad, /a-secret/);
        }
      );
      await t.test('Slurm ends what takes too much memory', async () => {
        const cwd = await scene.folder(join(batch.shared, 'hungry'), {
          'hungry.py': hungry
        });
        const submit = ['sbatch', '--parsable', '--mem=64', 'hungry.py'];
        const id = (await scene.call(submit, { cwd })).trim();
        const of = ['-j', id, '-o', 'State,ExitCode'];
        const said = await scene.comes(
          /^(?!PENDING|RUNNING|COMPLETING)./,
          ...['sacct', '-X', '-n', '-P', ...of]
        );
        // With cgroups, it would be OUT_OF_MEMORY.
        assert.equal(said, 'FAILED|0:9\n');
        const log = await readFile(join(cwd, `slurm-${id}.out`), 'utf8');
        assert.match(log, /exceeded memory limit/);
      });
      await t.test('Slurm knows accounts and their limits', async () => {
        const cwd = await scene.folder(join(batch.shared, 'accounts'), {
          'job.sh': '#!/bin/sh\ntrue\n'
        });
        const submit = async (...options: string[]) => {
          const said = await scene.call(
            ['sbatch', '--parsable', ...options, 'job.sh'],
            { cwd }
          );
          return said.trim();
        };
        await assert.rejects(submit('--account=none'), /Invalid account/);
        const waits = async (reason: string, ...options: string[]) => {
          const id = await submit(...options);
          const look = ['squeue', '-h', '-j', id, '-o', '%r'];
          await scene.comes(new RegExp(`^${reason}$`, 'm'), ...look);
          await scene.call(['scancel', id]);
        };
        await waits('AssocGrpCPUMinutesLimit', '--account=astro');
        await waits('PartitionTimeLimit', '--time=2:00:00');
        await waits(
          'QOSMaxWallDurationPerJobLimit',
          ...['--qos=express', '--time=0:10:00']
        );
      });
    }
  );
}
