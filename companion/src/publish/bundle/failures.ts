/**
 * What the disk refuses, as a repository would say it.
 */
import { stat } from 'node:fs/promises';
import { codeOf } from '../../transfers/durability.ts';
import { RepositoryError } from '../repository.ts';

/** @throws RepositoryError, or what nobody could have foreseen */
export function failure(cause: unknown): never {
  if (cause instanceof RepositoryError) {
    throw cause;
  }
  if (cause instanceof Error && cause.name === 'AbortError') {
    throw new RepositoryError('aborted', 'It was broken off.', { cause });
  }
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      throw new RepositoryError(
        'no-space',
        'The disk of this machine is full. Make room, then go on.',
        { cause }
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      throw new RepositoryError(
        'refused',
        'The bundle may not be written on this server. Look at the rights of the folder ScienceMesh.',
        { cause }
      );
    default:
      throw cause;
  }
}

/** Names that lead out of the bag name nothing in it. */
export function assertName(key: string): void {
  const isBad =
    key.includes('\0') ||
    key.includes('\\') ||
    key.split('/').some(part => part === '' || part === '.' || part === '..');
  if (isBad) {
    throw new RepositoryError(
      'refused',
      'A file cannot have this name in an archive. Rename it.'
    );
  }
}

/** Whether two names are those of one file. */
export async function isIn(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map(path => stat(path).catch(() => null))
  );
  return (
    first !== null &&
    first !== undefined &&
    first.ino === second?.ino &&
    first.dev === second.dev
  );
}
