/**
 * Compares two files of storages byte by byte, without holding them.
 */
import { createHash } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

interface Where {
  storage: Storage;
  path: string;
}

export async function sameBytes(
  one: Where,
  other: Where,
  signal: AbortSignal
): Promise<boolean> {
  const [first, second] = await Promise.all([
    digest(one, signal),
    digest(other, signal)
  ]);
  return first === second;
}

async function digest(
  { storage, path }: Where,
  signal: AbortSignal
): Promise<string> {
  const { body } = await storage.read(path, { signal });
  const hash = createHash('sha256');
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
