/**
 * Gives files and folders another path: by MOVE, or by COPY and DELETE where a
 * server cannot move (Reva 3.12 answers 500 to every MOVE).
 *
 * By COPY, nothing is deleted before the copy is known to be complete and the
 * source to be still what was copied. Whenever it stops before that, the
 * source is where it was.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Lister } from './listing.ts';
import type { Remover } from './removing.ts';
import type { Requests } from './requests.ts';
import type { Server } from './server.ts';
import { statusOf } from './status.ts';
import { firstDifference, surveyTree, type Tree } from './trees.ts';

/** A server that cannot move says one of these. */
const UNABLE = new Set([405, 500, 501]);
/** What takes the place of a file is tried twice: the file is gone by then. */
const ATTEMPTS = { new: 1, replacing: 2 };

export interface MoverParts {
  requests: Requests;
  lister: Lister;
  server: Server;
  remover: Remover;
}

export interface MoveOrder {
  from: Pick<Entry, 'path' | 'kind' | 'rights'>;
  to: string;
  /** What was at the target; only a file is ever replaced, and on purpose. */
  before: Entry | null;
  replaces: boolean;
  /**
   * For a source that nobody else knows, so that its complete copy is all that
   * matters: takes it where it could not be deleted afterwards.
   */
  onLeft?: (path: string) => void;
  signal?: AbortSignal | undefined;
}

export class Mover {
  readonly #requests: Requests;
  readonly #lister: Lister;
  readonly #server: Server;
  readonly #remover: Remover;

  constructor(parts: MoverParts) {
    this.#requests = parts.requests;
    this.#lister = parts.lister;
    this.#server = parts.server;
    this.#remover = parts.remover;
  }

  /**
   * @returns the status of the request that decided: below 300 when all is
   * done, 412 when something is at the target
   * @throws StorageError
   */
  async move(order: MoveOrder): Promise<number> {
    if (this.#server.cannotMove) {
      return this.#byCopy(order);
    }
    const status = await this.#send('MOVE', order);
    if (!UNABLE.has(status)) {
      return status;
    }
    const outcome = await this.#outcome(order).catch((error: unknown) => {
      if (status !== 500) {
        throw error;
      }
      // It may be done: that nobody can look now does not change that.
      return 'unclear' as const;
    });
    if (outcome !== 'nothing') {
      return outcome === 'done' ? 201 : status;
    }
    const copied = await this.#byCopy(order);
    // Only now it is clear that it was not the place or the rights.
    this.#server.cannotMove = copied < 300;
    return copied < 300 ? copied : status;
  }

  #send(method: 'MOVE' | 'COPY', order: MoveOrder): Promise<number> {
    const { from, to, replaces, signal } = order;
    return statusOf(this.#requests, {
      method,
      path: from.path,
      destination: to,
      // nginx takes a folder only with a slash at the end of both addresses.
      form: from.kind === 'folder' ? 'folder' : 'as-is',
      headers: { overwrite: replaces ? 'T' : 'F', depth: 'infinity' },
      patience: 'work',
      signal
    });
  }

  /** What a MOVE did of which the server says that it failed. */
  async #outcome({
    from,
    to,
    before,
    signal
  }: MoveOrder): Promise<'nothing' | 'done' | 'unclear'> {
    const source = await this.#lister.find(from.path, signal);
    const target = await this.#lister.find(to, signal);
    const isAsBefore =
      before === null || target === null
        ? before === target
        : isSame(before, target);
    if (source === null) {
      return isAsBefore ? 'unclear' : 'done';
    }
    // Reva deletes what it is to replace before it finds out that it cannot.
    const isEmptied = before !== null && target === null;
    return source.kind === from.kind && (isAsBefore || isEmptied)
      ? 'nothing'
      : 'unclear';
  }

  async #byCopy(order: MoveOrder): Promise<number> {
    const { from, to, onLeft, signal } = order;
    if (from.rights?.delete === false) {
      return 403;
    }
    const before = await this.#survey(from.path, from.kind, signal);
    const copied = await this.#copy(order, before);
    if (copied !== null) {
      return copied;
    }
    if (onLeft !== undefined) {
      await this.#remover.remove(from, signal).catch(() => onLeft(from.path));
      return 201;
    }
    const now = await this.#survey(from.path, from.kind, signal);
    const changed = firstDifference(before, now, { withEtags: true });
    if (changed !== null) {
      throw new StorageError(
        'changed',
        `${this.#requests.sentenceName(from.path)} was changed at ${this.#requests.label} while it was moved, so it was left where it was; ${this.#requests.sentenceName(to)} holds what was there before. Delete the one that you do not need.`,
        { cause: new Error(`another state of "${changed}"`) }
      );
    }
    await this.#remover.remove(from, signal);
    return 201;
  }

  /** @returns null when the copy is complete, else the status it failed with */
  async #copy(order: MoveOrder, wanted: Tree): Promise<number | null> {
    const { from, to, before, signal } = order;
    const attempts = ATTEMPTS[before === null ? 'new' : 'replacing'];
    for (let attempt = 1; ; attempt++) {
      const status = await this.#send('COPY', order);
      if (status < 500 && status >= 300) {
        return status;
      }
      const copy = await this.#survey(to, from.kind, signal).catch(() => null);
      const missing = copy && firstDifference(wanted, copy);
      if (status < 300 && copy !== null && missing === null) {
        return null;
      }
      if (attempt === attempts) {
        if (status >= 500) {
          return status;
        }
        throw this.#requests.note(
          new StorageError(
            'broken-answer',
            `${this.#requests.label} did not copy ${this.#requests.sentenceName(from.path)} completely. It is still where it was; delete what is at the new place and try again.`,
            { cause: new Error(`another "${missing ?? to}" than copied`) }
          )
        );
      }
    }
  }

  #survey(
    path: string,
    kind: Entry['kind'],
    signal: AbortSignal | undefined
  ): Promise<Tree> {
    return surveyTree(this.#lister, path, kind, signal);
  }
}

function isSame(one: Entry, other: Entry): boolean {
  return (
    one.kind === other.kind &&
    one.size === other.size &&
    one.modified === other.modified &&
    one.etag === other.etag
  );
}
