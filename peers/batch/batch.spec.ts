import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Batch, findBatch } from './index.ts';
import { notebookIn } from './testing/notebook.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;
const call = promisify(execFile);

test('real batch systems', { skip }, async t => {
  let batch: Batch;
  before(async () => {
    batch = await Batch.start();
  });
  after(() => batch.stop());

  /** Asks until the answer is the expected one. */
  const comes = async (
    expected: RegExp,
    program: string,
    words: readonly string[]
  ): Promise<string> => {
    for (;;) {
      const { stdout } = await call(program, words, {
        env: batch.env('alice')
      });
      if (expected.test(stdout)) {
        return stdout;
      }
      await pause(200);
    }
  };
  const output = (folder: string) =>
    readFile(join(folder, 'executed.ipynb'), 'utf8');

  await t.test('HTCondor executes a notebook and brings it back', async () => {
    const cwd = await notebookIn(join(batch.staging, 'htcondor'));
    await writeFile(
      join(cwd, 'job.sub'),
      `executable = run.sh
transfer_input_files = analysis.ipynb
transfer_output_files = executed.ipynb
should_transfer_files = YES
output = out.txt
error = err.txt
log = log.txt
queue
`
    );
    const env = batch.env('alice');
    const { stdout } = await call('condor_submit', ['-terse', 'job.sub'], {
      cwd,
      env
    });
    const id = stdout.split(' ')[0] ?? '';
    const others = await call(
      'condor_q',
      ['-allusers', id, '-af', 'Owner', 'MaxRuntime'],
      { env: batch.env('bob') }
    );
    assert.equal(others.stdout, 'alice 1200\n');
    await comes(/./, 'condor_history', [id, '-af', 'ExitCode']);
    assert.match(await output(cwd), /the value is 42/);
  });
  await t.test('Slurm executes a notebook in a shared folder', async () => {
    const cwd = await notebookIn(join(batch.shared, 'slurm'));
    const { stdout } = await call('sbatch', ['--parsable', 'run.sh'], {
      cwd,
      env: batch.env('alice')
    });
    await comes(/^COMPLETED\|0:0/, 'sacct', [
      ...['-X', '-n', '-P', '-o', 'State,ExitCode', '-j', stdout.trim()]
    ]);
    assert.match(await output(cwd), /the value is 42/);
  });
  await t.test('slurmrestd knows people by their tokens', async () => {
    const ask = (token: string) =>
      fetch(`${batch.slurm.url}/slurm/v0.0.42/jobs`, {
        headers: { 'x-slurm-user-token': token, 'x-slurm-user-name': 'alice' }
      });
    const answer = await ask(await batch.slurm.token('alice'));
    assert.equal(answer.status, 200);
    assert.ok(Array.isArray(((await answer.json()) as { jobs: unknown }).jobs));
    assert.equal((await ask(await batch.slurm.token('bob'))).status, 511);
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
    await writeFile(join(batch.shared, 'put.txt'), 'a file');
    const file = join(batch.shared, 'put.txt');
    const copy = `scp://alice@${host}:${port}/copied.txt`;
    await call('scp', [...options, file, copy]);
    const arrived = batch.outside('/home/alice/copied.txt');
    assert.equal(await readFile(arrived, 'utf8'), 'a file');
  });
});
