/** What can still be decided about a share that its sender has withdrawn. */
import type { Share } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';

/**
 * @param state the decision; undefined: none is made
 * @throws RequestProblem where nothing is left that could be accepted
 */
export function checkDecision(
  { package: received, withdrawnAt }: Share,
  state: Share['state'] | undefined
): void {
  if (state === 'accepted' && withdrawnAt !== null && received === null) {
    throw new RequestProblem(
      409,
      'share-withdrawn',
      'The sender has withdrawn this share. Ask for it to be shared again.'
    );
  }
}
