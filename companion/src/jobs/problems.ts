/**
 * What the service of jobs refuses, and what batch systems refuse it, in
 * sentences for the person.
 */
import { RequestProblem } from '../http/problem.ts';
import type { BatchError, BatchFailure } from '../compute/batch-system.ts';

const STATUSES: Readonly<Record<BatchFailure, number>> = {
  'signed-out': 409,
  unreachable: 503,
  timeout: 504,
  busy: 503,
  refused: 422,
  'not-found': 404,
  'not-permitted': 403,
  'no-space': 507,
  unsupported: 409,
  broken: 502,
  aborted: 503
};

/** A batch system's refusal as an answer. */
export function batchProblem(error: BatchError): RequestProblem {
  const { cause, code, message } = error;
  return new RequestProblem(STATUSES[code], `site-${code}`, message, { cause });
}

export function jobNotFound(): RequestProblem {
  return new RequestProblem(
    404,
    'job-not-found',
    'There is no such job (any more). Reload the list of jobs.'
  );
}

export function siteNotFound(): RequestProblem {
  return new RequestProblem(
    404,
    'site-not-found',
    'There is no such site (any more). Choose another one.'
  );
}
