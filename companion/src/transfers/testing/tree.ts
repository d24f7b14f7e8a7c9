/**
 * Everything below a folder, for comparing two of them byte by byte.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Paths with the kind of entry, and for files the SHA-256. */
export async function readTree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true
  });
  const lines = await Promise.all(
    entries.map(async entry => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      if (entry.isFile()) {
        const content = await readFile(path);
        const hash = createHash('sha256').update(content).digest('hex');
        return `${name} file ${hash}`;
      }
      return entry.isSymbolicLink()
        ? `${name} link ${await readlink(path)}`
        : `${name} ${entry.isDirectory() ? 'folder' : 'other'}`;
    })
  );
  return lines.sort();
}
