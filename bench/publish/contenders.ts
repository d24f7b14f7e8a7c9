/**
 * Other programs that send files to repositories, as their documentation says
 * that they are called.
 */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { record, type InvenioServer } from './servers.ts';

const run = promisify(execFile);

/** Installs the programs once. @returns their folder */
export async function installContenders(): Promise<string> {
  const { stdout } = await run(join(import.meta.dirname, 'install.sh'));
  return stdout.trim();
}

/** ro-crate-inveniordm: one file after another. @returns seconds */
export async function sendWithRoCrateInvenio(
  programs: string,
  server: InvenioServer,
  folder: string,
  scratch: string
): Promise<number> {
  const described = join(scratch, 'described.json');
  await writeFile(described, JSON.stringify(record));
  // It sends a folder only when there is a crate in it.
  const crate = join(folder, 'ro-crate-metadata.json');
  await writeFile(crate, '{}');
  const start = performance.now();
  try {
    const { stdout } = await run(
      join(programs, 'rocrate-inveniordm', 'bin', 'rocrate_inveniordm'),
      [folder, '--omit-roc-files', '--datacite', described],
      {
        cwd: scratch,
        env: {
          ...process.env,
          INVENIORDM_API_KEY: server.token,
          INVENIORDM_BASE_URL: server.url
        }
      }
    );
    if (!stdout.includes('Successfully created record')) {
      throw new Error(stdout.trim().split('\n').at(-1));
    }
    return (performance.now() - start) / 1000;
  } finally {
    await rm(crate);
  }
}

/** python-dvuploader: into a dataset that is there. @returns seconds */
export async function sendWithDvuploader(
  programs: string,
  dataset: { url: string; token: string; doi: string },
  files: readonly string[]
): Promise<number> {
  const start = performance.now();
  await run(
    join(programs, 'dvuploader', 'bin', 'dvuploader'),
    [
      ...files,
      '--pid',
      dataset.doi,
      '--api-token',
      dataset.token,
      '--dataverse-url',
      dataset.url
    ],
    { maxBuffer: 64 * 1024 ** 2 }
  );
  return (performance.now() - start) / 1000;
}
