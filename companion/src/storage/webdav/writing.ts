/**
 * Writes files whole and under conditions.
 *
 * Conditions (`If-Match`, `If-None-Match`) are sent, but not trusted: nginx and
 * rclone do not look at them. So the file is looked at right before, which
 * leaves a moment for others on those servers, and none on the rest.
 */
import type { Readable } from 'node:stream';
import type { OutboundResponse } from '../../http/outbound.ts';
import type { FileChecksum } from '../checksums.ts';
import type { StorageError } from '../storage.ts';
import { type Entry, type WriteCondition, type Written } from '../storage.ts';
import { WAYS, conditionHeaders, type Way } from './condition-headers.ts';
import type { Conditions } from './conditions.ts';
import { damaged, senseless } from './failures.ts';
import type { Lister } from './listing.ts';
import { parentOf, splitPath } from './names.ts';
import { compareBytes, Uncertain } from './outcome.ts';
import { Outgoing, blamesChecksum } from './outgoing.ts';
import { etagOf } from './properties.ts';
import type { FileReader } from './reading.ts';
import { LARGE, type Requests } from './requests.ts';
import type { ResumableUploads } from './resumable.ts';
import type { Server } from './server.ts';
import type { Staging } from './staging.ts';

export interface WriteOrder {
  size: number;
  condition: WriteCondition;
  isAtHand?: boolean;
  signal?: AbortSignal;
}

export interface WriterParts {
  requests: Requests;
  lister: Lister;
  reader: FileReader;
  server: Server;
  conditions: Conditions;
  staging: Staging;
  resumable: ResumableUploads;
  /** The server makes what folders a file lacks: they are looked for. */
  makesFolders: boolean;
}

/** What is known after the bytes were taken. */
interface Answered {
  etag: string | null;
  created: boolean;
  sent: FileChecksum | null;
}

/** Larger files are not read twice. */
const MOST_READ_AHEAD = 16 * 1024 * 1024;

