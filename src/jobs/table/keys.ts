import type { JobLine } from './rows';

/**
 * What tells a line from the others, whatever is sorted.
 */
export function lineKey(line: JobLine): string {
  switch (line.kind) {
    case 'job':
      return line.job.id;
    case 'task':
      return `${line.job.id} ${line.task.index}`;
    case 'note':
      return `${line.job.id} note`;
    case 'group':
      return `group ${line.key}`;
  }
}

/**
 * The line that a key leads to; null where it leads nowhere.
 *
 * @param position - of the line with the focus
 */
export function destination(
  key: string,
  position: number,
  lines: readonly JobLine[]
): number | null {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  const [first, last] = [0, lines.length - 1];
  let target =
    step !== undefined
      ? Math.min(last, Math.max(first, position + step))
      : key === 'Home'
        ? first
        : key === 'End'
          ? last
          : null;
  // Headings and notes are no stops; above the first job is a heading, below
  // the last one may be a note.
  const direction = (step !== undefined && step < 0) || key === 'End' ? -1 : 1;
  while (target !== null && isPassedBy(lines[target])) {
    target += direction;
  }
  return target !== null && lines[target] ? target : null;
}

function isPassedBy(line: JobLine | undefined): boolean {
  return line?.kind === 'group' || line?.kind === 'note';
}
