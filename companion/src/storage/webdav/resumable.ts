/**
 * Large files over TUS 1.0 (tus.io, "Resumable upload protocol"), where the
 * server has it for a folder: they go out in pieces, and where a connection
 * breaks, the server says how much it has and the rest follows.
 *
 * An upload has an address of its own at the server, and its file takes its
 * name when the last byte is there. Nothing is ever deleted at that address,
 * for the server alone says where it is; what is left unfinished expires.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { StorageError } from '../storage.ts';
import { BytesFrom } from './bytes-from.ts';
import { conditionHeaders } from './condition-headers.ts';
import type { Conditions } from './conditions.ts';
import { senseless } from './failures.ts';
import type { Lister } from './listing.ts';
import { nameOf, parentOf } from './names.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';
import type { WriteOrder } from './writing.ts';

const MEBIBYTE = 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' };

export interface ResumableOptions {
  /** Bytes from which on a file is a large one; default 16 MiB. */
  from?: number;
  /** Bytes of a piece, which proxies on the way have to take; default 64 MiB. */
  piece?: number;
  /** Milliseconds before the first, second … look at what has arrived. */
  pauses?: readonly number[];
}

const PAUSES = [200, 1000, 5000, 15_000];

/** May be over when the server is asked again. */
const BROKEN: ReadonlySet<StorageError['code']> = new Set([
  'unreachable',
  'timeout',
  'busy',
  'server-failed',
  'broken-answer'
]);

/** What a server answers that has no TUS for a folder. */
const HAS_NONE: readonly number[] = [404, 405, 415, 501];

export interface ResumableParts {
  requests: Requests;
  lister: Lister;
  server: Server;
  conditions: Conditions;
  /** Null: not to be used here. */
  options: ResumableOptions | null;
}

export class ResumableUploads {
  readonly #parts: ResumableParts;
  readonly #from: number;
  readonly #piece: number;
  readonly #pauses: readonly number[];

  constructor(parts: ResumableParts) {
    const { from, pauses, piece } = parts.options ?? {};
    this.#parts = parts;
    this.#from = from ?? 16 * MEBIBYTE;
    this.#piece = piece ?? 64 * MEBIBYTE;
    this.#pauses = pauses ?? PAUSES;
  }

  /**
   * Sends a file that is large enough.
   *
   * @param body opened once, and again where bytes were lost
   * @returns whether it was sent; false: it is to go another way
   * @throws StorageError
   */
  async put(
    path: string,
    body: () => Readable,
    order: WriteOrder
  ): Promise<boolean> {
    if (!(await this.#isFor(path, order))) {
      return false;
    }
    await this.#requireFolder(path, order);
    const address = await this.#create(path, order);
    if (address === null) {
      return false;
    }
    const bytes = new BytesFrom(body);
    try {
      await this.#sendAll({ address, path, bytes, order });
    } finally {
      bytes.close();
    }
    return true;
  }

  async #isFor(path: string, { signal, size }: WriteOrder): Promise<boolean> {
    const { lister, options, requests, server } = this.#parts;
    if (options === null || size < this.#from || path === '') {
      return false;
    }
    if ((await requests.grant(signal)).isFile) {
      return false;
    }
    if (!server.isKnown) {
      await lister.stat(parentOf(path), signal);
    }
    return server.resumesUploads;
  }

