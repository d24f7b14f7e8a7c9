import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

it('starts as a program, says where it is, and stops on SIGTERM', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'origin-main-'));
  const caFile = join(folder, 'ca.pem');
  const readyFile = join(folder, 'ready.json');
  const program = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'main.ts'),
      ...['--port', '0', '--ca-file', caFile, '--ready-file', readyFile]
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  );
  const [line] = (await once(program.stdout, 'data')) as [Buffer];
  const printed = JSON.parse(line.toString()) as Record<string, unknown>;
  assert.match(String(printed.proxyUrl), /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(printed.caFile, caFile);
  assert.deepEqual(JSON.parse(await readFile(readyFile, 'utf8')), printed);
  assert.match(await readFile(caFile, 'utf8'), /BEGIN CERTIFICATE/);
  program.kill('SIGTERM');
  assert.deepEqual(await once(program, 'exit'), [0, null]);
  await rm(folder, { recursive: true });
});
