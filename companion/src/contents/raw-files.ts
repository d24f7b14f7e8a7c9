/**
 * Files as they are, whole or in parts.
 */
import { Readable } from 'node:stream';
import type { Drive, Place } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Content } from '../storage/storage.ts';
import { withinFile, type AskedRange } from './byte-ranges.ts';
import type { Listings } from './listings.ts';
import type { PendingEdit, PendingEdits } from './pending-edits.ts';
import { nameOf } from './saving.ts';

/** What is known of a file without its bytes. */
export interface FileHead {
  name: string;
  size: number | null;
  etag: string | null;
  modified: string | null;
  ranges: boolean;
}

export interface FileBytes {
  head: FileHead;
  /** Which bytes `body` holds; null: all of them. */
  range: { start: number; end: number } | null;
  body: Readable;
}

export interface RawFilesOptions {
  drive: Drive;
  listings: Listings;
  edits: PendingEdits;
}

/** So many are remembered to be files. */
const REMEMBERED = 1000;

export class RawFiles {
  readonly #options: RawFilesOptions;
  /** Paths with their shares, oldest first. */
  readonly #files = new Set<string>();

  constructor(options: RawFilesOptions) {
    this.#options = options;
  }

  /** @throws RequestProblem, StorageError */
  async head(path: string): Promise<FileHead> {
    const { place, edit } = await this.#find(path);
    if (edit !== null) {
      return headOfEdit(place, edit);
    }
    const entry = await place.storage.stat(place.path);
    if (entry.kind === 'folder') {
      throw isFolder(path);
    }
    return {
      name: nameOf(place),
      size: entry.size,
      etag: entry.etag,
      modified: entry.modified,
      ranges: place.storage.abilities.ranges
    };
  }

  /**
   * @param range null reads all
   * @param signal ends the reading early
   * @throws RequestProblem 416 when the file has no such part
   */
  async read(
    path: string,
    range: AskedRange | null,
    signal: AbortSignal
  ): Promise<FileBytes> {
    const { place, edit } = await this.#find(path);
    if (edit !== null) {
      const bytes = await this.#options.edits.read(edit);
      return partOf(headOfEdit(place, edit), bytes, range);
    }
    const reading = place.storage.read(place.path, {
      signal,
      ...(range === null ? {} : { start: range.start }),
      ...(range?.end === undefined ? {} : { end: range.end })
    });
    // Ended early, it fails with nobody listening.
    reading.catch(() => undefined);
    // Some servers answer with a page when a folder is read.
    await this.#checkFile(place, path);
    const content = await reading;
    const head: FileHead = {
      name: nameOf(place),
      size: content.size,
      etag: content.etag,
      modified: content.modified,
      ranges: place.storage.abilities.ranges
    };
    return { head, range: rangeOf(content, range), body: content.body };
  }

  async #checkFile(place: Place, path: string): Promise<void> {
    const key = `${place.share.id}/${place.path}`;
    if (this.#files.has(key)) {
      return;
    }
    const { kind } =
      this.#options.listings.known(place) ??
      (await place.storage.stat(place.path));
    if (kind === 'folder') {
      throw isFolder(path);
    }
    this.#files.add(key);
    if (this.#files.size > REMEMBERED) {
      this.#files.delete(this.#files.values().next().value ?? '');
    }
  }

  async #find(
    path: string
  ): Promise<{ place: Place; edit: PendingEdit | null }> {
    const { drive, edits } = this.#options;
    const place = await drive.resolve(path);
    const edit = edits.at(place.share.id, place.path);
    if (edit === null) {
      refuseGone(place);
    }
    return { place, edit };
  }
}

/** @throws StorageError for a share that was withdrawn */
export function refuseGone({ name, share }: Place): void {
  if (share.withdrawnAt !== null) {
    throw new StorageError(
      'share-gone',
      `"${name}" is no longer shared with you by ${share.provider}.`
    );
  }
}

function rangeOf(
  { body, size, range }: Content,
  asked: AskedRange | null
): FileBytes['range'] {
  if (asked === null) {
    return null;
  }
  if (size !== null && withinFile(asked, size) === null) {
    body.destroy();
    throw noSuchPart(size);
  }
  // A storage may answer with all of a file that is no larger than asked for.
  return range ?? (size === null ? null : withinFile(asked, size));
}

function partOf(
  head: FileHead,
  bytes: Buffer,
  asked: AskedRange | null
): FileBytes {
  if (asked === null) {
    return { head, range: null, body: Readable.from([bytes]) };
  }
  const range = withinFile(asked, bytes.length);
  if (range === null) {
    throw noSuchPart(bytes.length);
  }
  const part = bytes.subarray(range.start, range.end + 1);
  return { head, range, body: Readable.from([part]) };
}

function headOfEdit(place: Place, edit: PendingEdit): FileHead {
  return {
    name: nameOf(place),
    size: edit.size,
    etag: edit.hash,
    modified: edit.savedAt,
    ranges: true
  };
}

function isFolder(path: string): StorageError {
  return new StorageError(
    'wrong-kind',
    `"${path}" is a folder: it has no bytes of its own.`
  );
}

function noSuchPart(size: number): RequestProblem {
  return new RequestProblem(
    416,
    'no-such-part',
    `The file has ${size} bytes: it ends before the part that was asked for.`,
    { headers: { 'content-range': `bytes */${size}` } }
  );
}
