/** Of an unsorted list; NaN when it is empty. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest rank of a percentile; NaN when the list is empty. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[rank] ?? NaN;
}
