/**
 * Everything below a folder of a storage, folders before what is in them.
 */
import {
  PASSING,
  StorageError,
  type Entry,
  type Storage
} from '../storage/storage.ts';
import { OWN_FOLDER } from './places.ts';

/** Folders listed at the same time. */
const SIDE_BY_SIDE = 4;
/** A share that leads deeper than this leads in a circle. */
const DEEPEST = 100;

export interface Found {
  entry: Entry;
  /** Path of its folder in the storage. */
  folder: string;
  /** Why it cannot be gone into or used, if so. */
  problem: string | null;
}

/**
 * Lists level by level, with one request a folder. A folder that may not be
 * read is found a second time, with the problem.
 *
 * @param path of the folder to begin at, which is not itself among the found
 */
export async function* walk(
  storage: Storage,
  path: string,
  signal: AbortSignal
): AsyncGenerator<readonly Found[]> {
  let level = [path];
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    for (let from = 0; from < level.length; from += SIDE_BY_SIDE) {
      const folders = level.slice(from, from + SIDE_BY_SIDE);
      const lists = await Promise.all(
        folders.map(folder => listed(storage, folder, signal))
      );
      for (const found of lists) {
        const usable = found.filter(({ entry }) => entry.name !== OWN_FOLDER);
        yield usable;
        for (const { entry, problem } of usable) {
          if (entry.kind === 'folder' && problem === null) {
            next.push(entry.path);
          }
        }
      }
    }
    if (depth === DEEPEST && next.length > 0) {
      throw new StorageError(
        'unsupported',
        `${storage.label} has folders more than ${DEEPEST} deep, perhaps in a circle. Choose a folder further down.`
      );
    }
    level = next;
  }
}

async function listed(
  storage: Storage,
  folder: string,
  signal: AbortSignal
): Promise<Found[]> {
  const found: Found[] = [];
  try {
    const listing = await storage.list(folder, { signal });
    for await (const batch of listing?.entries ?? []) {
      signal.throwIfAborted();
      for (const entry of batch) {
        found.push({ entry, folder, problem: entry.problem });
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    // What may work in a moment is not left out without a word.
    if (!(error instanceof StorageError) || PASSING.has(error.code)) {
      throw error;
    }
    const entry = await storage.stat(folder, { signal });
    found.push({ entry, folder, problem: error.message });
  }
  return found;
}
