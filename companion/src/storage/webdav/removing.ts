/**
 * Deletes files and folders, also where a server deletes only empty ones.
 */
import { StorageError, type Entry } from '../storage.ts';
import type { Lister } from './listing.ts';
import type { Requests } from './requests.ts';
import { statusOf } from './status.ts';

/** No tree that somebody works with is deeper. */
const DEEPEST = 100;

/** Servers that delete no folder with something in it say one of these. */
const NOT_EMPTY = new Set([405, 409, 424, 501]);

export class Remover {
  readonly #requests: Requests;
  readonly #lister: Lister;

  constructor(requests: Requests, lister: Lister) {
    this.#requests = requests;
    this.#lister = lister;
  }

  /**
   * Deletes one item with all below.
   *
   * @throws StorageError, also for the root: Reva deletes the owner's folder
   * when the address of a share is deleted
   */
  async remove(
    entry: Pick<Entry, 'path' | 'kind'>,
    signal?: AbortSignal
  ): Promise<void> {
    refuseRoot(entry.path);
    await this.#remove(entry, 0, signal);
  }

  async #remove(
    entry: Pick<Entry, 'path' | 'kind'>,
    depth: number,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { path, kind } = entry;
    const status = await statusOf(this.#requests, {
      method: 'DELETE',
      path,
      form: kind === 'folder' ? 'folder' : 'as-is',
      patience: 'work',
      signal
    });
    if (kind === 'folder' && NOT_EMPTY.has(status)) {
      if (depth < DEEPEST && (await this.#empty(path, depth, signal))) {
        return this.#remove(entry, DEEPEST, signal);
      }
    }
    // Gone while we were at it is gone all the same.
    if (status >= 300 && status !== 404) {
      throw this.#requests.note(
        this.#requests.failure({ status, headers: {} }, path)
      );
    }
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
      await this.#remove(entry, depth + 1, signal);
    }
    return found.length > 0;
  }
}

/** @throws StorageError for the share itself */
export function refuseRoot(path: string): void {
  if (path === '') {
    throw new StorageError(
      'not-permitted',
      'The share itself stays where it is: deleting or moving it here could do the same to the folder of its owner. Remove the share from your list instead.'
    );
  }
}
