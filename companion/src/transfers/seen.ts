/**
 * How a file was seen, so that it is noticed when it is another one later.
 */
import type { Stats } from 'node:fs';

export interface Seen {
  /** Bytes; null where nobody said. */
  size: number | null;
  /** ISO 8601; null where nobody said. */
  modified: string | null;
  /** Strong validator; null where there is none. */
  etag: string | null;
}

/** The part of an entry, or of an answer, that recognises it. */
export function seenIn({ size, modified, etag }: Seen): Seen {
  return { size, modified, etag };
}

/**
 * Whether the two are the same state of a file, as far as can be told: by the
 * validator where both have one, else by size and time together.
 */
export function sameState(one: Seen, other: Seen): boolean {
  if (one.etag !== null && other.etag !== null) {
    return one.etag === other.etag;
  }
  return (
    one.size !== null &&
    one.modified !== null &&
    one.size === other.size &&
    Date.parse(one.modified) === Date.parse(other.modified ?? '')
  );
}

/** Whether a file on disk is the one that was seen, by size and time. */
export function isStill(seen: Seen, stats: Stats): boolean {
  // Milliseconds may have been rounded up or down on the way into words.
  return (
    seen.size === stats.size &&
    Math.abs(Date.parse(seen.modified ?? '') - stats.mtimeMs) <= 1
  );
}
