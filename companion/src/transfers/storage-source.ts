/**
 * One attempt to bring a file of a storage into its partial file.
 *
 * The file is taken as it is now, not as it was when the copy was planned: a
 * colleague may have saved since. All bytes are of one state, though.
 */
import type { FileChecksum } from '../storage/checksums.ts';
import {
  StorageError,
  type Content,
  type Storage
} from '../storage/storage.ts';
import { FileFailure } from './file-failure.ts';
import type { Validators } from './journal-records.ts';
import type { PartialFile } from './partial-file.ts';
import { receive } from './receiving.ts';
import { seenIn, type Seen } from './seen.ts';
import { tooLarge } from './wanted.ts';

/** Below this, going on is not worth remembering anything for. */
const WORTH_RESUMING = 1024 * 1024;

export interface StorageCopy {
  storage: Storage;
  path: string;
  partial: PartialFile;
  /** Of an earlier attempt. */
  validators: Validators | null;
  maximumBytes: number;
  /** Bytes that a file of unknown size may take. */
  room: () => Promise<number>;
  signal: AbortSignal;
  onAnswer: () => void;
  /** Called when bytes begin to come that are worth going on with later. */
  onBegun: (validators: Validators) => Promise<void>;
  /**
   * Told which state of the file the bytes are of, and at the end whether they
   * have the checksum that the storage tells.
   */
  onSource: (seen: Seen, verified: boolean) => void;
}

/** @throws FileFailure or StorageError */
export async function copyFromStorage(options: StorageCopy): Promise<void> {
  const { partial, validators, onSource } = options;
  if (partial.bytes > 0 && validators?.etag) {
    if (partial.bytes === validators.total) {
      const { etag, lastModified: modified, total: size } = validators;
      const seen = { etag, modified, size };
      onSource(seen, await isAsTold(options, seen, null));
      return;
    }
    try {
      await take(options, await open(options, partial.bytes));
      return;
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'changed') {
        throw error;
      }
    }
  }
  await partial.restart();
  await take(options, await open(options, 0));
}

function open(options: StorageCopy, start: number): Promise<Content> {
  const { storage, path, signal, validators } = options;
  return storage.read(path, {
    signal,
    ...(start > 0 && validators?.etag ? { start, etag: validators.etag } : {})
  });
}

async function take(options: StorageCopy, content: Content): Promise<void> {
  const { partial, maximumBytes, signal } = options;
  const { size, checksum } = content;
  const seen = seenIn(content);
  options.onAnswer();
  try {
    options.onSource(seen, false);
    if (size !== null && size > maximumBytes) {
      throw tooLarge(maximumBytes);
    }
    if (size === null || size > WORTH_RESUMING || options.validators) {
      const { etag, modified: lastModified } = seen;
      await options.onBegun({ etag, lastModified, total: size });
    }
    await receive({
      stream: content.body,
      partial,
      limit: Math.min(maximumBytes, size ?? (await options.room())),
      tooLong: () => wrongLength(options, size),
      signal
    });
    if (size !== null && partial.bytes !== size) {
      throw wrongLength(options, size);
    }
    const isChecked = content.range === null && checksum !== null;
    // For a small file, one more question would take longer than the file.
    const isWorthAsking =
      content.range !== null || partial.bytes > WORTH_RESUMING;
    const verified =
      isChecked || (isWorthAsking && (await isAsTold(options, seen, checksum)));
    options.onSource(seen, verified);
  } catch (error) {
    content.body.destroy();
    if (error instanceof StorageError && error.code === 'damaged') {
      // Nobody knows where: nothing of it is worth going on with.
      await partial.restart();
    }
    throw error;
  }
}

/**
 * Whether the bytes that came have the checksum of the file.
 *
 * @param told beside the bytes; else the storage is asked
 */
async function isAsTold(
  { storage, path, partial, signal }: StorageCopy,
  seen: Seen,
  told: FileChecksum | null
): Promise<boolean> {
  const now = told === null ? await storage.stat(path, { signal }) : null;
  const checksum =
    told ?? (now?.etag === seen.etag ? now.checksum : null) ?? null;
  if (checksum === null) {
    return false;
  }
  if (await partial.has(checksum)) {
    return true;
  }
  await partial.restart();
  throw new FileFailure(
    'checksum-mismatch',
    `What arrived does not have the checksum (${checksum.algorithm.toUpperCase()}) that ${storage.label} tells. Retry later; if it goes on, tell the owner of the file.`
  );
}

function wrongLength(
  { storage, maximumBytes, partial }: StorageCopy,
  size: number | null
): FileFailure {
  return size === null && partial.bytes < maximumBytes
    ? new FileFailure(
        'too-large',
        `${storage.label} does not say how large the file is, and it would fill the disk.`
      )
    : size === null
      ? tooLarge(maximumBytes)
      : new FileFailure(
          'size-mismatch',
          `${storage.label} announced ${size} bytes and sent another number. Retry later.`,
          { again: { afterMilliseconds: null } }
        );
}
