/**
 * What lies in a folder that a crate lists as a whole.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { withoutTrailingSlashes } from '../reading/addresses.ts';

/** More than a person would want to copy by opening a package. */
export const MAXIMUM_FILES = 10_000;
const MAXIMUM_DEPTH = 24;

/** Made by tools, not by people, and made again by them. */
const LEFT_OUT = new Set(['__pycache__', 'node_modules']);

/**
 * Regular files below a folder with their sizes, by path from `root`. Hidden
 * ones are left out, and links are not followed: the crate's author and not
 * the user chose the folder.
 *
 * @param root absolute and real
 * @param folder path from `root`, as a crate writes it
 * @param limit at most so many files
 */
export async function filesInFolder(
  root: string,
  folder: string,
  limit = MAXIMUM_FILES
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const top = withoutTrailingSlashes(folder);
  if (top === '' || top.includes('\0') || !(await isInside(root, top))) {
    return found;
  }
  const stack = [top];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const entries = await readdir(join(root, path), {
      withFileTypes: true
    }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) {
        continue;
      }
      const inner = `${path}/${entry.name}`;
      if (entry.isDirectory() && inner.split('/').length < MAXIMUM_DEPTH) {
        stack.push(inner);
      } else if (entry.isFile()) {
        if (found.size >= limit) {
          return found;
        }
        found.set(inner, (await stat(join(root, inner))).size);
      }
    }
  }
  return found;
}

async function isInside(root: string, path: string): Promise<boolean> {
  try {
    return (await realpath(join(root, path))).startsWith(root + sep);
  } catch {
    return false;
  }
}
