/**
 * What a repository refused, as an answer to the person's page.
 */
import { RequestProblem } from '../http/problem.ts';
import type { RepositoryError, RepositoryFailure } from './repository.ts';

const STATUSES: Readonly<Record<RepositoryFailure, number>> = {
  'login-missing': 409,
  'login-refused': 409,
  'scope-missing': 409,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  locked: 409,
  refused: 422,
  'file-lost': 502,
  'no-space': 507,
  busy: 503,
  unreachable: 503,
  timeout: 504,
  'server-failed': 502,
  'strange-answer': 502,
  aborted: 503
};

/** The sentence stays; the cause goes to the log. */
export function repositoryProblem(error: RepositoryError): RequestProblem {
  const { cause, code, message, retryAfter } = error;
  return new RequestProblem(STATUSES[code], `repository-${code}`, message, {
    cause,
    ...(retryAfter === null
      ? {}
      : { headers: { 'retry-after': String(Math.ceil(retryAfter)) } })
  });
}
