/**
 * What was made or changed in a working copy since it was in step.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { codeOf } from '../transfers/durability.ts';
import { statsOf } from '../transfers/working-folder.ts';
import { absencesIn, findRenamed } from './absences.ts';
import { isUntouched, type ShareCopy } from './copy.ts';
import { isByProduct, isOffered, nameProblem } from './names.ts';

/** More than this is no work of a person. */
const MAXIMUM_ITEMS = 50_000;

export interface LocalChange {
  /** In the share's storage, as in the working copy. */
  path: string;
  kind: 'new' | 'changed' | 'deleted' | 'renamed';
  size: number;
  /** The path that a renamed file has at the share. */
  from: string | null;
}

export interface Scan {
  changes: Map<string, LocalChange>;
  /** Paths of the files that are here, changed or not. */
  present: Set<string>;
}

/**
 * @param top folder of the share; empty for all of it
 * @param isAway paths that are on their way right now
 */
export async function scanFolder(
  copy: ShareCopy,
  top: string,
  isAway: (path: string) => boolean
): Promise<Scan> {
  const known = copy.store.files(copy.shareId);
  const changes = new Map<string, LocalChange>();
  const present = new Set<string>();
  const knownFolders = foldersOf(known.keys());
  const folders = [top];
  let items = 0;
  for (const folder of folders) {
    for (const item of await itemsIn(copy.folder.target(folder))) {
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      items += 1;
      if (items > MAXIMUM_ITEMS) {
        // What was not looked at is not missing.
        return { changes, present };
      }
      if (nameProblem(path) !== null || isByProduct(item.name)) {
        continue;
      }
      if (item.isDirectory()) {
        // What is hidden and did not come from the share is not looked into.
        if (knownFolders.has(path) || isOffered(item.name)) {
          folders.push(path);
        }
        continue;
      }
      // A link may lead anywhere; what it leads to is not part of the folder.
      if (!item.isFile() || isAway(path)) {
        continue;
      }
      present.add(path);
      if (known.has(path) || path.split('/').every(isOffered)) {
        const change = await changeOf(copy, path);
        if (change !== null) {
          changes.set(path, change);
        }
      }
    }
  }
  await noteAbsences(copy, top, changes, isAway);
  return { changes, present };
}

async function noteAbsences(
  copy: ShareCopy,
  top: string,
  changes: Map<string, LocalChange>,
  isAway: (path: string) => boolean
): Promise<void> {
  const made = [...changes.values()].filter(({ kind }) => kind === 'new');
  const absences = await findRenamed(
    copy,
    await absencesIn(copy, top, isAway),
    made.map(({ path }) => path)
  );
  for (const { path, to, inStep } of absences) {
    const { size } = inStep;
    changes.set(
      to ?? path,
      to === null
        ? { path, kind: 'deleted', size, from: null }
        : { path: to, kind: 'renamed', size, from: path }
    );
  }
}

async function changeOf(
  { folder, store, shareId }: ShareCopy,
  path: string
): Promise<LocalChange | null> {
  const target = folder.target(path);
  const stats = await statsOf(target);
  // Read after the file, so that a file that has just arrived is known.
  const record = store.file(shareId, path);
  const inStep = record?.inStep ?? null;
  if (!stats?.isFile() || record?.intent?.type === 'place') {
    return null;
  }
  const { size } = stats;
  if (inStep === null) {
    return { path, kind: 'new', size, from: null };
  }
  if (!(await isUntouched(target, stats, inStep))) {
    return { path, kind: 'changed', size, from: null };
  }
  if (stats.mtimeMs !== inStep.modified && record?.intent === null) {
    // Written with the same bytes: not to be read again next time.
    const modified = stats.mtimeMs;
    store.keepInStep(shareId, path, { ...inStep, modified });
  }
  return null;
}

function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (
      let slash = path.lastIndexOf('/');
      slash > 0 && !folders.has(path.slice(0, slash));
      slash = path.lastIndexOf('/', slash - 1)
    ) {
      folders.add(path.slice(0, slash));
    }
  }
  return folders;
}

async function itemsIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // Taken away meanwhile, or not to be read: that is the person's right.
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(codeOf(error))) {
      return [];
    }
    throw error;
  }
}
