import { createHash } from 'node:crypto';
import type { Place } from '../drive/drive.ts';
import type { Entry } from '../storage/storage.ts';
import { isMissing } from './problems.ts';

export interface RemoteBytes {
  /** Of the bytes that the checksum is of, not of those a moment before. */
  entry: Entry;
  /** How many they are. */
  size: number;
  /** Empty for a folder, which has no bytes. */
  sha256: string;
}

/**
 * What stands at a server, with the checksum of its bytes.
 *
 * @returns null when nothing does
 * @throws StorageError
 */
export async function remoteBytes(
  { storage, path }: Place,
  signal: AbortSignal
): Promise<RemoteBytes | null> {
  try {
    const entry = await storage.stat(path, { signal });
    if (entry.kind === 'folder') {
      return { entry, size: 0, sha256: '' };
    }
    const { body, etag, modified } = await storage.read(path, { signal });
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
    return {
      entry: {
        ...entry,
        etag: etag ?? entry.etag,
        modified: modified ?? entry.modified
      },
      size,
      sha256: hash.digest('hex')
    };
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
}
