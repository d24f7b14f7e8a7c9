/**
 * Reads files and parts of files (RFC 9110, 14), whatever a server makes of
 * the question.
 */
import { Readable } from 'node:stream';
import type { OutboundResponse } from '../../http/outbound.ts';
import {
  digestOf,
  parseChecksums,
  parseDigests,
  strongest,
  type FileChecksum
} from '../checksums.ts';
import { StorageError, type Content } from '../storage.ts';
import { damaged, senseless, webPage } from './failures.ts';
import type { Lister } from './listing.ts';
import { nameOf, splitPath } from './names.ts';
import { Piece, type PieceCheck } from './piece.ts';
import { bytesOf, etagOf, mediaTypeOf, timeOf } from './properties.ts';
import { contentRange, matches, rangeHeader, type Part } from './ranges.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';

export type { Part };

/** So much is read and dropped to get to a part; then it is not worth it. */
const MOST_SKIPPED = 1024 * 1024 * 1024;

export class FileReader {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #server: Server;

  constructor(requests: Requests, lister: Lister, server: Server) {
    this.#requests = requests;
    this.#lister = lister;
    this.#server = server;
  }

  async read(path: string, part: Part): Promise<Content> {
    splitPath(path);
    const range = this.#server.refusesRanges ? null : rangeHeader(part);
    return this.#read(path, part, range, part.etag !== undefined);
  }

