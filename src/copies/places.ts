import { PathExt } from '@jupyterlab/coreutils';
import type { CopyPlace } from 'sciencemesh-contract';
import { DRIVE_NAME } from '../drive/drive';

const PREFIX = `${DRIVE_NAME}:`;

/**
 * Whether a path of JupyterLab is one of the drive.
 */
export function isInDrive(path: string): boolean {
  return path.startsWith(PREFIX);
}

/**
 * A path of the drive, or of the person's own files, as the companion names it.
 */
export function placeOf(path: string): CopyPlace {
  return isInDrive(path)
    ? { drive: 'sciencemesh', path: trimmed(path.slice(PREFIX.length)) }
    : { drive: 'jupyter', path: trimmed(path) };
}

/**
 * The name of a file or folder in the share that a path begins with; empty
 * outside the drive and at its root.
 */
export function shareOf(path: string): string {
  return isInDrive(path)
    ? (trimmed(path.slice(PREFIX.length)).split('/')[0] ?? '')
    : '';
}

/**
 * Whether JupyterLab cannot bring these there by itself: between two drives,
 * or two shares, which are two servers.
 */
export function isBetween(paths: readonly string[], target: string): boolean {
  return paths.some(
    path =>
      isInDrive(path) !== isInDrive(target) ||
      (isInDrive(path) && shareOf(path) !== shareOf(target))
  );
}

/**
 * The last name of a path.
 */
export function nameOf(path: string): string {
  return PathExt.basename(placeOf(path).path);
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
