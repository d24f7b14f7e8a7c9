/**
 * Sends one file of a working copy to its share, over nothing but the state
 * that it was made from, or the one that the person has decided about.
 */
import { constants, createReadStream } from 'node:fs';
import { copyFile, unlink } from 'node:fs/promises';
import {
  StorageError,
  type Entry,
  type Patience,
  type Storage,
  type WriteCondition,
  type Written
} from '../storage/storage.ts';
import type { InStep } from '../store/mirrors.ts';
import { FileFailure } from '../transfers/file-failure.ts';
import {
  sameIdentity,
  identityOf,
  statsOf
} from '../transfers/working-folder.ts';
import { hashOf, remoteHash, wayside, type ShareCopy } from './copy.ts';
import { fetchFile } from './fetch.ts';
import { nameBeside } from './names.ts';
import { settle } from './settle.ts';
import { conditionFor, fileAt, validatorOf } from './validator.ts';

/** What the person has decided about a conflict. */
export type Decision =
  | { type: 'none' }
  | { type: 'keep-both' }
  /** Over the state at the server that the person was told of. */
  | { type: 'overwrite'; validator: string };

export type Sent =
  /** `path` is where it is now; `created`: nothing was there before. */
  | { type: 'sent'; path: string; created: boolean }
  /** It is gone at the share as well. */
  | { type: 'deleted'; path: string }
  | { type: 'renamed'; path: string; from: string }
  /** It is back here, as the share has it. */
  | { type: 'fetched'; path: string }
  /** The share was changed, too; `validator` is its state. */
  | { type: 'conflict'; validator: string };

/** The bytes that are sent, safe from a kernel that goes on writing. */
interface Snapshot {
  file: string;
  size: number;
  modified: number;
  sha256: string;
}

/** @throws StorageError, FileFailure or an error of the file system */
export async function sendFile(
  copy: ShareCopy,
  path: string,
  decision: Decision,
  signal?: AbortSignal
): Promise<Sent> {
  const { shareId, store, storage } = copy;
  const known = store.file(shareId, path);
  if (known?.intent) {
    await settle(copy, known, signal);
  }
  const inStep = store.file(shareId, path)?.inStep ?? null;
  const snapshot = await takeSnapshot(copy, path);
  try {
    const remote = await fileAt(storage, path, signal);
    const validator = remote && validatorOf(remote);
    if (remote === null) {
      return await write(copy, path, snapshot, { type: 'new' }, signal);
    }
    if (validator === inStep?.validator) {
      const condition = conditionFor(inStep.validator);
      return await write(copy, path, snapshot, condition, signal);
    }
    if (await holds(copy, remote, snapshot, signal)) {
      keep(copy, path, snapshot, validatorOf(remote));
      return { type: 'sent', path, created: false };
    }
    if (decision.type === 'keep-both') {
      return await sendBeside(copy, remote, snapshot, signal);
    }
    if (decision.type === 'overwrite' && decision.validator === validator) {
      const condition = conditionFor(decision.validator);
      return await write(copy, path, snapshot, condition, signal);
    }
    return { type: 'conflict', validator: validatorOf(remote) };
  } finally {
    await unlink(snapshot.file).catch(() => undefined);
  }
}

async function takeSnapshot(copy: ShareCopy, path: string): Promise<Snapshot> {
  const target = copy.folder.target(path);
  const before = await copy.folder.occupant(path);
  if (!before?.isFile()) {
    throw new FileFailure(
      'source-unreadable',
      `"${path}" is not in the working copy any more. Look at its folder.`
    );
  }
  await copy.folder.preparePartials();
  const file = wayside(copy, 'send', path);
  await unlink(file).catch(() => undefined);
  // Costs nothing where the file system shares blocks.
  await copyFile(target, file, constants.COPYFILE_FICLONE);
  const after = await statsOf(target);
  if (after === null || !sameIdentity(identityOf(before), identityOf(after))) {
    await unlink(file);
    throw new FileFailure(
      'busy',
      `"${path}" is being written at this moment. Upload it when the kernel is done with it.`
    );
  }
  const sha256 = await hashOf(file);
  return { file, size: before.size, modified: before.mtimeMs, sha256 };
}

