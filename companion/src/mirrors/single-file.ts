/**
 * A share that is a single file, as a folder with that file in it: so that it
 * can have a working copy, in which a kernel runs.
 */
import { Readable } from 'node:stream';
import {
  StorageError,
  type Entry,
  type Listing,
  type Storage,
  type StorageAbilities
} from '../storage/storage.ts';

/** The path of the file in its own storage. */
const FILE = '';

export class SingleFile implements Storage {
  readonly #inner: Storage;
  readonly #name: string;

  /**
   * @param inner whose root is the file
   * @param name what the file is called in the folder
   */
  constructor(inner: Storage, name: string) {
    this.#inner = inner;
    this.#name = name;
  }

  get label(): string {
    return this.#inner.label;
  }

  get abilities(): StorageAbilities {
    return this.#inner.abilities;
  }

  async stat(...[path, patience]: Parameters<Storage['stat']>): Promise<Entry> {
    return path === ''
      ? this.#folder()
      : this.#named(await this.#inner.stat(this.#inside(path), patience));
  }

  async list(
    ...[path, options]: Parameters<Storage['list']>
  ): Promise<Listing> {
    if (path !== '') {
      throw new StorageError('wrong-kind', `"${path}" is a file.`);
    }
    const entry = await this.#inner.stat(FILE, options);
    return {
      folder: this.#folder(),
      entries: Readable.from([[this.#named(entry)]])
    };
  }

  async read(...[path, part]: Parameters<Storage['read']>) {
    return this.#inner.read(this.#inside(path), part);
  }

  async write(...[path, body, options]: Parameters<Storage['write']>) {
    return this.#inner.write(this.#inside(path), body, options);
  }

  makeFolder(): Promise<never> {
    return Promise.reject(this.#noPlace());
  }

  move(): Promise<never> {
    return Promise.reject(this.#noPlace());
  }

  copy(): Promise<never> {
    return Promise.reject(this.#noPlace());
  }

  delete(): Promise<never> {
    return Promise.reject(this.#noPlace());
  }

  quota(...[patience]: Parameters<Storage['quota']>) {
    return this.#inner.quota(patience);
  }

  /** The share goes on to be used by others. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #inside(path: string): string {
    if (path !== this.#name) {
      throw new StorageError('not-found', `There is no "${path}".`);
    }
    return FILE;
  }

  #named(entry: Entry): Entry {
    if (entry.kind === 'folder') {
      throw new StorageError(
        'wrong-kind',
        `"${this.#name}" has turned out to be a folder. Open the notebook again.`
      );
    }
    return { ...entry, path: this.#name, name: this.#name };
  }

  #folder(): Entry {
    return {
      path: '',
      name: this.#inner.label,
      kind: 'folder',
      size: null,
      modified: null,
      created: null,
      etag: null,
      mediaType: null,
      rights: null,
      problem: null
    };
  }

  #noPlace(): StorageError {
    return new StorageError(
      'not-permitted',
      `"${this.#name}" is shared as a single file: there is no place beside it.`
    );
  }
}
