/**
 * Does at the share what was done to a file here: deletes it, or gives it
 * another name. Both only to the state that the working copy had, or to the one
 * that the person has decided about.
 */
import { StorageError, type Entry } from '../storage/storage.ts';
import { FileFailure } from '../transfers/file-failure.ts';
import { statsOf } from '../transfers/working-folder.ts';
import type { ShareCopy } from './copy.ts';
import { fetchFile } from './fetch.ts';
import {
  makeFolders,
  patience,
  sendFile,
  type Decision,
  type Sent
} from './send.ts';
import { fileAt, validatorOf } from './validator.ts';

/**
 * Deletes a file at the share that was deleted here; `keep-both` brings it
 * back instead.
 *
 * @throws StorageError, FileFailure or an error of the file system
 */
export async function sendDeletion(
  copy: ShareCopy,
  path: string,
  decision: Decision,
  signal?: AbortSignal
): Promise<Sent> {
  const { storage, store, shareId, folder } = copy;
  if ((await statsOf(folder.target(path))) !== null) {
    throw new FileFailure(
      'busy',
      `"${path}" is in the working copy again. Look at the list once more.`
    );
  }
  const remote = await fileAt(storage, path, signal);
  if (remote === null) {
    store.forget(shareId, path);
    return { type: 'deleted', path };
  }
  if (decision.type === 'keep-both') {
    await fetchFile(copy, remote, patience(signal));
    return { type: 'fetched', path };
  }
  if (!isKnown(copy, remote, decision)) {
    return { type: 'conflict', validator: validatorOf(remote) };
  }
  try {
    await storage.delete(path, {
      ...patience(signal),
      ...(remote.etag === null ? {} : { etag: remote.etag })
    });
  } catch (error) {
    if (!(error instanceof StorageError)) {
      throw error;
    }
    if (error.code === 'changed') {
      const now = await fileAt(storage, path, signal);
      return { type: 'conflict', validator: now ? validatorOf(now) : '' };
    }
    if (error.code !== 'not-found') {
      throw error;
    }
  }
  store.forget(shareId, path);
  return { type: 'deleted', path };
}

/**
 * Renames a file at the share that was renamed here. Where it has changed
 * there, `keep-both` leaves that under the old name and sends ours under the
 * new one; `overwrite` deletes it.
 *
 * @throws StorageError, FileFailure or an error of the file system
 */
export async function sendRename(
  copy: ShareCopy,
  { from, path }: { from: string; path: string },
  decision: Decision,
  signal?: AbortSignal
): Promise<Sent> {
  const { storage, store, shareId, folder } = copy;
  const inStep = store.file(shareId, from)?.inStep ?? null;
  const remote = await fileAt(storage, from, signal);
  const isTaken = (await fileAt(storage, path, signal)) !== null;
  if (remote === null || inStep === null || isTaken) {
    // Nothing is left to rename, or to rename to: it is a file like any other.
    return sendFile(copy, path, decision, signal);
  }
  if (validatorOf(remote) !== inStep.validator) {
    return decideRename(copy, { from: remote, path }, decision, signal);
  }
  await move(copy, from, path, signal);
  const now = await fileAt(storage, path, signal);
  const stats = await statsOf(folder.target(path));
  if (now !== null && stats !== null) {
    // Whatever a server makes of the validator; another size is not ours.
    const validator = now.size === inStep.size ? validatorOf(now) : 'changed';
    store.keepInStep(shareId, path, {
      ...inStep,
      validator,
      modified: stats.mtimeMs
    });
  }
  store.forget(shareId, from);
  return { type: 'renamed', path, from };
}

async function decideRename(
  copy: ShareCopy,
  { from, path }: { from: Entry; path: string },
  decision: Decision,
  signal: AbortSignal | undefined
): Promise<Sent> {
  if (decision.type === 'none') {
    return { type: 'conflict', validator: validatorOf(from) };
  }
  const sent = await sendFile(copy, path, { type: 'none' }, signal);
  if (sent.type === 'sent') {
    await sendDeletion(copy, from.path, decision, signal);
  }
  return sent;
}

async function move(
  { storage }: ShareCopy,
  from: string,
  to: string,
  signal: AbortSignal | undefined
): Promise<void> {
  const attempt = (): Promise<void> => storage.move(from, to, patience(signal));
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'not-found')) {
      throw error;
    }
    // A new folder here is none at the share yet.
    await makeFolders(storage, to, signal);
    await attempt();
  }
}

/** Whether it is the state that was here, or that was decided about. */
function isKnown(
  { store, shareId }: ShareCopy,
  remote: Entry,
  decision: Decision
): boolean {
  const validator = validatorOf(remote);
  return (
    validator === store.file(shareId, remote.path)?.inStep?.validator ||
    (decision.type === 'overwrite' && decision.validator === validator)
  );
}
