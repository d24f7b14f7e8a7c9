import type { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';

/**
 * How a folder is sorted.
 */
export interface IOrder {
  readonly state: DirListing.ISortState;

  /**
   * A BCP 47 tag.
   */
  readonly language: string;

  /**
   * Whether `run-9` stands before `run-10`.
   */
  readonly naturally: boolean;
  readonly notebooksFirst: boolean;
}

/** More entries are sorted by keys: collation would take seconds. */
const COLLATED = 2_000;

/** An entry with what it is compared by. */
interface IKeyed {
  readonly entry: Contents.IModel;

  /** Folders, then notebooks if so wished, then the rest. */
  readonly group: number;
  readonly value: number;
  readonly name: string;
}

/**
 * Sort entries, as many as there may be, as JupyterLab sorts them.
 *
 * @param breathe - awaited between two turns of the work
 *
 * @returns the sorted entries; null when `breathe` said to stop
 */
export async function sortInTurns(
  entries: readonly Contents.IModel[],
  order: IOrder,
  breathe: () => Promise<boolean>
): Promise<Contents.IModel[] | null> {
  const compare = comparison(order, entries.length);
  const runs: IKeyed[][] = [];
  for (let start = 0; start < entries.length; start += TURN) {
    const run = entries
      .slice(start, start + TURN)
      .map(entry => keyedBy(entry, order, entries.length));
    runs.push(run.sort(compare));
    if (!(await breathe())) {
      return null;
    }
  }
  return merged(runs, compare, breathe);
}

/**
 * Sort entries at once.
 */
export function sortNow(
  entries: readonly Contents.IModel[],
  order: IOrder
): Contents.IModel[] {
  return entries
    .map(entry => keyedBy(entry, order, entries.length))
    .sort(comparison(order, entries.length))
    .map(({ entry }) => entry);
}

/** Entries that are sorted, or merged, before the page may breathe. */
const TURN = 4_096;

async function merged(
  runs: IKeyed[][],
  compare: (one: IKeyed, other: IKeyed) => number,
  breathe: () => Promise<boolean>
): Promise<Contents.IModel[] | null> {
  let level = runs;
  let work = 0;
  while (level.length > 1) {
    const next: IKeyed[][] = [];
    for (let index = 0; index < level.length; index += 2) {
      const one = level[index] ?? [];
      const other = level[index + 1] ?? [];
      const result: IKeyed[] = [];
      let i = 0;
      let j = 0;
      while (i < one.length || j < other.length) {
        const left = one[i];
        const right = other[j];
        if (left && (!right || compare(left, right) <= 0)) {
          result.push(left);
          i += 1;
        } else if (right) {
          result.push(right);
          j += 1;
        }
        work += 1;
        if (work % (TURN * 8) === 0 && !(await breathe())) {
          return null;
        }
      }
      next.push(result);
    }
    level = next;
  }
  return (level[0] ?? []).map(({ entry }) => entry);
}

function comparison(
  order: IOrder,
  count: number
): (one: IKeyed, other: IKeyed) => number {
  const sign = order.state.direction === 'ascending' ? 1 : -1;
  const byName = nameComparison(order, count);
  const isByName = order.state.key === 'name';
  return (one, other) => {
    if (one.group !== other.group) {
      return one.group - other.group;
    }
    if (isByName) {
      return sign * byName(one.name, other.name);
    }
    return sign * (one.value - other.value) || byName(one.name, other.name);
  };
}

function nameComparison(
  order: IOrder,
  count: number
): (one: string, other: string) => number {
  if (count > COLLATED) {
    return (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  }
  const collator = new Intl.Collator(order.language, {
    numeric: order.naturally,
    sensitivity: 'base'
  });
  return (one, other) => collator.compare(one, other);
}

function keyedBy(entry: Contents.IModel, order: IOrder, count: number): IKeyed {
  return {
    entry,
    group: groupOf(entry, order),
    value: valueOf(entry, order.state.key),
    name: count > COLLATED ? nameKey(entry.name, order.naturally) : entry.name
  };
}

function groupOf(entry: Contents.IModel, order: IOrder): number {
  if (entry.type === 'directory') {
    return 0;
  }
  return order.notebooksFirst && entry.type === 'notebook' ? 1 : 2;
}

function valueOf(
  entry: Contents.IModel,
  key: DirListing.ISortState['key']
): number {
  switch (key) {
    case 'name':
      return 0;
    case 'last_modified':
      return Date.parse(entry.last_modified) || 0;
    case 'date_created':
      return Date.parse(entry.created) || 0;
    case 'file_size':
      // As JupyterLab: ascending shows the largest first.
      return -(entry.size ?? 0);
  }
}

/** Marks that stand for themselves in Unicode's decomposed form. */
const MARKS = /\p{M}+/gu;

/**
 * What orders names as a collator would, nearly: case and accents do not
 * count, and a number counts by its value.
 */
function nameKey(name: string, naturally: boolean): string {
  const plain = name.normalize('NFD').replace(MARKS, '').toLowerCase();
  return naturally
    ? plain.replace(/\d+/g, digits => {
        const value = digits.replace(/^0+(?=\d)/, '');
        // The more digits the larger; letters come after.
        return `0${String.fromCharCode(0x21 + Math.min(value.length, 90))}${value}`;
      })
    : plain;
}
