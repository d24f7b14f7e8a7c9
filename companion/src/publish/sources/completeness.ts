/**
 * Nothing of a share may be missing: what is too large to come by itself is
 * brought in before it is published.
 */
import { RequestProblem } from '../../http/problem.ts';
import type { Folders, Located } from '../../mirrors/folders.ts';
import type { MirrorLibrary } from '../../mirrors/library.ts';
import { oneLine } from '../../packages/crate/shown.ts';

/** @throws RequestProblem 503 when not all of a folder is here */
export async function assertWhole(
  located: Located,
  {
    folders,
    mirrors
  }: { folders: Folders; mirrors: Pick<MirrorLibrary, 'get'> },
  signal: AbortSignal
): Promise<void> {
  const { display, kind, mirror } = located;
  if (mirror?.kind !== 'copy' || kind === 'file') {
    return;
  }
  const copy = await mirrors.get(mirror.id);
  // Breaking off here leaves what has come where it is.
  await Promise.race([folders.complete(located, null), ended(signal)]);
  signal.throwIfAborted();
  const { failed, left, message, state } = copy.toMirror();
  // Somebody else may have begun to look at the share again by now.
  const isSeen = state !== 'failed' && state !== 'stopped';
  if (!isSeen || left.files > 0 || failed > 0) {
    throw new RequestProblem(
      503,
      'share-incomplete',
      `Not all files of "${oneLine(display, 100)}" could be brought here. ${message ?? 'Look at the working copy of the share for the reason.'} Then try again.`
    );
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
