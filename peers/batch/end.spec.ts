import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Batch } from './index.ts';
import type { RootPlace } from './root.ts';
import { namespacesOf, processesIn } from './testing/namespaces.ts';
import { reasonToSkip } from './testing/scene.ts';

const skip = await reasonToSkip();

test('nothing is left of batch systems', { skip }, async t => {
  await t.test('that were stopped', async () => {
    const batch = await Batch.start({ own: true, slurm: false });
    const { pid, folder } = batch.place.root;
    const namespaces = await namespacesOf(pid);
    // A pool with its sshd, and what holds them.
    assert.ok((await processesIn(namespaces)).length > 8);
    await batch.stop();
    assert.deepEqual(await processesIn(namespaces), []);
    await assert.rejects(access(folder));
  });
  await t.test('whose starter was killed', async () => {
    const starter = spawn(
      process.execPath,
      [join(import.meta.dirname, 'testing', 'starter.ts')],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    );
    const [line] = (await once(createInterface(starter.stdout), 'line')) as [
      string
    ];
    const { pid, folder } = JSON.parse(line) as RootPlace;
    const namespaces = await namespacesOf(pid);
    assert.ok((await processesIn(namespaces)).length > 15);
    starter.kill('SIGKILL');
    while ((await processesIn(namespaces)).length > 0) {
      await pause(20);
    }
    // The next start would do so, a minute from now.
    await rm(folder, { recursive: true });
  });
});
