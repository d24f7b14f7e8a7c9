/**
 * Folders of working copies under the Jupyter root.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { WorkingCopyFolder } from './working-copy.ts';

/** The folder a person named cannot be used; the message says why. */
export class FolderRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FolderRefused';
  }
}

/**
 * The absolute folder behind a name relative to the root.
 *
 * Links inside the root are the user's own and are followed, as Jupyter does.
 *
 * @throws FolderRefused for the root itself and for everything outside
 */
export function folderInRoot(root: string, name: string): string {
  const trimmed = name.trim().replace(/^\/+/, '');
  const absolute = resolve(root, trimmed);
  if (name.includes('\0') || !absolute.startsWith(withSeparator(root))) {
    throw new FolderRefused(
      'The folder must lie below the folder that Jupyter shows. Choose another one.'
    );
  }
  return absolute;
}

/** The way back, `/`-separated, as Jupyter names it. */
export function nameInRoot(root: string, absolute: string): string {
  return absolute
    .slice(withSeparator(resolve(root)).length)
    .split(sep)
    .join('/');
}

/**
 * The folder to go on with: the wanted one when it is free or already a
 * working copy of this package, else the same name with a number.
 *
 * @param document text of the crate document
 * @param fresh never go on in an existing working copy
 */
export async function chooseFolder(
  wanted: string,
  document: string,
  fresh: boolean
): Promise<string> {
  for (let number = 1; number < 10_000; number++) {
    const folder = number === 1 ? wanted : `${wanted} (${number})`;
    if (await isFree(folder)) {
      return folder;
    }
    const copy = fresh ? null : await WorkingCopyFolder.read(folder);
    if (copy?.isOf(document) === true) {
      return folder;
    }
  }
  throw new FolderRefused(
    'There are too many folders of this name. Choose another name.'
  );
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'ENOENT') {
        return true;
      }
      if (error.code === 'ENOTDIR') {
        // Something else of this name; what lies below a file fails here.
        await lstat(folder);
        return false;
      }
    }
    throw error;
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : join(folder, sep);
}
