/**
 * Names that the server chooses, as jupyter_server does (`increment_filename`
 * of its contents manager).
 */
import { StorageError } from '../storage/storage.ts';

/** After so many a person has other troubles. */
const MOST = 1000;

/** Parts a name before its first dot, that of a notebook before its last. */
function partedName(name: string): { stem: string; suffix: string } {
  const last = name.lastIndexOf('.');
  const cut = name.endsWith('.ipynb') ? last : name.indexOf('.');
  return cut < 0
    ? { stem: name, suffix: '' }
    : { stem: name.slice(0, cut), suffix: name.slice(cut) };
}

/**
 * Makes something under the first name that is free.
 *
 * @param insert what stands before the number
 * @param make fails with `exists` when the name is taken
 * @returns the name
 */
export async function withFreeName(
  wanted: string,
  insert: string,
  make: (name: string) => Promise<void>
): Promise<string> {
  const { stem, suffix } = partedName(wanted);
  for (let count = 0; ; count += 1) {
    const name = count === 0 ? wanted : `${stem}${insert}${count}${suffix}`;
    try {
      await make(name);
      return name;
    } catch (error) {
      const isTaken = error instanceof StorageError && error.code === 'exists';
      if (!isTaken || count === MOST) {
        throw error;
      }
    }
  }
}

/** The name that a copy is numbered from: `a-Copy3.txt` copies `a.txt`. */
export function copyName(name: string): string {
  return name.replace(/-Copy\d*\./g, '.');
}
