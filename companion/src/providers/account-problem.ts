/** What keeps an account from doing something, as the answer to a person. */
import { RequestProblem } from '../http/problem.ts';
import type { AccountError } from './account.ts';

export function asProblem(error: AccountError): RequestProblem {
  const sentences = [error.message, error.advice].filter(Boolean).join(' ');
  return error.kind === 'passing'
    ? new RequestProblem(503, 'provider-away', sentences, { cause: error })
    : new RequestProblem(409, 'provider-refuses', sentences, { cause: error });
}
