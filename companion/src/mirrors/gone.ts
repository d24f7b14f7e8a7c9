/**
 * Copies of files that the share has no more.
 */
import { realpath, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../transfers/durability.ts';
import { statsOf } from '../transfers/working-folder.ts';
import { isUntouched, type ShareCopy } from './copy.ts';
import type { Survey } from './survey.ts';

/**
 * Known files below `top` that were not found, and not for want of looking: a
 * folder that could not be listed says nothing about what is in it.
 */
export function pathsGone(
  known: Iterable<string>,
  { files, listed, problems, cutShort }: Survey,
  top: string
): string[] {
  if (cutShort) {
    return [];
  }
  const found = new Set(files.map(({ path }) => path));
  const wasLooked = (path: string): boolean => {
    for (let at = path; ; at = parentOf(at)) {
      if (problems.has(at)) {
        return false;
      }
      if (at !== path && listed.has(at)) {
        return true;
      }
      if (at === top || at === '') {
        return false;
      }
    }
  };
  return [...known].filter(
    path =>
      (top === '' || path.startsWith(`${top}/`)) &&
      !found.has(path) &&
      wasLooked(path)
  );
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Takes a copy away unless it was changed here. */
export async function removeCopy(copy: ShareCopy, path: string): Promise<void> {
  const { folder, store, shareId } = copy;
  const target = folder.target(path);
  const inStep = store.file(shareId, path)?.inStep ?? null;
  if (await isReached(folder.root, path)) {
    const stats = await statsOf(target);
    if (stats !== null) {
      if (!(await isUntouched(target, stats, inStep))) {
        return;
      }
      await unlink(target);
    }
  }
  store.forget(shareId, path);
}

/** Whether the way to a file is there, and none of it a link to elsewhere. */
async function isReached(root: string, path: string): Promise<boolean> {
  const folder = join(root, dirname(path));
  try {
    return (await realpath(folder)) === folder;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) {
      return false;
    }
    throw error;
  }
}
