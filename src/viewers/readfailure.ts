import type { IFailure } from '../companion/outcome';

/**
 * Why bytes of a file could not be had.
 */
export type ReadFailureCode =
  | 'file-changed'
  | 'file-cut-short'
  | 'file-missing'
  | 'file-refused'
  | 'file-unreadable'
  | 'no-ranges'
  | 'reading-stopped'
  | 'server-unreachable'
  | 'size-unknown';

/**
 * Thrown where bytes of a file could not be had; its message is for the person.
 *
 * #### Notes
 * An error rather than a value, because it travels through parsers of others.
 */
export class ReadFailure extends Error implements IFailure {
  constructor(
    readonly code: ReadFailureCode,
    message: string,
    override readonly cause?: unknown
  ) {
    super(message);
    this.name = 'ReadFailure';
  }
}

/**
 * What was thrown while a file was read or understood, as something to show.
 */
export function failureOf(reason: unknown): IFailure {
  if (reason instanceof ReadFailure) {
    return reason;
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: 'file-not-understood', message, cause: reason };
}
