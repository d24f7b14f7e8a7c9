/**
 * Changes of one dataset: one after another, and once more when what refused
 * one was a lock that passes. Nothing had happened then.
 */
import type { DepositClient } from '../http/deposit-client.ts';
import { RepositoryError } from '../repository.ts';
import { remainingLocks, type Waiting } from './locks.ts';
import { inTurn } from './turns.ts';

/** A dataset, and how to speak of it. */
export interface Place {
  client: DepositClient;
  /** As the API names it: `doi:10.5072/FK2/ABC123`. */
  id: string;
  waiting: Waiting;
}

export function change<T>(
  { client, id, waiting }: Place,
  deed: () => Promise<T>,
  signal: AbortSignal
): Promise<T> {
  return inTurn(client.page(id), async () => {
    try {
      return await deed();
    } catch (error) {
      const isLocked =
        error instanceof RepositoryError && error.code === 'locked';
      if (
        !isLocked ||
        (await remainingLocks(client, id, waiting, signal)).length > 0
      ) {
        throw error;
      }
      return deed();
    }
  });
}
