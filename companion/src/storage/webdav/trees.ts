/**
 * All that is in a folder, or a file alone, to be compared with another.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Lister } from './listing.ts';

/** Entries by their path below the top; the top itself at ''. */
export type Tree = ReadonlyMap<string, Entry>;

/** More than this nobody moves in one go at a server that cannot move. */
const MOST = 200_000;

/** @throws StorageError when not all can be seen */
export async function surveyTree(
  lister: Lister,
  path: string,
  kind: Entry['kind'],
  signal?: AbortSignal
): Promise<Tree> {
  const tree = new Map([['', await lister.stat(path, signal)]]);
  const folders = kind === 'folder' ? [path] : [];
  for (let folder = folders.pop(); folder !== undefined;) {
    const listing = await lister.list(folder, undefined, signal);
    for await (const batch of listing?.entries ?? []) {
      for (const entry of batch) {
        if (entry.problem !== null || tree.size > MOST) {
          throw new StorageError(
            'unsupported',
            entry.problem === null
              ? `There is too much in this folder to be moved at this server.`
              : `"${entry.name}" cannot be moved from here. ${entry.problem}`
          );
        }
        tree.set(entry.path.slice(path.length), entry);
        if (entry.kind === 'folder') {
          folders.push(entry.path);
        }
      }
    }
    folder = folders.pop();
  }
  return tree;
}

/**
 * @param options `withEtags`: the files are to be the same states, too
 * @returns the first path that is not the same in both; null when all are
 */
export function firstDifference(
  one: Tree,
  other: Tree,
  { withEtags = false } = {}
): string | null {
  for (const [path, entry] of one) {
    const twin = other.get(path);
    const isSame =
      twin?.kind === entry.kind &&
      (entry.kind === 'folder' ||
        (entry.size !== null &&
          entry.size === twin.size &&
          (!withEtags ||
            (entry.etag === twin.etag && entry.modified === twin.modified))));
    if (!isSame) {
      return path;
    }
  }
  return [...other.keys()].find(path => !one.has(path)) ?? null;
}

/** Whether two are there and hold the same names, kinds and sizes. */
export async function isSameTree(
  lister: Lister,
  one: string,
  other: string,
  signal?: AbortSignal
): Promise<boolean> {
  const [left, right] = await Promise.all([
    lister.find(one, signal),
    lister.find(other, signal)
  ]);
  if (left === null || left.kind !== right?.kind) {
    return false;
  }
  const trees = await Promise.all([
    surveyTree(lister, one, left.kind, signal),
    surveyTree(lister, other, right.kind, signal)
  ]);
  return firstDifference(...trees) === null;
}
