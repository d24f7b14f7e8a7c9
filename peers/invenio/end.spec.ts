import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { findInvenio } from './index.ts';

const found = await findInvenio();

if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  test('InvenioRDM ends with whoever started it, and leaves nothing', async t => {
    const folder = await mkdtemp(join(tmpdir(), 'invenio-end-'));
    // PostgreSQL comes through here as a user of its own.
    await chmod(folder, 0o711);
    t.after(() => rm(folder, { recursive: true, force: true }));
    const starter = join(import.meta.dirname, 'testing', 'starter.ts');
    const child = spawn(process.execPath, [starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder }
    });
    const [url] = (await once(
      createInterface({ input: child.stdout }),
      'line'
    )) as [string];
    assert.equal((await fetch(`${url}/api/communities`)).status, 200);
    child.kill('SIGKILL');
    await comes(async () => (await readdir(folder)).length === 0);
    await assert.rejects(fetch(`${url}/api/communities`));
  });
}

async function comes(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    assert.ok(performance.now() < end, 'It did not come in a minute.');
    await pause(100);
  }
}
