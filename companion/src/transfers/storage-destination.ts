/**
 * A folder of a storage receives the files, each whole or not at all.
 */
import { posix } from 'node:path';
import { StorageError, type Storage } from '../storage/storage.ts';
import { Delivery } from './delivery.ts';
import type { Carriage, Destination } from './destination.ts';
import type { FileEntry } from './ledger.ts';
import type { Means } from './means.ts';
import type { Account } from './scene.ts';
import type { StoragePlace } from './transfer.ts';

export class StorageDestination implements Destination {
  readonly #means: Means;
  readonly #account: Account;
  readonly #storage: Storage;
  readonly #target: StoragePlace;
  readonly #folders = new Map<string, Promise<void>>();

  private constructor(
    means: Means,
    account: Account,
    target: StoragePlace,
    storage: Storage
  ) {
    this.#means = means;
    this.#account = account;
    this.#target = target;
    this.#storage = storage;
  }

  /** @throws StorageError when the storage is not here (any more) */
  static async open(
    means: Means,
    account: Account,
    target: StoragePlace
  ): Promise<StorageDestination> {
    const storage = await means.storageOf(target.storage);
    return new StorageDestination(means, account, target, storage);
  }

  // What an earlier process was sending, the server has whole or not at all.
  async prepare(): Promise<void> {}

  // Each request carries the condition, so nothing has to be asked first.
  async isThere(): Promise<boolean> {
    return false;
  }

  begin(entry: FileEntry): Carriage {
    const { path } = entry.planned;
    return new Delivery({
      account: this.#account,
      entry,
      means: this.#means,
      storage: this.#storage,
      path: posix.join(this.#target.path, path),
      isSameStorage: name => name === this.#target.storage,
      makeFolder: signal => this.#folder(posix.dirname(path), signal)
    });
  }

  async cleanUp(): Promise<void> {}

  // An answered request is the server's promise; there is no more to ask for.
  async sync(): Promise<void> {}

  /** Makes a folder and those above it, each once. */
  #folder(path: string, signal: AbortSignal): Promise<void> {
    if (path === '.') {
      return Promise.resolve();
    }
    const known = this.#folders.get(path);
    if (known) {
      return known;
    }
    const made = this.#makeFolder(path, signal);
    this.#folders.set(path, made);
    made.catch(() => this.#folders.delete(path));
    return made;
  }

  async #makeFolder(path: string, signal: AbortSignal): Promise<void> {
    await this.#folder(posix.dirname(path), signal);
    await makeFolder(
      this.#storage,
      posix.join(this.#target.path, path),
      signal
    );
  }
}

/** Makes a folder unless it is there; anything else of its name is refused. */
export async function makeFolder(
  storage: Storage,
  path: string,
  signal: AbortSignal
): Promise<void> {
  try {
    await storage.makeFolder(path, { signal });
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'exists') {
      throw error;
    }
    const { kind, name } = await storage.stat(path, { signal });
    if (kind !== 'folder') {
      throw new StorageError(
        'wrong-kind',
        `"${name}" is a file in ${storage.label}, where a folder is needed. Rename it, then retry.`,
        { cause: error }
      );
    }
  }
}
