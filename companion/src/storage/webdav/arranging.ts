/**
 * Makes, moves, copies and deletes files and folders at the server.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Conditions } from './conditions.ts';
import type { Lister } from './listing.ts';
import type { Mover } from './moving.ts';
import { parentOf, splitPath } from './names.ts';
import { Uncertain } from './outcome.ts';
import { refuseRoot, type Remover } from './removing.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';
import { statusOf } from './status.ts';
import { isSameTree } from './trees.ts';

export interface ArrangerParts {
  requests: Requests;
  lister: Lister;
  server: Server;
  conditions: Conditions;
  mover: Mover;
  remover: Remover;
}

export class Arranger {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #server: Server;
  readonly #conditions: Conditions;
  readonly #mover: Mover;
  readonly #remover: Remover;
  readonly #uncertain = new Uncertain();

  constructor(parts: ArrangerParts) {
    this.#requests = parts.requests;
    this.#lister = parts.lister;
    this.#server = parts.server;
    this.#conditions = parts.conditions;
    this.#mover = parts.mover;
    this.#remover = parts.remover;
  }

  async makeFolder(path: string, signal?: AbortSignal): Promise<void> {
    splitPath(path);
    // rclone takes an existing folder for one that it has just made.
    const there = path === '' ? null : await this.#lister.find(path, signal);
    if (there?.kind === 'folder' && this.#uncertain.has('MKCOL', path)) {
      this.#uncertain.delete('MKCOL', path);
      return;
    }
    if (path === '' || there !== null) {
      throw this.#conditions.exists(path);
    }
    await this.#certain(
      ['MKCOL', path],
      async () => {
        const status = await statusOf(this.#requests, {
          method: 'MKCOL',
          path,
          form: 'folder',
          signal
        });
        if (status >= 300) {
          throw await this.#targetFailure(status, path, path, signal);
        }
      },
      async () => (await this.#lister.find(path, signal))?.kind === 'folder'
    );
  }

  async moveOrCopy(
    method: 'MOVE' | 'COPY',
    from: string,
    to: string,
    signal?: AbortSignal
  ): Promise<void> {
    splitPath(from);
    refuseRoot(from);
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
    const isDone = () => this.#isTransplanted(method, from, to, signal);
    if (this.#uncertain.has(method, from, to) && (await isDone())) {
      // An earlier attempt got through without its answer.
      this.#uncertain.delete(method, from, to);
      return;
    }
    const source = await this.#lister.find(from, signal);
    if (source === null) {
      throw this.#failure(404, from);
    }
    await this.#needFolder(from, to, signal);
    // What is there afterwards is ours, even if nobody says so.
    if ((await this.#lister.find(to, signal)) !== null) {
      throw this.#conditions.exists(to);
    }
    try {
      await this.#certain(
        [method, from, to],
        () => this.#transplant(method, source, to, signal),
        isDone
      );
    } finally {
      this.#server.forget(from);
      this.#server.forget(to);
    }
  }

  async #isTransplanted(
    method: 'MOVE' | 'COPY',
    from: string,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<boolean> {
    return method === 'COPY'
      ? isSameTree(this.#lister, from, to, signal)
      : (await this.#lister.find(from, signal)) === null &&
          (await this.#lister.find(to, signal)) !== null;
  }

  async #transplant(
    method: 'MOVE' | 'COPY',
    source: Entry,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { path: from, kind } = source;
    const status =
      method === 'MOVE'
        ? await this.#mover.move({
            from: source,
            to,
            before: null,
            replaces: false,
            signal
          })
        : await statusOf(this.#requests, {
            method,
            path: from,
            destination: to,
            // nginx takes a folder only with a slash at the end of both.
            form: kind === 'folder' ? 'folder' : 'as-is',
            headers: { overwrite: 'F', depth: 'infinity' },
            patience: 'work',
            signal
          });
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
    splitPath(path);
    refuseRoot(path);
    const entry = await this.#lister.find(path, signal);
    if (entry === null) {
      if (this.#uncertain.has('DELETE', path)) {
        this.#uncertain.delete('DELETE', path);
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
    await this.#certain(
      ['DELETE', path],
      () => this.#remover.remove(entry, signal),
      async () => (await this.#lister.find(path, signal)) === null
    );
  }

  /**
   * Does something and finds out whether it was done where the answer got
   * lost. What cannot be found out is remembered for the next attempt.
   */
  async #certain(
    key: string[],
    work: () => Promise<void>,
    isDone: () => Promise<boolean>
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(await this.#uncertain.wasDone(key, error, isDone))) {
        throw error;
      }
    }
    this.#uncertain.delete(...key);
  }

  #failure(status: number, path: string): StorageError {
    return this.#requests.note(
      this.#requests.failure({ status, headers: {} }, path)
    );
  }

  /** Servers say in many ways that a name is taken or a folder missing. */
  async #targetFailure(
    status: number,
    from: string,
    to: string,
    signal: AbortSignal | undefined
  ): Promise<StorageError> {
    if ([400, 403, 404, 405, 409, 412, 500].includes(status)) {
      // Behind a failure (500) our own request may have been carried out.
      const isRefused = status !== 500;
      if (isRefused && (await this.#lister.find(to, signal)) !== null) {
        return this.#conditions.exists(to);
      }
      const parent = await this.#lister
        .find(parentOf(to), signal)
        .catch((error: unknown) => {
          if (isRefused) {
            throw error;
          }
        });
      if (parent === null || parent?.kind === 'file') {
        return this.#failure(409, to);
      }
    }
    return this.#failure(status, from);
  }
}
