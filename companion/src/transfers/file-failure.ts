/**
 * Why one file did not arrive: a code, a sentence, and whether trying again by
 * itself makes sense.
 */
import { codeOf } from './durability.ts';
import { OutboundError, type OutboundFailure } from '../http/outbound.ts';
import { StorageError, type StorageFailure } from '../storage/storage.ts';

export type FileFailureCode =
  | OutboundFailure
  | StorageFailure
  | 'login-required'
  | 'not-found'
  | 'web-page'
  | 'busy'
  | 'server-error'
  | 'unexpected-answer'
  | 'checksum-mismatch'
  | 'size-mismatch'
  | 'no-space'
  | 'not-permitted'
  | 'path-refused'
  | 'source-unreadable'
  | 'write-failed'
  /** Codes of a plan that knew from the start that there is no source. */
  | (string & {});

/** Whether, and after how long at the earliest, an attempt may be repeated. */
export type Again = 'never' | { afterMilliseconds: number | null };

export class FileFailure extends Error {
  readonly code: FileFailureCode;
  readonly again: Again;

  constructor(
    code: FileFailureCode,
    message: string,
    options: { again?: Again; cause?: unknown } = {}
  ) {
    super(message, { cause: options.cause });
    this.name = 'FileFailure';
    this.code = code;
    this.again = options.again ?? 'never';
  }
}

const PASSING: ReadonlySet<string> = new Set<OutboundFailure>([
  'unreachable',
  'timeout',
  'stalled'
]);

/** Whatever an attempt threw, as a failure of its file. */
export function toFileFailure(error: unknown): FileFailure {
  if (error instanceof FileFailure) {
    return error;
  }
  if (error instanceof OutboundError) {
    return new FileFailure(error.code, error.message, {
      again: PASSING.has(error.code) ? { afterMilliseconds: null } : 'never',
      cause: error
    });
  }
  if (error instanceof StorageError) {
    if (error.code === 'damaged') {
      return new FileFailure('checksum-mismatch', error.message, {
        cause: error
      });
    }
    return new FileFailure(error.code, error.message, {
      again: WORTH_REPEATING.has(error.code)
        ? { afterMilliseconds: error.retryAfter }
        : 'never',
      cause: error
    });
  }
  return fromFileSystem(error);
}

/** What a storage may do better in a moment; the rest needs somebody. */
const WORTH_REPEATING: ReadonlySet<StorageFailure> = new Set([
  'unreachable',
  'timeout',
  'busy',
  'server-failed',
  'broken-answer'
]);

function fromFileSystem(error: unknown): FileFailure {
  const code = codeOf(error);
  const failure = (name: FileFailureCode, message: string) =>
    new FileFailure(name, message, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure(
        'no-space',
        'There is no space left in this folder. Free some, then retry.'
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        'not-permitted',
        'This folder may not be written to. Choose another one, or ask for the permission.'
      );
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return failure(
        'path-refused',
        'There cannot be a file of this name here: something else has the name of one of its folders, or it is too long.'
      );
    default:
      return failure(
        'write-failed',
        `The file could not be written${code ? ` (${code})` : ''}. Retry, or look into the log.`
      );
  }
}
