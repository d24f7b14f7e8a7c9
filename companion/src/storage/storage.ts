/**
 * Remote files, whatever serves them. Each implementation passes
 * `testing/storage-conformance.ts`.
 *
 * A path is relative to the storage's root: decoded names joined by `/`, empty
 * for the root itself, exactly as the server spells them (no Unicode
 * normalisation: two names that look alike may be two files).
 */
import type { Readable } from 'node:stream';
import type { FileChecksum } from './checksums.ts';

/** Why something could not be done with a storage. */
export type StorageFailure =
  /** Nothing is there. */
  | 'not-found'
  /** Something is there already, which was not to be replaced. */
  | 'exists'
  /** It is not (any more) what the caller believes it to be (412). */
  | 'changed'
  | 'locked'
  /** The share does not allow it. */
  | 'not-permitted'
  /** The credentials are not (any more) taken: expired, or revoked. */
  | 'login-refused'
  | 'no-space'
  | 'too-large'
  /** No such name can be here: ours to refuse, or the server's. */
  | 'name-refused'
  /** It is a folder where a file is needed, or the other way round. */
  | 'wrong-kind'
  /** The server cannot do it at all. */
  | 'unsupported'
  /** No connection, or the breaker is open. */
  | 'unreachable'
  | 'timeout'
  /** 429, 503: it asks for patience; `retryAfter` says how much. */
  | 'busy'
  /** The server failed (5xx). */
  | 'server-failed'
  /** An answer that makes no sense: HTML for XML, wrong length, … */
  | 'broken-answer'
  /** The bytes do not have the checksum that they should have. */
  | 'damaged'
  /** The whole share is gone: withdrawn, or its server knows it no more. */
  | 'share-gone'
  | 'aborted';

/**
 * Failures that may be over later without anybody doing something: an edit is
 * kept and sent again.
 */
export const PASSING: ReadonlySet<StorageFailure> = new Set([
  'unreachable',
  'timeout',
  'busy',
  'server-failed',
  'broken-answer',
  'damaged',
  'login-refused',
  'locked',
  'no-space'
]);

/** Something that could not be done with a storage. */
export class StorageError extends Error {
  readonly code: StorageFailure;
  /** Milliseconds after which asking again makes sense; null: unknown. */
  readonly retryAfter: number | null;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param details the underlying error, for the log; the server's patience
   */
  constructor(
    code: StorageFailure,
    message: string,
    details: { cause?: unknown; retryAfter?: number | null } = {}
  ) {
    super(message, { cause: details.cause });
    this.name = 'StorageError';
    this.code = code;
    this.retryAfter = details.retryAfter ?? null;
  }
}

/** What the person may do with one file or folder. */
export interface Rights {
  read: boolean;
  /** Change the bytes of this file. */
  write: boolean;
  /** Make files and folders in this folder. */
  create: boolean;
  /** Rename or move it. */
  move: boolean;
  delete: boolean;
  share: boolean;
}

export interface Entry {
  /** Path in the storage. */
  path: string;
  /** Last name of the path; the storage's own name for the root. */
  name: string;
  kind: 'file' | 'folder';
  /** Bytes; null where the server does not say. */
  size: number | null;
  /** ISO 8601, UTC; null where the server does not say, or says nonsense. */
  modified: string | null;
  created: string | null;
  /**
   * The server's strong validator, as it stands between the quotes; null where
   * there is none, or only a weak one. Two equal ones mean equal bytes.
   */
  etag: string | null;
  mediaType: string | null;
  /** Null where the server does not say: then try. */
  rights: Rights | null;
  /** Of the whole file; `stat` tells, where the server does. */
  checksum?: FileChecksum;
  /**
   * Why this item cannot be used, where its name makes that impossible; such
   * an item is listed and nothing else.
   */
  problem: string | null;
}

export interface Listing {
  /** The folder itself. */
  folder: Entry;
  /** What is in it, in the order and the batches in which it arrives. */
  entries: AsyncIterable<readonly Entry[]>;
}

export interface Content {
  /** The whole file's size; null where the server does not say. */
  size: number | null;
  /** Which bytes `body` holds, both ends included; null: all of them. */
  range: { start: number; end: number } | null;
  etag: string | null;
  modified: string | null;
  mediaType: string | null;
  /**
   * Of the whole file, where the server tells it beside the bytes; a `body`
   * that holds all of them was checked when it ends.
   */
  checksum: FileChecksum | null;
  /**
   * Fails with a StorageError; fails too when it ends before it should. A
   * failure before anybody reads it is told to whoever does.
   */
  body: Readable;
}

/** What is known of a file right after it was written. */
export interface Written {
  etag: string | null;
  modified: string | null;
  size: number;
  /** It was not there before. */
  created: boolean;
  /** The server's own checksum of what it has now is that of the bytes. */
  verified: boolean;
}