  /** Reva takes an upload into a folder that is not there, and loses it. */
  async #requireFolder(path: string, { signal }: WriteOrder): Promise<void> {
    const { lister, requests } = this.#parts;
    const folder = await lister.find(parentOf(path), signal);
    if (folder?.kind !== 'folder') {
      throw requests.failure({ status: 409, headers: {} }, path);
    }
  }

  /** @returns null where there is none: a PUT tells why, or works */
  async #create(path: string, order: WriteOrder): Promise<URL | null> {
    const { requests, server } = this.#parts;
    const { condition, signal, size } = order;
    const name = Buffer.from(nameOf(path)).toString('base64');
    const response = await requests.send({
      method: 'POST',
      path: parentOf(path),
      form: 'folder',
      headers: {
        ...TUS,
        'upload-length': String(size),
        'upload-metadata': `filename ${name}`,
        ...conditionHeaders(condition, 'if-match')
      },
      signal
    });
    response.discard();
    const { location = '' } = response.headers;
    const url = location === '' ? null : URL.parse(location, response.url);
    const { root } = await requests.grant(signal);
    // The login, and the bytes, are for this server and for no other; and no
    // other login goes along.
    const isHere = url?.origin === root.origin && url.username === '';
    if (response.status === 201 && isHere) {
      return url;
    }
    if (response.status === 201 || HAS_NONE.includes(response.status)) {
      server.resumesUploads = false;
    }
    return null;
  }

  async #sendAll(upload: Upload): Promise<void> {
    const { size } = upload.order;
    let failures = 0;
    for (let offset = 0; offset < size;) {
      const length = Math.min(this.#piece, size - offset);
      if (offset > 0 && offset + length === size) {
        await this.#judge(upload);
      }
      let arrived: number;
      try {
        arrived = await this.#send(upload, offset, length);
      } catch (error) {
        arrived = await this.#arrived(upload, error, failures);
      }
      failures = arrived > offset ? 0 : failures + 1;
      offset = arrived;
    }
  }

  /** Somebody may have changed the file while the pieces went out. */
  async #judge({ order, path }: Upload): Promise<void> {
    const { conditions, lister } = this.#parts;
    const now = await lister.find(path, order.signal);
    const refusal = conditions.judge(path, now, order.condition);
    if (refusal !== null) {
      throw refusal;
    }
  }

  /** @returns how many bytes the server has then */
  async #send(upload: Upload, offset: number, length: number): Promise<number> {
    const { address, bytes, order, path } = upload;
    const { requests } = this.#parts;
    const response = await requests.send({
      method: 'PATCH',
      path,
      beside: () => address,
      headers: {
        ...TUS,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset)
      },
      body: {
        length,
        open: () => bytes.take(offset, length, offset + length === order.size)
      },
      // It is put together after the last one.
      patience: 'work',
      signal: order.signal
    });
    response.discard();
    if (response.status !== 204) {
      throw requests.failure(response, path);
    }
    return this.#offsetIn(response.headers, upload, offset + 1);
  }

  /**
   * Asks how much has arrived, after a piece did not arrive as it should.
   *
   * @throws StorageError the failure, where it does not pass or where going on
   * cannot help
   */
  async #arrived(
    upload: Upload,
    failure: unknown,
    failures: number
  ): Promise<number> {
    const { address, order, path } = upload;
    const { requests } = this.#parts;
    const wait = this.#pauses[failures];
    if (!isBroken(failure) || wait === undefined) {
      throw failure;
    }
    await pause(wait, undefined, order.signal ? { signal: order.signal } : {});
    let response;
    try {
      response = await requests.send({
        method: 'HEAD',
        path,
        beside: () => address,
        headers: TUS,
        signal: order.signal
      });
    } catch (error) {
      return this.#arrived(upload, error, failures + 1);
    }
    response.discard();
    switch (response.status) {
      case 200:
      case 204:
        return this.#offsetIn(response.headers, upload, 0);
      case 404:
      case 410:
        // Whole already, or given up there: what is in its place tells.
        throw requests.note(
          senseless(requests.label, 'does not know this upload any more')
        );
      default: {
        const error = requests.failure(response, path);
        return this.#arrived(upload, error, failures + 1);
      }
    }
  }

  #offsetIn(
    headers: Readonly<Record<string, string | undefined>>,
    { order }: Upload,
    least: number
  ): number {
    const { requests } = this.#parts;
    const text = headers['upload-offset'] ?? '';
    const offset = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (offset >= least && offset <= order.size) {
      return offset;
    }
    throw requests.note(
      senseless(requests.label, `has ${text || 'no'} bytes of ${order.size}`)
    );
  }
}

interface Upload {
  address: URL;
  path: string;
  bytes: BytesFrom;
  order: WriteOrder;
}

function isBroken(error: unknown): boolean {
  return (
    error instanceof StorageError &&
    // 409 and 423: another connection is not known there to be gone.
    (BROKEN.has(error.code) || ['not-found', 'locked'].includes(error.code))
  );
}
