import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Files in a folder, at any depth, that hold one of these texts. */
export async function filesWith(
  texts: readonly string[],
  folder: string
): Promise<string[]> {
  if (texts.length === 0) {
    return [];
  }
  const wanted = texts.map(text => Buffer.from(text));
  const found: string[] = [];
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true
  });
  for (const entry of entries.filter(one => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (await holdsOne(path, wanted)) {
      found.push(relative(folder, path));
    }
  }
  return found;
}

/** Read by pieces, which overlap by as much as the longest text. */
async function holdsOne(
  path: string,
  wanted: readonly Buffer[]
): Promise<boolean> {
  const overlap = Math.max(...wanted.map(({ length }) => length));
  let before = Buffer.alloc(0);
  for await (const piece of createReadStream(path)) {
    const bytes = Buffer.concat([before, piece as Buffer]);
    if (wanted.some(text => bytes.includes(text))) {
      return true;
    }
    before = bytes.subarray(-overlap);
  }
  return false;
}
