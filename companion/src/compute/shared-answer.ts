/**
 * Answers that several wait for: the end of one is no failure of another's.
 */
import { BatchError } from './batch-system.ts';

/** For a question that is asked on behalf of all who want to know. */
export function nobodysSignal(): AbortSignal {
  return new AbortController().signal;
}

/**
 * Waits for an answer that is not this caller's alone.
 *
 * @param answer asked for without the caller's signal
 * @throws BatchError `aborted` when the caller is stopped; the answer comes
 *   all the same
 */
export function sharedAnswer<T>(
  answer: Promise<T>,
  signal: AbortSignal
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(
        new BatchError('aborted', 'The waiting was ended.', {
          cause: signal.reason
        })
      );
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    void answer
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