export class FileWriter {
  readonly #parts: WriterParts;
  readonly #uncertain = new Uncertain();
  readonly #writing = new Map<string, Promise<Written>>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /**
   * Writers of one file come one after the other: of several of ours that saw
   * the same state one wins, also on servers that do not look at conditions.
   */
  async write(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<Written> {
    splitPath(path);
    const before = this.#writing.get(path);
    const writing = (async () => {
      await before?.catch(() => undefined);
      order.signal?.throwIfAborted();
      return this.#write(path, body, order);
    })();
    this.#writing.set(path, writing);
    try {
      return await writing;
    } catch (error) {
      throw this.#parts.requests.toFailure(error, order.signal);
    } finally {
      if (this.#writing.get(path) === writing) {
        this.#writing.delete(path);
      }
    }
  }

  async #write(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<Written> {
    const { lister, conditions, resumable, server } = this.#parts;
    const before = await lister.find(path, order.signal);
    const refusal = conditions.judge(path, before, order.condition);
    if (refusal !== null) {
      if (before && (await this.#isOwnWork(path, before, body, order))) {
        return writtenAs(before, false);
      }
      if (before && refusal.code === 'changed') {
        await this.#doubtEtags(before, order.signal);
      }
      throw refusal;
    }
    if (before === null && this.#parts.makesFolders) {
      await this.#requireFolder(path, order.signal);
    }
    try {
      const bytes = new Outgoing(body, () => server.checksums);
      let known: FileChecksum | null = null;
      let etag: string | null = null;
      if (!(await resumable.put(path, bytes.open, order))) {
        const isStaged = await this.#isStaged(path, order);
        known = isStaged ? null : await ahead(bytes, order);
        etag = isStaged
          ? await this.#throughStaging(path, bytes.open, order)
          : await this.#put(path, bytes.open, order, {
              way: 'if-match',
              ahead: known
            });
      }
      server.forget(path);
      return await this.#confirm(path, order, {
        etag,
        created: before === null,
        // Nextcloud only repeats what it was told.
        sent: known === null ? bytes.checksum : null
      });
    } catch (error) {
      server.forget(path);
      return await this.#settle(path, body, order, before, error);
    }
  }

  /**
   * Most servers write into the file itself, so that a connection which breaks
   * leaves half of it. Those that are known not to are given the file directly,
   * which keeps its versions and shares; elsewhere it takes its name only when
   * it is complete.
   */
  async #isStaged(path: string, order: WriteOrder): Promise<boolean> {
    const { requests, lister, server } = this.#parts;
    if (order.size === 0 || (await requests.grant(order.signal)).isFile) {
      return false;
    }
    if (!server.isKnown) {
      await lister.stat(parentOf(path), order.signal);
    }
    return !server.writesAtomically;
  }

  async #throughStaging(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<string | null> {
    const { staging } = this.#parts;
    const staged = await staging.put(path, body, order.size, order.signal);
    if (staged === null) {
      // New files are not allowed there, but this one may be.
      return this.#put(path, body, order, { way: 'if-match', ahead: null });
    }
    await staging.place(staged, path, order.condition, order.signal);
    return null;
  }

  async #put(
    path: string,
    body: () => Readable,
    order: WriteOrder,
    { way, ahead }: { way: Way; ahead: FileChecksum | null }
  ): Promise<string | null> {
    const { requests, lister, conditions } = this.#parts;
    const response = await requests.send({
      method: 'PUT',
      path,
      headers: {
        'content-type': 'application/octet-stream',
        ...conditionHeaders(order.condition, way),
        ...(ahead === null
          ? {}
          : {
              'oc-checksum': `${ahead.algorithm.toUpperCase()}:${ahead.value}`
            })
      },
      body: { length: order.size, open: body },
      ...(order.size > LARGE ? { patience: 'work' as const } : {}),
      signal: order.signal
    });
    if (response.status === 400 && ahead !== null) {
      if (await blamesChecksum(response.body)) {
        throw requests.note(this.#damaged(path, ahead));
      }
    }
    response.discard();
    if (response.status < 300) {
      return this.#etag(response);
    }
    const next = WAYS[WAYS.indexOf(way) + 1];
    if (response.status === 412 && next !== undefined) {
      // "Another one" is wrong on servers that compare in their own way: Apache
      // takes no file for the same that changed within this second, but knows
      // it by the header of WebDAV (RFC 4918, 10.4).
      const current = await lister.find(path, order.signal);
      const refusal = conditions.judge(path, current, order.condition);
      if (refusal) {
        throw refusal;
      }
      return this.#put(path, body, order, { way: next, ahead });
    }
    throw requests.note(await this.#failure(path, response));
  }

  #damaged(path: string, { algorithm }: FileChecksum): StorageError {
    const { requests } = this.#parts;
    return damaged(requests.label, requests.sentenceName(path), algorithm);
  }

  async #requireFolder(
    path: string,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { lister, requests } = this.#parts;
    const folder = await lister.find(parentOf(path), signal);
    if (folder?.kind !== 'folder') {
      throw requests.failure({ status: 409, headers: {} }, path);
    }
  }

  /** Servers say in many ways that there is no such folder. */
  async #failure(
    path: string,
    response: OutboundResponse
  ): Promise<StorageError> {
    const { requests, lister } = this.#parts;
    const failure = requests.failure(response, path);
    if ([400, 403, 405, 409, 500].includes(response.status) && path !== '') {
      const parent = parentOf(path);
      const folder = await lister.find(parent).catch(() => undefined);
      if (folder === null || folder?.kind === 'file') {
        return requests.failure({ status: 409, headers: {} }, path);
      }
    }
    return failure;
  }

  /** What was written, as the server has it now. */
  async #confirm(
    path: string,
    { size, signal }: WriteOrder,
    { etag, created, sent }: Answered
  ): Promise<Written> {
    const { requests, lister } = this.#parts;
    const told = { etag, modified: null, size, created, verified: false };
    const now = await lister.find(path, signal).catch(() => undefined);
    if (now === undefined) {
      // It was written; only the look afterwards failed.
      return told;
    }
    if (now?.etag && etag !== null && now.etag !== etag) {
      // Somebody else was faster than the look.
      return told;
    }
    if (now === null || (now.size !== null && now.size !== size)) {
      throw requests.note(
        senseless(
          requests.label,
          `took ${size} bytes and has ${now?.size ?? 'no file'}`
        )
      );
    }
    const isTold = sent !== null && now.checksum?.algorithm === sent.algorithm;
    const verified = isTold && now.checksum?.value === sent.value;
    if (isTold && !verified && etag !== null && now.etag === etag) {
      throw requests.note(this.#damaged(path, sent));
    }
    return {
      ...told,
      etag: now.etag ?? etag,
      modified: now.modified,
      verified
    };
  }

  /** The answer got lost, or the server refused: what is there now? */
  async #settle(
    path: string,
    body: () => Readable,
    order: WriteOrder,
    before: Entry | null,
    error: unknown
  ): Promise<Written> {
    const now = await this.#uncertain.wasDone([path], error, async () => {
      const entry = await this.#parts.lister.find(path, order.signal);
      return (
        entry !== null &&
        !isSameState(entry, before) &&
        (await this.#hasBytes(path, entry, body, order)) &&
        entry
      );
    });
    if (now === false) {
      throw error;
    }
    this.#uncertain.delete(path);
    return writtenAs(now, before === null);
  }

  /**
   * The file is not what it was because we wrote it: an earlier attempt got
   * through, and only its answer did not.
   */
  async #isOwnWork(
    path: string,
    now: Entry,
    body: () => Readable,
    order: WriteOrder
  ): Promise<boolean> {
    const isPossible =
      order.condition.type === 'unchanged' || this.#uncertain.has(path);
    const isOwn = isPossible && (await this.#hasBytes(path, now, body, order));
    this.#uncertain.delete(path);
    return isOwn;
  }

  /** A second look shows whether a server makes its validators up. */
  async #doubtEtags(
    first: Entry,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { lister, server } = this.#parts;
    const second = await lister.find(first.path, signal).catch(() => null);
    const isSame =
      first.modified !== null &&
      first.modified === second?.modified &&
      first.size === second.size;
    if (isSame && first.etag !== second.etag) {
      server.distrustEtags();
    }
  }

  async #hasBytes(
    path: string,
    now: Entry,
    body: () => Readable,
    { size, signal }: WriteOrder
  ): Promise<boolean> {
    if (now.kind === 'folder' || (now.size !== null && now.size !== size)) {
      return false;
    }
    const { reader, requests } = this.#parts;
    const { body: theirs } = await reader.read(path, {
      ...(signal ? { signal } : {})
    });
    const compared = await compareBytes(body(), theirs);
    if (compared === 'cut' && now.size !== null) {
      // Somebody in between took away the end, and how long it should be.
      throw requests.note(senseless(requests.label, 'the file ends too early'));
    }
    return compared === 'same';
  }

  #etag({ headers }: OutboundResponse): string | null {
    const { server } = this.#parts;
    return server.abilities.etags
      ? (etagOf(headers['etag'], server.traits.weakEtags) ??
          etagOf(headers['oc-etag']))
      : null;
  }
}

/** The checksum that goes with the bytes, for a server to refuse others. */
async function ahead(
  bytes: Outgoing,
  { isAtHand, size }: WriteOrder
): Promise<FileChecksum | null> {
  return isAtHand && size <= MOST_READ_AHEAD ? bytes.ahead() : null;
}

function writtenAs(entry: Entry, created: boolean): Written {
  const { etag, modified, size } = entry;
  return { etag, modified, size: size ?? 0, created, verified: false };
}

function isSameState(a: Entry, b: Entry | null): boolean {
  return (
    b !== null &&
    a.etag === b.etag &&
    a.modified === b.modified &&
    a.size === b.size
  );
}
