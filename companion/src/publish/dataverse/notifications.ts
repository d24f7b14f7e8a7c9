/**
 * Whether a dataset came back from a review: only a message to its author says
 * so, the dataset is a draft as before.
 */
import { at, listOf, textOf } from '../http/answers.ts';
import type { DepositClient } from '../http/deposit-client.ts';
import { RepositoryError, type DraftState } from '../repository.ts';

const RECENT = 100;

export async function cameBack(
  client: DepositClient,
  { id, createdAt }: DraftState,
  signal: AbortSignal
): Promise<boolean> {
  const path = `notifications/all?inAppNotificationFormat=true&limit=${RECENT}`;
  let answer: unknown;
  try {
    answer = await client.call('GET', path, { signal });
  } catch (error) {
    if (error instanceof RepositoryError && error.code !== 'aborted') {
      // It is a draft all the same.
      return false;
    }
    throw error;
  }
  const begun = Date.parse(createdAt ?? '');
  return listOf(at(answer, 'data')).some(
    message =>
      at(message, 'type') === 'RETURNEDDS' &&
      at(message, 'datasetPersistentIdentifier') === id &&
      !(momentOf(message) < begun)
  );
}

function momentOf(message: unknown): number {
  return Date.parse(textOf(at(message, 'sentTimestamp')) ?? '');
}
