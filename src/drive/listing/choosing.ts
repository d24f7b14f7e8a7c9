import type { Contents } from '@jupyterlab/services';

/**
 * Which rows are selected, by path.
 */
export type Selection = Record<string, boolean>;

/**
 * A selection of one row more or less.
 */
export function toggled(selection: Selection, path: string): Selection {
  const { [path]: isSelected, ...others } = selection;
  return isSelected ? others : { ...selection, [path]: true };
}

/**
 * A selection of all rows between two, both included.
 */
export function between(
  rows: readonly Contents.IModel[],
  one: number,
  other: number
): Selection {
  const [start, end] = one < other ? [one, other] : [other, one];
  return of(rows.slice(start, end + 1));
}

/**
 * A selection of these rows.
 */
export function of(rows: Iterable<Contents.IModel>): Selection {
  const selection: Selection = {};
  for (const { path } of rows) {
    selection[path] = true;
  }
  return selection;
}

/**
 * The row that a key leads to; null where it leads nowhere.
 */
export function rowFor(
  key: string,
  from: number,
  options: { readonly count: number; readonly page: number }
): number | null {
  const { count, page } = options;
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + page, last);
    case 'PageUp':
      return Math.max(from - page, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
