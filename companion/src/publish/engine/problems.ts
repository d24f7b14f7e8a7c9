/**
 * What the service of publications refuses, in sentences for the person.
 */
import { RequestProblem } from '../../http/problem.ts';

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
