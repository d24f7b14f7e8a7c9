/**
 * Which rows of a long list have nodes.
 */
export interface ISlice {
  /**
   * Index of the first one.
   */
  readonly start: number;

  /**
   * Index after the last one.
   */
  readonly end: number;
}

/** Rows above and below the visible ones, so that scrolling shows no gap. */
const MARGIN = 12;

/**
 * The rows that have nodes for a place in the list.
 */
export function sliceAt(options: {
  readonly count: number;

  /**
   * Pixels of the visible part.
   */
  readonly height: number;

  /**
   * Pixels of a row.
   */
  readonly rowHeight: number;
  readonly scrollTop: number;
}): ISlice {
  const { count, height, rowHeight, scrollTop } = options;
  const first = Math.floor(scrollTop / rowHeight);
  const visible = Math.ceil(height / rowHeight) + 1;
  const start = Math.max(0, Math.min(first - MARGIN, count - visible - MARGIN));
  return { start, end: Math.min(count, Math.max(first, 0) + visible + MARGIN) };
}

/**
 * Where to scroll so that a row is in sight; null when it is.
 */
export function scrollFor(
  index: number,
  options: {
    readonly height: number;
    readonly rowHeight: number;
    readonly scrollTop: number;
  }
): number | null {
  const { height, rowHeight, scrollTop } = options;
  const top = index * rowHeight;
  if (top < scrollTop) {
    return top;
  }
  const bottom = top + rowHeight;
  return bottom > scrollTop + height ? bottom - height : null;
}
