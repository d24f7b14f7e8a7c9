/**
 * Files that were deleted or renamed in a working copy: known ones that are
 * not there any more. They are offered like all changes, one by one.
 */
import type { Stats } from 'node:fs';
import type { InStep } from '../store/mirrors.ts';
import { codeOf } from '../transfers/durability.ts';
import { statsOf } from '../transfers/working-folder.ts';
import { hashOf, type ShareCopy } from './copy.ts';

export interface Absence {
  path: string;
  inStep: InStep;
  /** Where its bytes are now; null: nowhere. */
  to: string | null;
}

/**
 * @param top folder of the share; empty for all of it
 * @param isAway paths that are on their way right now
 */
export async function absencesIn(
  { folder, store, shareId }: ShareCopy,
  top: string,
  isAway: (path: string) => boolean
): Promise<Absence[]> {
  const absences: Absence[] = [];
  for (const { path, inStep, intent } of store.files(shareId).values()) {
    const isBelow = top === '' || path.startsWith(`${top}/`);
    if (!isBelow || inStep === null || intent !== null || isAway(path)) {
      continue;
    }
    if ((await occupantOf(folder.target(path))) === null) {
      absences.push({ path, inStep, to: null });
    }
  }
  return absences;
}

/**
 * Finds what was only renamed: a new file with the time, the size and the
 * bytes of one that is missing. A rename changes none of them.
 *
 * @param made paths of files that the share has not
 */
export async function findRenamed(
  { folder }: ShareCopy,
  absences: readonly Absence[],
  made: Iterable<string>
): Promise<Absence[]> {
  const found = absences.map(absence => ({ ...absence }));
  for (const path of made) {
    const target = folder.target(path);
    const stats = await occupantOf(target);
    const alike = found.filter(
      ({ to, inStep }) =>
        to === null &&
        stats?.isFile() === true &&
        inStep.size === stats.size &&
        inStep.modified === stats.mtimeMs
    );
    if (alike.length > 0) {
      const hash = await hashOf(target);
      const source = alike.find(({ inStep }) => inStep.sha256 === hash);
      if (source !== undefined) {
        source.to = path;
      }
    }
  }
  return found;
}

/** What is at a path; a file in the way to it is something, too. */
async function occupantOf(target: string): Promise<Stats | null | undefined> {
  try {
    return await statsOf(target);
  } catch (error) {
    if (['ENOTDIR', 'EACCES'].includes(codeOf(error))) {
      return undefined;
    }
    throw error;
  }
}
