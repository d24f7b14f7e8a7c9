/**
 * What the service of publications refuses, in sentences for the person.
 */
import { RequestProblem } from '../../http/problem.ts';
import type { RepositoryError, RepositoryFailure } from '../repository.ts';

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

/** A repository's refusal as an answer. */
export function repositoryProblem(error: RepositoryError): RequestProblem {
  const { cause, code, message } = error;
  return new RequestProblem(STATUSES[code], `repository-${code}`, message, {
    cause
  });
}

export function publicationNotFound(): RequestProblem {
  return new RequestProblem(
    404,
    'publication-not-found',
    'There is no such publication (any more). Reload the list of publications.'
  );
}

/** What was asked for does not fit what the publication is now. */
export function notNow(message: string): RequestProblem {
  return new RequestProblem(409, 'publication-not-now', message);
}
