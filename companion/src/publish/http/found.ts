/**
 * What is not there, where that is no failure.
 */
import { RepositoryError } from '../repository.ts';

/** Null where there is nothing at this address. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RepositoryError && error.code === 'not-found') {
      return null;
    }
    throw error;
  }
}
