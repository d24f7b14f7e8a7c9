import type { FileEntry } from './dataset.ts';

/** Another name for a file whose own is taken: a number before the ending. */
function nextName(name: string): string {
  const dot = name.lastIndexOf('.');
  const base = dot < 0 ? name : name.slice(0, dot);
  const ending = dot < 0 ? '' : name.slice(dot);
  const numbered = /^(.*)-(\d+)$/s.exec(base);
  return numbered
    ? `${numbered[1]}-${Number(numbered[2]) + 1}${ending}`
    : `${base}-1${ending}`;
}

/** The name, or the first after it that no file in that folder has. */
export function freeName(
  name: string,
  directory: string | null,
  entries: readonly FileEntry[]
): string {
  const taken = new Set(
    entries
      .filter(({ directoryLabel }) => directoryLabel === directory)
      .map(({ label }) => label)
  );
  let free = name;
  while (taken.has(free)) {
    free = nextName(free);
  }
  return free;
}

/** What a file may be called, says the sentence that refuses the others. */
export function nameFault(name: string): string | null {
  return /[:<>;#/"*|?\\]/.test(name)
    ? 'File Name cannot contain any of the following characters: \\ / : * ? " < > | ; # .'
    : null;
}

/** Whether a folder may be called that: ASCII letters and little else. */
export function isFolderName(name: string): boolean {
  return /^[\w\\/. -]+$/.test(name);
}
