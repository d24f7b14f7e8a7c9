/**
 * What a storage could not do, as an answer to the page.
 */
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type StorageFailure } from '../storage/storage.ts';

const STATUSES: Readonly<Record<StorageFailure, number>> = {
  'not-found': 404,
  exists: 409,
  changed: 409,
  locked: 423,
  'not-permitted': 403,
  // Not 401: a page would think that its own login is over.
  'login-refused': 502,
  'no-space': 507,
  'too-large': 413,
  'name-refused': 400,
  'wrong-kind': 400,
  unsupported: 501,
  unreachable: 502,
  timeout: 504,
  busy: 503,
  'server-failed': 502,
  'broken-answer': 502,
  damaged: 502,
  'share-gone': 410,
  aborted: 503
};

/**
 * A failure of a storage with the status, code and sentence for the page.
 *
 * @param hash validator of what is there now, where that helps
 */
export function storageProblem(
  error: StorageError,
  hash?: string | null
): RequestProblem {
  const { code, message, retryAfter } = error;
  return new RequestProblem(STATUSES[code], code, message, {
    cause: error,
    ...(retryAfter === null
      ? {}
      : { headers: { 'retry-after': String(Math.ceil(retryAfter / 1000)) } }),
    ...(hash === undefined ? {} : { members: { hash } })
  });
}

/** 409: the file is not the one that the edit began with. */
export function changedProblem(
  name: string,
  hash: string | null
): RequestProblem {
  return new RequestProblem(
    409,
    'changed',
    `Somebody else has changed "${name}" since you opened it. Compare before you overwrite it, or keep both.`,
    { members: { hash } }
  );
}

export function isMissing(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'not-found';
}
