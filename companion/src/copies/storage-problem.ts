/**
 * What a storage refuses while somebody waits for an answer.
 */
import { RequestProblem } from '../http/problem.ts';
import type { StorageError, StorageFailure } from '../storage/storage.ts';

const STATUSES: Readonly<Record<StorageFailure, number>> = {
  'not-found': 404,
  exists: 409,
  changed: 409,
  locked: 423,
  'not-permitted': 403,
  'login-refused': 502,
  'no-space': 507,
  'too-large': 413,
  'name-refused': 422,
  'wrong-kind': 422,
  unsupported: 422,
  unreachable: 503,
  timeout: 504,
  busy: 503,
  'server-failed': 502,
  'broken-answer': 502,
  'share-gone': 410,
  aborted: 499
};

export function storageProblem(error: StorageError): RequestProblem {
  const { code, message } = error;
  return new RequestProblem(STATUSES[code], code, message, { cause: error });
}