  async #read(
    path: string,
    part: Part,
    range: string | null,
    conditional: boolean
  ): Promise<Content> {
    const response = await this.#requests.ask(
      {
        method: 'GET',
        path,
        headers: {
          ...(range === null ? {} : { range }),
          ...(conditional ? { 'if-match': `"${part.etag}"` } : {})
        },
        signal: part.signal
      },
      [...(conditional ? [412] : []), ...(range === null ? [] : [416])]
    );
    this.#server.sawHeaders(response.headers);
    if (response.status === 412) {
      // Apache takes no file for the same that changed within this second:
      // the validator that comes with the bytes decides.
      response.discard();
      return this.#read(path, part, range, false);
    }
    try {
      return await this.#content(path, part, response, range !== null);
    } catch (error) {
      response.body.destroy();
      throw error;
    }
  }

  async #content(
    path: string,
    part: Part,
    response: OutboundResponse,
    ranged: boolean
  ): Promise<Content> {
    const etag = this.#etag(response);
    // Some servers do not look at the condition.
    if (part.etag !== undefined && etag !== null && etag !== part.etag) {
      response.discard();
      throw this.#changed(path);
    }
    switch (response.status) {
      case 206:
        return this.#partial(part, response, etag);
      case 416:
        return await this.#beyond(path, part, response, etag);
      default:
        this.#refuseWebPage(path, response);
        if (part.start === undefined && part.end === undefined) {
          return this.#whole(path, response, etag, part.signal);
        }
        this.#server.abilities.ranges &&= !ranged;
        return this.#cut(path, part, response, etag);
    }
  }

  #etag(response: OutboundResponse): string | null {
    return this.#server.abilities.etags
      ? etagOf(response.headers['etag'], this.#server.traits.weakEtags)
      : null;
  }

  #whole(
    path: string,
    response: OutboundResponse,
    etag: string | null,
    signal: AbortSignal | undefined
  ): Content {
    const size = response.decoded
      ? null
      : bytesOf(response.headers['content-length']);
    const told = about(response, etag);
    return {
      ...told,
      size,
      range: null,
      body: this.#checked(
        response.body,
        0,
        size,
        signal,
        false,
        this.#check(path, told.checksum)
      )
    };
  }

  #check(path: string, checksum: FileChecksum | null): PieceCheck | null {
    if (checksum === null) {
      return null;
    }
    const { label } = this.#requests;
    const digest = digestOf(checksum.algorithm);
    return {
      update: bytes => digest.update(bytes),
      verdict: () =>
        digest.hex() === checksum.value
          ? null
          : this.#requests.note(
              damaged(
                label,
                this.#requests.sentenceName(path),
                checksum.algorithm
              )
            )
    };
  }

  #partial(
    part: Part,
    response: OutboundResponse,
    etag: string | null
  ): Content {
    const told = contentRange(response.headers['content-range']);
    if (told === null || response.decoded || !matches(part, told)) {
      throw this.#requests.note(
        senseless(this.#requests.label, 'another part than asked for')
      );
    }
    const { start, end, size } = told;
    return {
      ...about(response, etag),
      size,
      range: { start, end },
      body: this.#checked(response.body, 0, end - start + 1, part.signal)
    };
  }

  /** Nothing lies there: an empty file, or a part behind the end. */
  async #beyond(
    path: string,
    part: Part,
    response: OutboundResponse,
    etag: string | null
  ): Promise<Content> {
    const text = response.headers['content-range'] ?? '';
    response.discard();
    const size =
      bytesOf(/^bytes \*\/(\d+)$/.exec(text)?.[1]) ??
      (await this.#lister.stat(path, part.signal)).size;
    if (size === null || size > Math.max(0, part.start ?? 0)) {
      // It is there. Some refuse "the last 100 bytes" of a shorter file, and
      // Reva 3.12 refuses all parts though its HEAD promises them.
      if (size === null || size >= -(part.start ?? 0)) {
        this.#server.refusesRanges = true;
        this.#server.abilities.ranges = false;
      }
      return this.#read(path, part, null, part.etag !== undefined);
    }
    return {
      ...about(response, etag),
      mediaType: null,
      size,
      range: { start: size, end: size - 1 },
      body: Readable.from([])
    };
  }

  /** The server sends everything: what was not asked for is dropped. */
  #cut(
    path: string,
    part: Part,
    response: OutboundResponse,
    etag: string | null
  ): Content {
    const size = response.decoded
      ? null
      : bytesOf(response.headers['content-length']);
    const fromEnd = part.start !== undefined && part.start < 0;
    if (fromEnd && size === null) {
      throw this.#noParts(path);
    }
    const start = fromEnd
      ? Math.max(0, (size ?? 0) + (part.start ?? 0))
      : (part.start ?? 0);
    const last = size === null ? Infinity : size - 1;
    const end = Math.min(part.end ?? last, last);
    if (start > MOST_SKIPPED) {
      throw this.#noParts(path);
    }
    if (start > last || start > end) {
      response.body.destroy();
      const at = Math.min(start, size ?? start);
      return {
        ...about(response, etag),
        size,
        range: { start: at, end: at - 1 },
        body: Readable.from([])
      };
    }
    const wanted = Number.isFinite(end) ? end - start + 1 : null;
    return {
      ...about(response, etag),
      size,
      range: {
        start,
        end: Number.isFinite(end) ? end : Number.MAX_SAFE_INTEGER
      },
      body: this.#checked(
        response.body,
        start,
        wanted,
        part.signal,
        size === null
      )
    };
  }

  /**
   * The bytes, counted.
   *
   * @param skipped bytes to drop at the beginning
   * @param length bytes to hand out; null: all there are
   * @param mayEnd fewer are no failure, as nobody knows how many there are
   * @param check of all bytes
   */
  #checked(
    body: Readable,
    skipped: number,
    length: number | null,
    signal: AbortSignal | undefined,
    mayEnd = false,
    check: PieceCheck | null = null
  ): Readable {
    const { label } = this.#requests;
    return new Piece(body, {
      skipped,
      length,
      mayEnd,
      check,
      tooShort: () =>
        this.#requests.note(senseless(label, 'the file ends too early')),
      explain: error => this.#requests.toFailure(error, signal)
    });
  }

  /** A page that a login or a maintenance puts before a file. */
  #refuseWebPage(path: string, response: OutboundResponse): void {
    const { headers } = response;
    const isPage = mediaTypeOf(headers['content-type']) === 'text/html';
    const isMeant = /\.(x?html?|php|svg)$/i.test(nameOf(path));
    // A stored file has a validator or a time; a page is made on the spot.
    const isMade =
      headers['etag'] === undefined && headers['last-modified'] === undefined;
    if (isPage && !isMeant && isMade) {
      throw this.#requests.note(webPage(this.#requests.label));
    }
  }

  #changed(path: string): StorageError {
    return new StorageError(
      'changed',
      `${this.#requests.sentenceName(path)} was changed at ${this.#requests.label} in the meantime. Look at it again.`
    );
  }

  #noParts(path: string): StorageError {
    return new StorageError(
      'unsupported',
      `${this.#requests.label} cannot give a part of ${this.#requests.sentenceName(path)}. Copy the whole file instead.`
    );
  }
}

function about(
  { headers }: OutboundResponse,
  etag: string | null
): Pick<Content, 'etag' | 'modified' | 'mediaType' | 'checksum'> {
  return {
    etag,
    modified: timeOf(headers['last-modified']),
    mediaType: mediaTypeOf(headers['content-type']),
    checksum: strongest([
      ...parseDigests(headers['repr-digest']),
      ...parseChecksums(headers['oc-checksum'])
    ])
  };
}
