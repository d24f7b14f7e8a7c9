/**
 * Waiting that ends early when it is stopped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RepositoryError } from '../repository.ts';

/** @param outcomeUnknown what is waited for may happen all the same */
export async function pauseFor(
  milliseconds: number,
  signal: AbortSignal,
  outcomeUnknown = false
): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch (cause) {
    throw new RepositoryError('aborted', 'The waiting was stopped.', {
      cause,
      outcomeUnknown
    });
  }
}
