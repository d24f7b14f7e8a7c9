import type { IDriveNames } from '../drive/paths';
import { companionPath, isOurs, localPath } from '../drive/paths';

/**
 * What a document's kernel works in, as the companion names it: the folder of
 * our drive that the document is in. In the drive's root a document is a share
 * by itself, and has a working copy of its own.
 *
 * @returns null for documents elsewhere
 */
export function folderOf(path: string, drives: IDriveNames): string | null {
  if (!isOurs(path, drives) || localPath(path) === '') {
    return null;
  }
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, slash));
  return companionPath(
    folder === '' || localPath(folder) === '' ? path : folder
  );
}