export interface Quota {
  /** Bytes; null: not limited, or not said. */
  available: number | null;
  used: number | null;
}

/** An earlier state of a file that the server keeps. */
export interface Version {
  /** The server's own; it means nothing but this state of this file. */
  id: string;
  /** ISO 8601, UTC; null where the server does not say. */
  modified: string | null;
  size: number | null;
}

/** Earlier states of files. */
export interface FileVersions {
  /** Newest first; the present state is none of them. */
  list(path: string, patience?: Patience): Promise<Version[]>;

  /** All bytes of an earlier state. */
  read(path: string, id: string, patience?: Patience): Promise<Content>;

  /**
   * Makes an earlier state the present one. What was the present one until then
   * becomes a version.
   */
  restore(path: string, id: string, patience?: Patience): Promise<void>;
}

/** What was deleted, and can be had back. */
export interface Deleted {
  /** The server's own. */
  id: string;
  /** Where it was; it comes back to there. */
  path: string;
  kind: 'file' | 'folder';
  size: number | null;
  /** ISO 8601, UTC; null where the server does not say. */
  deletedAt: string | null;
}

/** Deleted in some time that was looked at. */
export interface DeletedThen {
  /** Newest first. */
  items: Deleted[];
  /** The beginning of the time: what was deleted before is not among them. */
  since: Date;
}

/** Where deleted files and folders go. */
export interface TrashBin {
  /** @param until the end of the time that is looked at; default now */
  list(options?: Patience & { until?: Date }): Promise<DeletedThen>;

  /**
   * Puts something back to where it was.
   *
   * @param path where it was; fails with `exists` when something is there, and
   * with `not-found` when its folder is not
   */
  restore(id: string, path: string, patience?: Patience): Promise<void>;

  /** Deletes one thing for good. */
  delete(id: string, patience?: Patience): Promise<void>;
}

/** How a request may be ended early. */
export interface Patience {
  signal?: AbortSignal;
}

/** Under which condition a file is written. */
export type WriteCondition =
  | { type: 'any' }
  /** Only when nothing is there. */
  | { type: 'new' }
  /** Only when it is still this one. */
  | { type: 'unchanged'; etag: string };

/** What a storage can do, as far as is known by now; true until shown false. */
export interface StorageAbilities {
  /** Parts of a file can be read. */
  ranges: boolean;
  /** Files carry strong validators: changes by others are noticed. */
  etags: boolean;
}

/** Every method fails with a StorageError and with nothing else. */
export interface Storage {
  /** Host or folder that the person knows it by, for messages. */
  readonly label: string;
  readonly abilities: StorageAbilities;
  /** Only where the server keeps earlier states of these files. */
  readonly versions?: FileVersions;
  /** Only where what is deleted here can be had back. */
  readonly trash?: TrashBin;

  stat(path: string, patience?: Patience): Promise<Entry>;

  /**
   * Lists a folder with one request.
   *
   * @param options `unless`: validator of the folder from an earlier listing
   * @returns null when the folder is still that one
   */
  list(
    path: string,
    options?: Patience & { unless?: string }
  ): Promise<Listing | null>;

  /**
   * Reads a file or a part of it. Where the server ignores ranges, what stands
   * before the part is read and dropped, and `range` is right all the same.
   *
   * @param options `start` and `end` are byte offsets, `end` included; a
   * negative `start` counts from the end; `etag`: only while it is this one
   */
  read(
    path: string,
    options?: Patience & { start?: number; end?: number; etag?: string }
  ): Promise<Content>;

  /**
   * Writes a file whole. It is either all there under its name, or as before.
   *
   * @param body bytes in order; a function, so that a request which the server
   * refused before it took the bytes can be made again
   * @param options `size` in bytes, which the bytes must come to; `isAtHand`:
   * reading them twice costs little, so that their checksum may go ahead
   */
  write(
    path: string,
    body: () => Readable,
    options: Patience & {
      size: number;
      condition: WriteCondition;
      isAtHand?: boolean;
    }
  ): Promise<Written>;

  /** Makes one folder; fails with `exists` when anything is there. */
  makeFolder(path: string, patience?: Patience): Promise<void>;

  /** Moves or renames at the server; fails with `exists`, never replaces. */
  move(from: string, to: string, patience?: Patience): Promise<void>;

  /** Copies at the server, folders with all below; never replaces. */
  copy(from: string, to: string, patience?: Patience): Promise<void>;

  /** Deletes a file, or a folder with all below. */
  delete(path: string, options?: Patience & { etag?: string }): Promise<void>;

  /** @returns nulls where the server does not say */
  quota(patience?: Patience): Promise<Quota>;

  /** Ends what is under way and forgets credentials. */
  close(): Promise<void>;
}
