/**
 * Starts the batch systems once for all tests of a command:
 *   node peers/batch/main.ts COMMAND...
 * Its tests join them by `Batch.start()`. Without a command they run until
 * Ctrl-C. Where they cannot run, the command runs all the same, and its tests
 * say why they are left out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Batch, SHARED_PLACE } from './batch.ts';
import { findBatch } from './root.ts';

const [program, ...words] = process.argv.slice(2);
const found = await findBatch();
const batch = 'missing' in found ? null : await Batch.start({ own: true });
const env = { ...process.env };
if (batch) {
  const file = join(batch.place.root.folder, 'place.json');
  await writeFile(file, JSON.stringify(batch.place));
  env[SHARED_PLACE] = file;
} else if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
}

const interrupted = new Promise<void>(resolve => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => resolve());
  }
});
if (program) {
  const child = spawn(program, words, { env, stdio: 'inherit' });
  void interrupted.then(() => child.kill());
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode = code ?? 1;
} else if (batch) {
  process.stdout.write(
    `export ${SHARED_PLACE}=${env[SHARED_PLACE]} PATH=${batch.place.commands.alice}:$PATH\n`
  );
  await interrupted;
}
await batch?.stop();
