/**
 * Which files of a folder come by themselves.
 */
import type { Entry } from '../storage/storage.ts';
import { statsOf } from '../transfers/working-folder.ts';
import type { ShareCopy } from './copy.ts';
import { validatorOf } from './validator.ts';

export interface Limits {
  /** Bytes of all files together that come by themselves. */
  totalBytes: number;
  /** Largest file that does. */
  fileBytes: number;
}

export interface Selection {
  wanted: Entry[];
  left: Map<string, Entry>;
}

/**
 * Whatever is here already is kept up to date; of the rest, the nearest come
 * first until the total is reached. A size that nobody tells is too large.
 *
 * @param isWanted files that are here already, or were asked for
 */
export function select(
  files: readonly Entry[],
  isWanted: (path: string) => boolean,
  { totalBytes, fileBytes }: Limits
): Selection {
  const chosen = new Set<Entry>();
  let total = 0;
  for (const entry of files) {
    if (isWanted(entry.path)) {
      chosen.add(entry);
      total += entry.size ?? 0;
    }
  }
  const left = new Map<string, Entry>();
  for (const entry of files) {
    const size = entry.size ?? Infinity;
    if (chosen.has(entry)) {
      continue;
    }
    if (size <= fileBytes && total + size <= totalBytes) {
      chosen.add(entry);
      total += size;
    } else {
      left.set(entry.path, entry);
    }
  }
  return { wanted: files.filter(entry => chosen.has(entry)), left };
}

/** Those that are not here, or were in step with another state of the share. */
export async function missingOf(
  { folder, shareId, store }: ShareCopy,
  entries: readonly Entry[]
): Promise<Entry[]> {
  const missing: Entry[] = [];
  for (const entry of entries) {
    const inStep = store.file(shareId, entry.path)?.inStep;
    if (
      inStep?.validator !== validatorOf(entry) ||
      (await statsOf(folder.target(entry.path))) === null
    ) {
      missing.push(entry);
    }
  }
  return missing;
}
