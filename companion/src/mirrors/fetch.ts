/**
 * Brings one file of a share into its working copy. What a kernel has made or
 * changed there is never replaced.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { StorageError, type Entry } from '../storage/storage.ts';
import type { InStep } from '../store/mirrors.ts';
import { codeOf, syncFile } from '../transfers/durability.ts';
import { FileFailure } from '../transfers/file-failure.ts';
import { statsOf } from '../transfers/working-folder.ts';
import { hashOf, isUntouched, wayside, type ShareCopy } from './copy.ts';
import { validatorOf } from './validator.ts';

const APPEND =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_APPEND |
  constants.O_NOFOLLOW;

export interface FetchOptions {
  signal?: AbortSignal;
  /** Hears of bytes as they arrive; negative ones were to no avail. */
  onBytes?: (count: number) => void;
}

/** `kept`: the copy holds something that the share has not. */
export type Fetched = 'fetched' | 'present' | 'kept';

/**
 * @param entry the server's file as it was listed
 * @throws StorageError, FileFailure or an error of the file system
 */
export async function fetchFile(
  copy: ShareCopy,
  entry: Entry,
  options: FetchOptions = {}
): Promise<Fetched> {
  const { path } = entry;
  const { folder, store, shareId } = copy;
  const inStep = store.file(shareId, path)?.inStep ?? null;
  const before = await folder.occupant(path);
  if (before !== null) {
    const mine = await isUntouched(folder.target(path), before, inStep);
    if (mine && inStep?.validator === validatorOf(entry)) {
      return 'present';
    }
    if (!mine && (inStep !== null || !before.isFile())) {
      return 'kept';
    }
  }
  await folder.preparePartials();
  const partial = wayside(copy, 'fetch', path, validatorOf(entry));
  const received = await receive(copy, entry, partial, options);
  return place(copy, path, partial, received);
}

/** Goes on where an earlier attempt at the same state of the file ended. */
async function receive(
  copy: ShareCopy,
  entry: Entry,
  partial: string,
  options: FetchOptions
): Promise<Omit<InStep, 'modified'>> {
  const { etag, path } = entry;
  const hash = createHash('sha256');
  let size =
    etag === null ? await startAnew(partial) : await hashPart(partial, hash);
  if (entry.size !== null && size > entry.size) {
    size = await startAnew(partial);
    return receive(copy, entry, partial, options);
  }
  if (size === 0 || size !== entry.size) {
    options.onBytes?.(size);
    const before = size;
    try {
      size += await receiveRest(copy, entry, partial, hash, size, options);
    } catch (error) {
      options.onBytes?.(-before);
      throw error;
    }
  }
  if (entry.size !== null && size !== entry.size) {
    await startAnew(partial);
    throw new StorageError(
      'broken-answer',
      `The server sent ${size} bytes of "${path}", which has ${entry.size}. Try again later.`
    );
  }
  return { validator: validatorOf(entry), size, sha256: hash.digest('hex') };
}

async function receiveRest(
  { storage }: ShareCopy,
  { etag, path }: Entry,
  partial: string,
  hash: Hash,
  start: number,
  { signal, onBytes }: FetchOptions
): Promise<number> {
  const { body, etag: found } = await storage.read(path, {
    ...(start > 0 ? { start } : {}),
    ...(etag === null ? {} : { etag }),
    ...(signal === undefined ? {} : { signal })
  });
  let size = 0;
  try {
    if (etag !== null && found !== null && found !== etag) {
      throw new StorageError(
        'changed',
        `"${path}" has changed at the share meanwhile. Fetch it again.`
      );
    }
    const handle = await open(partial, APPEND, 0o666);
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await handle.appendFile(chunk);
        size += chunk.length;
        onBytes?.(chunk.length);
      }
      await syncFile(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    onBytes?.(-size);
    throw error;
  } finally {
    body.destroy();
  }
  return size;
}

async function hashPart(partial: string, hash: Hash): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of createReadStream(
      partial
    ) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
  }
  return size;
}

async function startAnew(partial: string): Promise<0> {
  await unlink(partial).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
  });
  return 0;
}

/** Gives the whole file its name, unless something of the person has it. */
async function place(
  { shareId, store, folder }: ShareCopy,
  path: string,
  partial: string,
  received: Omit<InStep, 'modified'>
): Promise<Fetched> {
  const target = folder.target(path);
  const arrived = await statsOf(partial);
  if (arrived === null) {
    throw new FileFailure(
      'write-failed',
      'The file went away while it arrived. Fetch it again.'
    );
  }
  // A rename keeps the time, so the copy is recognised after any crash.
  const inStep: InStep = { ...received, modified: arrived.mtimeMs };
  const known = store.file(shareId, path)?.inStep ?? null;
  store.intend(shareId, path, { type: 'place', ...inStep });
  const occupant = await folder.occupant(path);
  if (occupant === null) {
    if (await folder.place(partial, path)) {
      store.keepInStep(shareId, path, inStep);
      return 'fetched';
    }
  } else if (await isUntouched(target, occupant, known)) {
    await rename(partial, target);
    store.keepInStep(shareId, path, inStep);
    return 'fetched';
  } else if (
    occupant.isFile() &&
    occupant.size === inStep.size &&
    (await hashOf(target)) === inStep.sha256
  ) {
    // The same bytes came here in another way.
    await unlink(partial);
    store.keepInStep(shareId, path, { ...inStep, modified: occupant.mtimeMs });
    return 'present';
  }
  store.settle(shareId, path);
  await unlink(partial);
  return 'kept';
}
