/**
 * Makes, moves, copies and deletes files and folders at the server.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Conditions } from './conditions.ts';
import type { Lister } from './listing.ts';
import { readMultistatus } from './multistatus.ts';
import { parentOf, splitPath } from './names.ts';
import { isUncertain, Uncertain } from './outcome.ts';
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

  readonly #conditions: Conditions;
  readonly #uncertain = new Uncertain();

  constructor(
    requests: Requests,
    lister: Lister,
    server: Server,
    conditions: Conditions
  ) {
    this.#requests = requests;
    this.#lister = lister;
    this.#server = server;
    this.#conditions = conditions;
  }

  async makeFolder(path: string, signal?: AbortSignal): Promise<void> {
    splitPath(path);
    // rclone takes an existing folder for one that it has just made.
    if (path === '' || (await this.#lister.find(path, signal)) !== null) {
      throw this.#conditions.exists(path);
    }
    try {
      const status = await this.#send({
        method: 'MKCOL',
        path,
        form: 'folder',
        signal
      });
      if (status >= 300) {
        throw await this.#targetFailure(status, path, path, signal);
      }
    } catch (error) {
      const isThere = async () =>
        (await this.#lister.find(path, signal))?.kind === 'folder';
      await this.#settle(error, isThere);
    }
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
      throw this.#conditions.exists(to);
    }
    if (to.startsWith(`${from}/`)) {
      throw new StorageError(
        'name-refused',
        `${this.#requests.sentenceName(from)} cannot be put into itself. Choose another folder.`
      );
    }
    const source = await this.#lister.find(from, signal);
    if (source === null) {
      // An earlier attempt may have got through without its answer.
      const isDone =
        this.#uncertain.take(method, from, to) &&
        (await this.#lister.find(to, signal)) !== null;
      if (isDone) {
        return;
      }
      throw this.#failure(404, from);
    }
    await this.#needFolder(from, to, signal);
    try {
      await this.#transplant(method, source, to, signal);
    } catch (error) {
      this.#uncertain.add(method, from, to);
      await this.#settle(error, async () =>
        method === 'MOVE'
          ? (await this.#lister.find(from, signal)) === null &&
            (await this.#lister.find(to, signal)) !== null
          : false
      );
      this.#uncertain.take(method, from, to);
    } finally {
      this.#server.forget(from);
      this.#server.forget(to);
    }
  }

  async #transplant(
    method: 'MOVE' | 'COPY',
    { path: from, kind }: Entry,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const status = await this.#send({
      method,
      path: from,
      destination: to,
      // nginx takes a folder only with a slash at the end of both addresses.
      form: kind === 'folder' ? 'folder' : 'as-is',
      headers: { overwrite: 'F', depth: 'infinity' },
      signal
    });
    if (status === 412) {
      throw this.#conditions.exists(to);
    }
    if (status >= 300) {
      throw await this.#targetFailure(status, from, to, signal);
    }
  }

  /** nginx makes folders that are missing, Apache fails (500) for them. */
  async #needFolder(
    from: string,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const parent = parentOf(to);
    if (parent === parentOf(from)) {
      return;
    }
    const folder = await this.#lister.find(parent, signal);
    if (folder?.kind !== 'folder') {
      throw this.#failure(409, to);
    }
  }

  async delete(
    path: string,
    etag: string | undefined,
    signal?: AbortSignal
  ): Promise<void> {
    this.#refuseRoot(path);
    const entry = await this.#lister.find(path, signal);
    if (entry === null) {
      if (this.#uncertain.take('DELETE', path)) {
        return;
      }
      throw this.#failure(404, path);
    }
    const refusal =
      etag === undefined
        ? null
        : this.#conditions.isUnchanged(path, entry, etag);
    if (refusal) {
      throw refusal;
    }
    this.#server.forget(path);
    try {
      await this.#delete(entry, 0, signal);
    } catch (error) {
      this.#uncertain.add('DELETE', path);
      const isGone = async () =>
        (await this.#lister.find(path, signal)) === null;
      await this.#settle(error, isGone);
      this.#uncertain.take('DELETE', path);
    }
  }

  /** Swallows a failure when the server has done it all the same. */
  async #settle(error: unknown, isDone: () => Promise<boolean>): Promise<void> {
    if (!isUncertain(error) || !(await isDone().catch(() => false))) {
      throw error;
    }
  }

  async #delete(
    entry: Pick<Entry, 'path' | 'kind'>,
    depth: number,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { path, kind } = entry;
    const status = await this.#send({
      method: 'DELETE',
      path,
      form: kind === 'folder' ? 'folder' : 'as-is',
      signal
    });
    if (kind === 'folder' && NOT_EMPTY.has(status)) {
      if (depth < DEEPEST && (await this.#empty(path, depth, signal))) {
        return this.#delete(entry, DEEPEST, signal);
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
      await this.#delete(entry, depth + 1, signal);
    }
    return found.length > 0;
  }

  /** Servers say in many ways that a name is taken or a folder missing. */
  async #targetFailure(
    status: number,
    from: string,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<StorageError> {
    if ([400, 403, 404, 405, 409, 500].includes(status)) {
      if ((await this.#lister.find(to, signal)) !== null) {
        return this.#conditions.exists(to);
      }
      const parent = await this.#lister.find(parentOf(to), signal);
      if (parent?.kind !== 'folder') {
        return this.#failure(409, to);
      }
    }
    return this.#failure(status, from);
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
}
