import { RequestProblem } from '../http/problem.ts';

/** 415: the body is of a type that a form could send, or of none. */
export function jsonOnly(): RequestProblem {
  return new RequestProblem(
    415,
    'json-only',
    'The companion takes application/json only.'
  );
}
