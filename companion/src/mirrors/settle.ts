/**
 * Finds out what became of something that was about to be done to a file when
 * the process ended, or when the server did not answer.
 */
import type { MirroredFile } from '../store/mirrors.ts';
import { statsOf } from '../transfers/working-folder.ts';
import { hashOf, remoteHash, type ShareCopy } from './copy.ts';
import type { PathLocks } from './locks.ts';
import { fileAt, validatorOf } from './validator.ts';

/**
 * Leaves the file either in step or as it was before, with nothing intended.
 *
 * @throws StorageError while the server cannot be asked
 */
export async function settle(
  { shareId, storage, folder, store }: ShareCopy,
  { path, inStep, intent }: MirroredFile,
  signal?: AbortSignal
): Promise<void> {
  if (intent === null) {
    return;
  }
  const { type, ...meant } = intent;
  if (type === 'place') {
    const stats = await statsOf(folder.target(path));
    if (
      stats?.isFile() &&
      stats.size === meant.size &&
      (await hashOf(folder.target(path))) === meant.sha256
    ) {
      store.keepInStep(shareId, path, { ...meant, modified: stats.mtimeMs });
    } else {
      store.settle(shareId, path);
    }
    return;
  }
  const remote = await fileAt(storage, path, signal);
  if (
    remote !== null &&
    validatorOf(remote) !== inStep?.validator &&
    (remote.size === null || remote.size === meant.size) &&
    (await remoteHash(storage, path, signal)) === meant.sha256
  ) {
    const validator = validatorOf(remote);
    store.keepInStep(shareId, path, { ...meant, validator });
  } else {
    store.settle(shareId, path);
  }
}

/**
 * Settles everything of a share that nothing is being done to.
 *
 * @throws StorageError while the server cannot be asked
 */
export async function settleAll(
  copy: ShareCopy,
  locks: PathLocks,
  signal: AbortSignal
): Promise<void> {
  for (const { path, intent } of copy.store.files(copy.shareId).values()) {
    if (intent === null || locks.isBusy(path)) {
      continue;
    }
    await locks.use(path, async () => {
      const now = copy.store.file(copy.shareId, path);
      if (now !== null) {
        await settle(copy, now, signal);
      }
    });
  }
}
