/**
 * Locks: why a dataset takes no changes, and how long that is waited for.
 */
import { at, listOf, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { pauseFor } from '../http/pause.ts';
import { datasetPath } from './addresses.ts';

/** Milliseconds between looks, and of all of them. */
export interface Waiting {
  first: number;
  most: number;
  total: number;
}

export const USUAL_WAITING: Waiting = {
  first: 2000,
  most: 10_000,
  total: 300_000
};

/** What no waiting ends: people, or those who run the installation, do. */
const LASTING = new Set(['InReview', 'FileValidationFailed']);

/** Why a dataset is locked; none: it is not. */
export async function locksOf(
  client: DepositClient,
  id: string,
  signal: AbortSignal
): Promise<string[]> {
  const answer = await client.call('GET', datasetPath(id, 'locks'), { signal });
  return listOf(at(answer, 'data')).flatMap(
    lock => textOf(at(lock, 'lockType')) ?? []
  );
}

/** Looks again and again, less and less often, until it is as it should be. */
export async function until<T>(
  look: () => Promise<T>,
  isThere: (found: T) => boolean,
  { first, most, total }: Waiting,
  signal: AbortSignal
): Promise<T> {
  let found = await look();
  let waited = 0;
  for (let next = first; !isThere(found) && waited < total;) {
    await pauseFor(next, signal, true);
    waited += next;
    next = Math.min(most, next * 2);
    found = await look();
  }
  return found;
}

/** The locks that are left when those that pass have passed, or did not. */
export function remainingLocks(
  client: DepositClient,
  id: string,
  waiting: Waiting,
  signal: AbortSignal
): Promise<string[]> {
  return until(
    () => locksOf(client, id, signal),
    locks => locks.every(lock => LASTING.has(lock)),
    waiting,
    signal
  );
}
