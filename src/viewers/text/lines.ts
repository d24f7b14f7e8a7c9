import type { IPage } from './pages';

/**
 * A line as it is shown: a line of the file, or a piece of a very long one.
 */
export interface ILine {
  /**
   * Counted from one; null where nobody has counted up to here, and for what
   * continues the line above.
   */
  readonly number: number | null;
  readonly text: string;
}

/** Characters of a line that are shown. */
const SHOWN_CHARACTERS = 2_000;

/**
 * The lines of pages that follow each other.
 *
 * @param isCounted - whether the first page is that of the file
 */
export function linesOf(
  pages: readonly IPage[],
  isCounted: boolean
): readonly ILine[] {
  const lines: ILine[] = [];
  let number = 0;
  for (const page of pages) {
    page.lines.forEach((text, index) => {
      const isNew = index > 0 || !page.continues;
      number += isNew ? 1 : 0;
      lines.push({ number: isCounted && isNew ? number : null, text });
    });
  }
  return lines;
}

/**
 * The beginning of a line, and how much of it is left out.
 */
export function clippedLine(text: string): {
  readonly shown: string;
  readonly omitted: number;
} {
  return {
    shown: text.slice(0, SHOWN_CHARACTERS),
    omitted: Math.max(0, text.length - SHOWN_CHARACTERS)
  };
}
