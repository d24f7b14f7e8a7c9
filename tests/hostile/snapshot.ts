/**
 * What lies below a folder, so that a change shows.
 */
import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Kind, mode and content of everything, by its path. */
export type Snapshot = Record<string, string>;

/**
 * Looks at a folder and all below it; links are not followed.
 *
 * @param counts tells which paths, relative to the folder, are looked at
 */
export async function snapshot(
  folder: string,
  counts: (path: string) => boolean
): Promise<Snapshot> {
  const found: Snapshot = {};
  const entries = await readdir(folder, { recursive: true });
  for (const name of entries.sort()) {
    if (counts(relative('.', name))) {
      found[name] = await describe(join(folder, name));
    }
  }
  return found;
}

async function describe(path: string): Promise<string> {
  const stats = await lstat(path);
  const mode = stats.mode.toString(8);
  if (stats.isSymbolicLink()) {
    return `${mode} -> ${await readlink(path)}`;
  }
  if (!stats.isFile()) {
    return mode;
  }
  const content = await readFile(path);
  return `${mode} ${createHash('sha256').update(content).digest('hex')}`;
}
