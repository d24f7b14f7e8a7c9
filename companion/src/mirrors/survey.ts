/**
 * What a folder of a share holds, with all below it, as far as one looks.
 */
import { StorageError, type Entry, type Storage } from '../storage/storage.ts';
import { Slots } from '../transfers/slots.ts';
import { isByProduct, nameProblem } from './names.ts';

/** A kernel's folder with more than this is a data set to read remotely. */
const MAXIMUM_FILES = 20_000;
const MAXIMUM_FOLDERS = 1_000;
const MAXIMUM_DEPTH = 16;
const LISTED_AT_ONCE = 4;

export interface Survey {
  /** Nearer ones first, then by name. */
  files: Entry[];
  /** Folders that were listed to the end: what is not in them is nowhere. */
  listed: Set<string>;
  /** Why some items cannot come along, by path. */
  problems: Map<string, string>;
  /** Something was left out because there is too much. */
  cutShort: boolean;
}

/** @throws StorageError when the folder itself cannot be listed */
export async function surveyFolder(
  storage: Storage,
  folder: string,
  signal?: AbortSignal
): Promise<Survey> {
  const survey: Survey = {
    files: [],
    listed: new Set(),
    problems: new Map(),
    cutShort: false
  };
  const slots = new Slots(LISTED_AT_ONCE);
  let level = [folder];
  let folders = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAXIMUM_DEPTH || folders >= MAXIMUM_FOLDERS) {
      survey.cutShort = true;
      break;
    }
    const allowed = level.slice(0, MAXIMUM_FOLDERS - folders);
    survey.cutShort ||= allowed.length < level.length;
    folders += allowed.length;
    const contents = await Promise.all(
      allowed.map(path =>
        slots.use(() => listFolder(storage, path, depth === 0, survey, signal))
      )
    );
    level = contents.flatMap(entries => sortOut(entries, survey));
  }
  return survey;
}

/** The folder's items; none where a folder below cannot be listed. */
async function listFolder(
  storage: Storage,
  path: string,
  isTop: boolean,
  survey: Survey,
  signal: AbortSignal | undefined
): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    const listing = await storage.list(path, signal ? { signal } : {});
    for await (const batch of listing?.entries ?? []) {
      entries.push(...batch);
      if (entries.length > MAXIMUM_FILES) {
        survey.cutShort = true;
        return entries;
      }
    }
  } catch (error) {
    if (isTop || !(error instanceof StorageError) || signal?.aborted) {
      throw error;
    }
    survey.problems.set(path, error.message);
    return [];
  }
  survey.listed.add(path);
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** @returns the folders to look into next */
function sortOut(entries: readonly Entry[], survey: Survey): string[] {
  const folders: string[] = [];
  for (const entry of entries) {
    const problem = entry.problem ?? nameProblem(entry.path);
    if (problem !== null) {
      survey.problems.set(entry.path, problem);
    } else if (isByProduct(entry.name)) {
      continue;
    } else if (entry.kind === 'folder') {
      folders.push(entry.path);
    } else if (survey.files.length < MAXIMUM_FILES) {
      survey.files.push(entry);
    } else {
      survey.cutShort = true;
    }
  }
  return folders;
}
