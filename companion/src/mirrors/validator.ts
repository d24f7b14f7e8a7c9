/**
 * What tells one state of a server's file from another.
 */
import type { Entry, Storage, WriteCondition } from '../storage/storage.ts';
import { StorageError } from '../storage/storage.ts';

const ETAG = 'etag:';

/**
 * The ETag where there is one; else what is seen of the file, which misses a
 * change within the server's clock tick that keeps the size.
 */
export function validatorOf(
  entry: Pick<Entry, 'etag' | 'modified' | 'size'>
): string {
  return entry.etag === null
    ? `seen:${entry.modified ?? ''}/${entry.size ?? ''}`
    : `${ETAG}${entry.etag}`;
}

/** Has the server itself refuse a write over another state, if it can. */
export function conditionFor(validator: string): WriteCondition {
  return validator.startsWith(ETAG)
    ? { type: 'unchanged', etag: validator.slice(ETAG.length) }
    : { type: 'any' };
}

/** The file at the server now; null when nothing is there. */
export async function fileAt(
  storage: Storage,
  path: string,
  signal?: AbortSignal
): Promise<Entry | null> {
  let entry: Entry;
  try {
    entry = await storage.stat(path, signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not-found') {
      return null;
    }
    throw error;
  }
  if (entry.kind === 'folder') {
    throw new StorageError(
      'wrong-kind',
      'The share has a folder of this name. Rename the file, then try again.'
    );
  }
  return entry;
}
