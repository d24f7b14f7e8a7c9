import type { Change } from 'diff';

/** Lines around a difference. */
const AROUND = 3;

/**
 * A line of two files beside each other.
 */
export interface ILine {
  readonly kind: 'both' | 'mine' | 'theirs';
  readonly text: string;

  /**
   * Numbers of the line in the two files, from one; null where it is not.
   */
  readonly theirs: number | null;
  readonly mine: number | null;
}

/**
 * Lines that are shown, or the number of those that are alike and are not.
 */
export type Hunk =
  | { readonly kind: 'lines'; readonly lines: readonly ILine[] }
  | { readonly kind: 'alike'; readonly count: number };

/**
 * What of a comparison people want to read.
 *
 * @param changes - from theirs to mine
 */
export function hunksOf(changes: readonly Change[]): Hunk[] {
  const lines = linesOf(changes);
  const isNear = nearDifference(lines);
  const hunks: Hunk[] = [];
  let start = 0;
  while (start < lines.length) {
    let end = start + 1;
    while (end < lines.length && isNear[end] === isNear[start]) {
      end += 1;
    }
    hunks.push(
      isNear[start]
        ? { kind: 'lines', lines: lines.slice(start, end) }
        : { kind: 'alike', count: end - start }
    );
    start = end;
  }
  return hunks;
}

function linesOf(changes: readonly Change[]): ILine[] {
  const lines: ILine[] = [];
  let theirs = 0;
  let mine = 0;
  for (const { added, removed, value } of changes) {
    const kind = added ? 'mine' : removed ? 'theirs' : 'both';
    for (const text of value.replace(/\n$/, '').split('\n')) {
      theirs += kind === 'mine' ? 0 : 1;
      mine += kind === 'theirs' ? 0 : 1;
      lines.push({
        kind,
        text,
        theirs: kind === 'mine' ? null : theirs,
        mine: kind === 'theirs' ? null : mine
      });
    }
  }
  return lines;
}

function nearDifference(lines: readonly ILine[]): boolean[] {
  const isNear = lines.map(() => false);
  for (const [index, { kind }] of lines.entries()) {
    if (kind !== 'both') {
      const end = Math.min(lines.length - 1, index + AROUND);
      for (let near = Math.max(0, index - AROUND); near <= end; near += 1) {
        isNear[near] = true;
      }
    }
  }
  return isNear;
}
