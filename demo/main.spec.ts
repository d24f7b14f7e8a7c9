import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

interface SharesAnswer {
  items: { name: string; kind: string; state: string }[];
}

const pollMilliseconds = 100;

it('the demonstration prints one address, has two shares, and stops', async () => {
  // A folder of its own shows whether anything is left behind.
  const temporary = await mkdtemp(join(tmpdir(), 'demo-spec-'));
  const program = spawn(
    process.execPath,
    [join(import.meta.dirname, 'main.ts')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary }
    }
  );
  const addresses: string[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<URL>();
  createInterface(program.stdout).on('line', line => {
    for (const [address] of line.matchAll(/https?:\S+/g)) {
      addresses.push(address);
      resolve(new URL(address));
    }
  });
  const exit = once(program, 'exit');
  void exit.then(() => reject(new Error('The demonstration ended early')));

  const { origin, searchParams } = await ready;
  const items = await shares(origin, searchParams.get('token') ?? '');
  program.kill('SIGINT');
  assert.deepEqual(await exit, [0, null]);

  assert.equal(addresses.length, 1);
  assert.deepEqual(
    items.map(({ name, kind, state }) => [name, kind, state]).sort(),
    [
      ['Dimuon calibration', 'folder', 'pending'],
      ['Dimuon mass spectrum', 'package', 'pending']
    ]
  );
  await assert.rejects(fetch(origin), 'JupyterLab has stopped');
  assert.deepEqual(await readdir(temporary), []);
  await rm(temporary, { recursive: true });
});

/** Asks through the bridge, which may still be noticing the companion. */
async function shares(
  origin: string,
  token: string
): Promise<SharesAnswer['items']> {
  for (;;) {
    const answer = await fetch(`${origin}/sciencemesh/api/shares`, {
      headers: { authorization: `token ${token}` }
    });
    if (answer.status !== 503) {
      return ((await answer.json()) as SharesAnswer).items;
    }
    await wait(pollMilliseconds);
  }
}