async function write(
  copy: ShareCopy,
  path: string,
  snapshot: Snapshot,
  condition: WriteCondition,
  signal?: AbortSignal
): Promise<Sent> {
  const { shareId, store, storage } = copy;
  const { file, ...facts } = snapshot;
  // What the server had before is in `inStep`, or was nothing.
  store.intend(shareId, path, { type: 'send', validator: '', ...facts });
  try {
    const options = { size: snapshot.size, condition, ...patience(signal) };
    const send = (): Promise<Written> =>
      storage.write(path, () => createReadStream(file), options);
    const written = await send().catch(async (error: unknown) => {
      if (!(error instanceof StorageError && error.code === 'not-found')) {
        throw error;
      }
      // WebDAV makes no folders on the way (RFC 4918, section 9.7.1).
      await makeFolders(storage, path, signal);
      return send();
    });
    const now =
      written.etag === null ? await fileAt(storage, path, signal) : written;
    if (now !== null && now.size === snapshot.size) {
      keep(copy, path, snapshot, validatorOf(now));
      return { type: 'sent', path, created: written.created };
    }
  } catch (error) {
    // Anything else may have arrived all the same; asked when it matters.
    if (!(error instanceof StorageError && REFUSED.has(error.code))) {
      throw error;
    }
    store.settle(shareId, path);
    if (error.code !== 'changed' && error.code !== 'exists') {
      throw error;
    }
  }
  const remote = await fileAt(storage, path, signal);
  return { type: 'conflict', validator: remote ? validatorOf(remote) : '' };
}

/** Makes the folders on the way to a file. */
export async function makeFolders(
  storage: Storage,
  path: string,
  signal?: AbortSignal
): Promise<void> {
  const folders = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= folders.length; depth++) {
    try {
      await storage.makeFolder(
        folders.slice(0, depth).join('/'),
        patience(signal)
      );
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'exists')) {
        throw error;
      }
    }
  }
}

export function patience(signal: AbortSignal | undefined): Patience {
  return signal === undefined ? {} : { signal };
}

/** The server has not taken the bytes, for sure. */
const REFUSED: ReadonlySet<string> = new Set([
  'not-found',
  'changed',
  'exists',
  'not-permitted',
  'login-refused',
  'locked',
  'no-space',
  'too-large',
  'name-refused',
  'unsupported',
  'share-gone'
]);

/** Ours under another name, in the copy as well; theirs under its own. */
async function sendBeside(
  copy: ShareCopy,
  remote: Entry,
  snapshot: Snapshot,
  signal?: AbortSignal
): Promise<Sent> {
  const { storage, folder } = copy;
  const { path } = remote;
  for (let number = 1; ; number++) {
    const beside = nameBeside(path, number);
    const there = await fileAt(storage, beside, signal);
    const here = await statsOf(folder.target(beside));
    const taken =
      (there !== null && !(await holds(copy, there, snapshot, signal))) ||
      (here !== null && !(await isSame(folder.target(beside), here, snapshot)));
    if (taken) {
      continue;
    }
    if (there === null) {
      const sent = await write(copy, beside, snapshot, { type: 'new' }, signal);
      if (sent.type === 'conflict') {
        continue;
      }
    }
    if (here === null && !(await folder.place(snapshot.file, beside))) {
      continue;
    }
    const placed = await statsOf(folder.target(beside));
    const entry = await fileAt(storage, beside, signal);
    if (placed !== null && entry !== null) {
      const asPlaced = { ...snapshot, modified: placed.mtimeMs };
      keep(copy, beside, asPlaced, validatorOf(entry));
    }
    // Ours is safe twice, so that theirs may take its place.
    keep(copy, path, snapshot, 'superseded');
    await fetchFile(copy, remote, patience(signal));
    return { type: 'sent', path: beside, created: true };
  }
}

function keep(
  { shareId, store }: ShareCopy,
  path: string,
  { size, modified, sha256 }: Snapshot,
  validator: string
): void {
  const inStep: InStep = { validator, size, modified, sha256 };
  store.keepInStep(shareId, path, inStep);
}

/** Whether the server has these bytes already. */
async function holds(
  { storage }: ShareCopy,
  { path, size }: Entry,
  snapshot: Snapshot,
  signal?: AbortSignal
): Promise<boolean> {
  return (
    (size === null || size === snapshot.size) &&
    (await remoteHash(storage, path, signal)) === snapshot.sha256
  );
}

async function isSame(
  target: string,
  stats: { size: number; isFile(): boolean },
  snapshot: Snapshot
): Promise<boolean> {
  return (
    stats.isFile() &&
    stats.size === snapshot.size &&
    (await hashOf(target)) === snapshot.sha256
  );
}
