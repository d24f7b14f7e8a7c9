import type { PackageFile } from 'sciencemesh-contract';

/**
 * The columns by which files can be sorted.
 */
export type Column = 'name' | 'size' | 'source' | 'license' | 'state';

/**
 * How files are sorted.
 */
export interface ISorting {
  readonly ascending: boolean;
  readonly column: Column;
}

/**
 * What a click on a column leads to: up, down, and back to the package's order.
 */
export function nextSorting(
  sorting: ISorting | null,
  column: Column
): ISorting | null {
  if (sorting?.column !== column) {
    return { ascending: true, column };
  }
  return sorting.ascending ? { ascending: false, column } : null;
}

/**
 * The files in order; those that are equal stay as they are.
 *
 * @param stateOf - what the column of the state shows
 */
export function sorted(
  files: readonly PackageFile[],
  sorting: ISorting | null,
  stateOf: (file: PackageFile) => string
): readonly PackageFile[] {
  if (!sorting) {
    return files;
  }
  const { ascending, column } = sorting;
  const order = ascending ? 1 : -1;
  return [...files].sort(
    (one, other) => order * compare(one, other, column, stateOf)
  );
}

function compare(
  one: PackageFile,
  other: PackageFile,
  column: Column,
  stateOf: (file: PackageFile) => string
): number {
  switch (column) {
    case 'name':
      return COLLATOR.compare(one.path, other.path);
    case 'size':
      // A size that nobody knows stands before the smallest.
      return (one.size ?? -1) - (other.size ?? -1);
    case 'source':
      return COLLATOR.compare(one.host ?? '', other.host ?? '');
    case 'license':
      return COLLATOR.compare(one.license ?? '', other.license ?? '');
    case 'state':
      return COLLATOR.compare(stateOf(one), stateOf(other));
  }
}

/** `2.csv` comes before `10.csv`; one collator is many times faster than
 * `localeCompare` for each pair. */
const COLLATOR = new Intl.Collator(undefined, { numeric: true });
