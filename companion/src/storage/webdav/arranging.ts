/**
 * Makes, moves, copies and deletes files and folders at the server.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Lister } from './listing.ts';
import { readMultistatus } from './multistatus.ts';
import { splitPath } from './names.ts';
import type { Order, Requests } from './requests.ts';
import type { Server } from './server.ts';

/** No tree that somebody works with is deeper. */
const DEEPEST = 100;

/** The first failure of many tells enough. */
const FEW = { bytes: 16 * 1024 * 1024, entries: 100_000 };

/** Servers that delete no folder with something in it say one of these. */
const NOT_EMPTY = new Set([405, 409, 424, 501]);

export class Arranger {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #server: Server;

  constructor(requests: Requests, lister: Lister, server: Server) {
    this.#requests = requests;
    this.#lister = lister;
    this.#server = server;
  }

  async makeFolder(path: string, signal?: AbortSignal): Promise<void> {
    if (path === '') {
      throw this.#exists(path);
    }
    splitPath(path);
    const response = await this.#requests.send({
      method: 'MKCOL',
      path,
      form: 'folder',
      signal
    });
    response.discard();
    if (response.status < 300) {
      return;
    }
    // 405 by RFC 4918, 9.3.1; others say 409 or 403 for the same.
    if ([403, 405, 409].includes(response.status)) {
      const there = await this.#find(path, signal);
      if (there !== null) {
        throw this.#exists(path);
      }
    }
    throw this.#requests.note(this.#requests.failure(response, path));
  }

  async moveOrCopy(
    method: 'MOVE' | 'COPY',
    from: string,
    to: string,
    signal?: AbortSignal
  ): Promise<void> {
    this.#refuseRoot(from);
    splitPath(to);
    if (from === to || to === '') {
      throw this.#exists(to);
    }
    if (to.startsWith(`${from}/`)) {
      throw new StorageError(
        'name-refused',
        `${this.#requests.sentenceName(from)} cannot be put into itself. Choose another folder.`
      );
    }
    // nginx takes a folder only with a slash at the end of both addresses.
    const { kind } = await this.#lister.stat(from, signal);
    const status = await this.#send({
      method,
      path: from,
      destination: to,
      form: kind === 'folder' ? 'folder' : 'as-is',
      headers: { overwrite: 'F', depth: 'infinity' },
      signal
    });
    this.#server.forget(from);
    this.#server.forget(to);
    if (status === 412) {
      throw this.#exists(to);
    }
    if (status >= 300) {
      throw await this.#moveFailure(status, from, to, signal);
    }
  }

  async delete(
    path: string,
    etag: string | undefined,
    signal?: AbortSignal
  ): Promise<void> {
    this.#refuseRoot(path);
    const entry = await this.#lister.stat(path, signal);
    if (
      etag !== undefined &&
      this.#server.abilities.etags &&
      entry.etag !== etag
    ) {
      throw new StorageError(
        'changed',
        `${this.#requests.sentenceName(path)} was changed at ${this.#requests.label} in the meantime. Look at it again.`
      );
    }
    this.#server.forget(path);
    await this.#delete(entry, etag, 0, signal);
  }

  async #delete(
    entry: Pick<Entry, 'path' | 'kind'>,
    etag: string | undefined,
    depth: number,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { path, kind } = entry;
    const status = await this.#send({
      method: 'DELETE',
      path,
      form: kind === 'folder' ? 'folder' : 'as-is',
      headers:
        etag === undefined || kind === 'folder'
          ? {}
          : { 'if-match': `"${etag}"` },
      signal
    });
    if (kind === 'folder' && NOT_EMPTY.has(status)) {
      if (depth < DEEPEST && (await this.#empty(path, depth, signal))) {
        return this.#delete(entry, undefined, DEEPEST, signal);
      }
    }
    // Gone while we were at it is gone all the same.
    if (status >= 300 && status !== 404) {
      throw this.#failure(status, path);
    }
  }

  /** @returns the status; of a partial failure (207) that of the first item */
  async #send(order: Order): Promise<number> {
    const response = await this.#requests.send(order);
    if (response.status !== 207) {
      response.discard();
      return response.status;
    }
    try {
      for await (const batch of readMultistatus(response.body, 'utf-8', FEW)) {
        const status = batch
          .map(item => item.status ?? 200)
          // 424: it failed because of another one (RFC 4918, 11.4).
          .find(one => one >= 300 && one !== 424);
        if (status !== undefined) {
          return status;
        }
      }
      return 200;
    } catch (error) {
      throw this.#requests.toFailure(error, order.signal);
    }
  }

  #failure(status: number, path: string): StorageError {
    return this.#requests.note(
      this.#requests.failure({ status, headers: {} }, path)
    );
  }

  /** Deletes what is in a folder; tells whether there was anything. */
  async #empty(
    path: string,
    depth: number,
    signal: AbortSignal | undefined
  ): Promise<boolean> {
    const listing = await this.#lister.list(path, undefined, signal);
    const found: Entry[] = [];
    for await (const batch of listing?.entries ?? []) {
      found.push(...batch);
    }
    for (const entry of found) {
      if (entry.problem !== null) {
        throw new StorageError(
          'name-refused',
          `"${entry.name}" cannot be deleted from here. ${entry.problem}`
        );
      }
      await this.#delete(entry, undefined, depth + 1, signal);
    }
    return found.length > 0;
  }

  async #moveFailure(
    status: number,
    from: string,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<StorageError> {
    if ([403, 405, 409].includes(status)) {
      // Some servers do not say 412 for a name that is taken.
      const there = await this.#find(to, signal);
      if (there !== null) {
        return this.#exists(to);
      }
    }
    return this.#failure(status, status === 409 ? to : from);
  }

  async #find(
    path: string,
    signal: AbortSignal | undefined
  ): Promise<Entry | null> {
    return this.#lister.stat(path, signal).catch((error: unknown) => {
      if (error instanceof StorageError && error.code === 'not-found') {
        return null;
      }
      throw error;
    });
  }

  #refuseRoot(path: string): void {
    splitPath(path);
    if (path === '') {
      throw new StorageError(
        'not-permitted',
        'The share itself stays where it is. Decline or hide it instead.'
      );
    }
  }

  #exists(path: string): StorageError {
    return new StorageError(
      'exists',
      `${this.#requests.sentenceName(path)} is there already at ${this.#requests.label}. Choose another name.`
    );
  }
}
