/** Waiting for something that goes on by itself where it takes longer. */
import { setTimeout as pause } from 'node:timers/promises';

/** @returns null where it takes longer */
export async function within<T>(
  milliseconds: number,
  work: Promise<T>
): Promise<T | null> {
  const control = new AbortController();
  const waiting = pause(milliseconds, null, { signal: control.signal });
  try {
    return await Promise.race([work, waiting.catch(() => null)]);
  } finally {
    control.abort();
  }
}
