/**
 * Parts of files, as browsers ask for them (RFC 9110, "Range Requests").
 */

export interface AskedRange {
  /** From the end when negative. */
  start: number;
  end?: number;
}

/**
 * Reads a `Range` header. Several ranges, other units and nonsense are left
 * out of account, as the standard allows: then all is sent.
 */
export function askedRange(header: string | undefined): AskedRange | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) {
    return null;
  }
  if (first === '') {
    return Number(last) === 0 ? null : { start: -Number(last) };
  }
  if (last === '') {
    return { start: Number(first) };
  }
  return Number(first) > Number(last)
    ? null
    : { start: Number(first), end: Number(last) };
}

/** The bytes that a file of this size has of a range; null: none of them. */
export function withinFile(
  { start, end }: AskedRange,
  size: number
): { start: number; end: number } | null {
  const first = start < 0 ? Math.max(0, size + start) : start;
  const last = Math.min(end ?? size - 1, size - 1);
  return first > last ? null : { start: first, end: last };
}

/** Whether an `If-None-Match` names this validator, or any. */
export function namesEtag(header: string, etag: string | null): boolean {
  return (
    header.trim() === '*' ||
    (etag !== null &&
      header
        .split(',')
        .some(item => item.trim().replace(/^W\//, '') === `"${etag}"`))
  );
}
