import { PathExt } from '@jupyterlab/coreutils';
import type { CopyPlace } from 'sciencemesh-contract';
import type { IDriveNames } from '../drive/paths';
import { companionPath, driveNameOf, isOurs, localPath } from '../drive/paths';

/**
 * A path of our drives, or of the person's files on the server, as the
 * companion names it.
 */
export function placeOf(path: string, drives: IDriveNames): CopyPlace {
  return isOurs(path, drives)
    ? { drive: 'sciencemesh', path: trimmed(companionPath(path)) }
    : { drive: 'jupyter', path: trimmed(path) };
}

/**
 * Whether JupyterLab cannot bring these there by itself: between two drives,
 * or two shares, which are two servers.
 */
export function isBetween(
  paths: readonly string[],
  target: string,
  drives: IDriveNames
): boolean {
  const server = serverOf(target, drives);
  return paths.some(path => serverOf(path, drives) !== server);
}

/**
 * The last name of a path.
 */
export function nameOf(path: string, drives: IDriveNames): string {
  return PathExt.basename(placeOf(path, drives).path);
}

/** What holds a path: a drive and the share or the space in it. */
function serverOf(path: string, drives: IDriveNames): string {
  if (!isOurs(path, drives)) {
    return '';
  }
  const [top = ''] = localPath(path).split('/');
  return `${driveNameOf(path)}:${top}`;
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
