import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Batch, releases } from './index.ts';
import { notebook } from './testing/notebook.ts';
import { reasonToSkip, Scene, testHTCondor } from './testing/scene.ts';

const call = promisify(execFile);
const job = `
executable = run.sh
transfer_input_files = analysis.ipynb
transfer_output_files = executed.ipynb
should_transfer_files = YES
log = log.txt
queue
`;

for (const release of releases) {
  const skip = await reasonToSkip(release);
  test(`real batch systems of ${release}`, { skip }, async t => {
    let batch: Batch;
    let scene: Scene;
    before(async () => {
      batch = await Batch.start({ release });
      scene = new Scene(batch);
    });
    after(() => batch.stop());
    const output = (folder: string) =>
      readFile(join(folder, 'executed.ipynb'), 'utf8');

    await testHTCondor(
      t,
      release,
      'HTCondor executes a notebook and brings it back',
      async () => {
        const path = join(batch.staging, 'htcondor');
        const cwd = await scene.folder(path, { ...notebook, 'job.sub': job });
        const id = await scene.submit(cwd);
        const look = [
          'condor_q',
          '-allusers',
          id,
          '-af',
          'Owner',
          'MaxRuntime'
        ];
        assert.equal(await scene.call(look, { as: 'bob' }), 'alice 1200\n');
        await scene.comes(/^0$/m, 'condor_history', id, '-af', 'ExitCode');
        assert.match(await output(cwd), /the value is 42/);
      }
    );
    await t.test('Slurm executes a notebook in a shared folder', async () => {
      const cwd = await scene.folder(join(batch.shared, 'slurm'), notebook);
      const id = await scene.call(['sbatch', '--parsable', 'run.sh'], { cwd });
      const of = ['-j', id.trim(), '-o', 'State,ExitCode'];
      await scene.comes(/^COMPLETED\|0:0/, 'sacct', '-X', '-n', '-P', ...of);
      assert.match(await output(cwd), /the value is 42/);
    });
    await t.test('slurmrestd knows people by their tokens', async () => {
      const ask = (token: string) =>
        fetch(`${batch.slurm.url}/slurm/${batch.slurm.api}/jobs`, {
          headers: { 'x-slurm-user-token': token, 'x-slurm-user-name': 'alice' }
        });
      const answer = await ask(await batch.slurm.token('alice'));
      assert.equal(answer.status, 200);
      assert.ok(
        Array.isArray(((await answer.json()) as { jobs: unknown }).jobs)
      );
      // 22.05 calls it an error of its own.
      const refusal = release === 'bookworm' ? 500 : 511;
      const other = await ask(await batch.slurm.token('bob'));
      assert.equal(other.status, refusal);
    });
    await t.test('sshd lets a person in, and gives files', async () => {
      const { host, port, keys, knownHosts } = batch.ssh;
      const options = [
        ...['-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'BatchMode=yes'],
        ...['-i', keys.alice]
      ];
      const address = [...options, '-p', String(port), `alice@${host}`];
      const login = await call('ssh', [...address, 'whoami; sinfo -h -o %R']);
      assert.equal(login.stdout, 'alice\nshort\nlong\n');
      const file = join(batch.shared, 'put.txt');
      await writeFile(file, 'a file');
      const copy = `scp://alice@${host}:${port}/copied.txt`;
      await call('scp', [...options, file, copy]);
      const arrived = batch.outside('/home/alice/copied.txt');
      assert.equal(await readFile(arrived, 'utf8'), 'a file');
    });
  });
}
