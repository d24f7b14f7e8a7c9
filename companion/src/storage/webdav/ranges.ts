/**
 * Parts of a file, as they are asked for and as a server names them (RFC 9110,
 * 14).
 */
import { bytesOf } from './properties.ts';

export interface Part {
  start?: number;
  end?: number;
  etag?: string;
  signal?: AbortSignal;
}

export function rangeHeader({ start, end }: Part): string | null {
  if (start === undefined && end === undefined) {
    return null;
  }
  return start !== undefined && start < 0
    ? `bytes=${start}`
    : `bytes=${start ?? 0}-${end ?? ''}`;
}

interface ToldRange {
  start: number;
  end: number;
  size: number | null;
}

export function contentRange(text: string | undefined): ToldRange | null {
  const [, start, end, size] =
    /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(text?.trim() ?? '') ??
    [];
  const told = {
    start: bytesOf(start),
    end: bytesOf(end),
    size: bytesOf(size)
  };
  return told.start === null || told.end === null || told.end < told.start
    ? null
    : { start: told.start, end: told.end, size: told.size };
}

/** Fewer bytes than asked for are right only where the file ends. */
export function matches(part: Part, told: ToldRange): boolean {
  const last = told.size === null ? null : told.size - 1;
  if (last !== null && told.end > last) {
    return false;
  }
  if (part.start !== undefined && part.start < 0) {
    return (
      last === null ||
      (told.end === last && told.start === Math.max(0, last + 1 + part.start))
    );
  }
  const start = part.start ?? 0;
  if (told.start !== start) {
    return false;
  }
  return part.end === undefined
    ? last === null || told.end === last
    : told.end === part.end ||
        (last !== null && told.end === last && last < part.end);
}
