/**
 * From what the file system says to what happened to the person's file.
 */
import { StorageError, type StorageFailure } from '../storage.ts';

const FAILURES: Readonly<Record<string, StorageFailure>> = {
  ENOENT: 'not-found',
  EEXIST: 'exists',
  ENOTEMPTY: 'exists',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EROFS: 'not-permitted',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EFBIG: 'too-large',
  ENAMETOOLONG: 'name-refused',
  EILSEQ: 'name-refused',
  // A folder that would be moved or copied into itself.
  EINVAL: 'name-refused',
  ERR_FS_CP_EINVAL: 'name-refused',
  EISDIR: 'wrong-kind',
  ENOTDIR: 'wrong-kind',
  // O_NOFOLLOW met a link, or links that lead in a circle.
  ELOOP: 'not-permitted',
  EBUSY: 'locked',
  ETXTBSY: 'locked',
  ETIMEDOUT: 'timeout',
  // A network file system that has lost its server.
  ENOTCONN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EIO: 'server-failed',
  ESTALE: 'server-failed'
};

const SENTENCES: Partial<Record<StorageFailure, string>> = {
  'not-found': 'There is nothing under this name (any more).',
  exists: 'Something with this name is there already. Choose another name.',
  'not-permitted': 'You may not do this here.',
  'no-space': 'There is no space left, or your quota is used up.',
  'too-large': 'The file is larger than this folder can hold.',
  'name-refused': 'No file or folder can have this name here.',
  'wrong-kind': 'It is a folder where a file is needed, or the other way.',
  locked: 'Another program uses it. Try again later.',
  timeout: 'The file system did not answer. Try again later.',
  unreachable: 'The file system has lost its server. Try again later.',
  aborted: 'The request was stopped.'
};

/** Whatever a call of the file system threw, as a StorageError. */
export function asStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) {
    return error;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return failure('aborted', error);
  }
  const code = FAILURES[codeOf(error)] ?? 'server-failed';
  return failure(code, error);
}

/** A failure with the sentence that goes with its code. */
export function failure(code: StorageFailure, cause?: unknown): StorageError {
  return new StorageError(
    code,
    SENTENCES[code] ?? 'The file system failed to do this. Try again later.',
    { cause }
  );
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
