/**
 * A folder of this machine, such as the mount of an institution's storage
 * (EOS, CephFS). No link leads out of it.
 */
import { constants, realpathSync } from 'node:fs';
import {
  cp,
  copyFile,
  lstat,
  mkdir,
  open,
  rename,
  rm,
  statfs,
  unlink
} from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import {
  StorageError,
  type Content,
  type Entry,
  type Listing,
  type Patience,
  type Quota,
  type Storage,
  type StorageAbilities,
  type WriteCondition,
  type Written
} from '../storage.ts';
import { anchorAt, anchored, type Anchor } from './anchor.ts';
import { entriesIn, entryOf, etagOf, rightsOf } from './entries.ts';
import { asStorageError, failure } from './failures.ts';
import { bytesOf, rangeIn } from './reading.ts';
import {
  checkCondition,
  moveToNew,
  occupant,
  place,
  unfinishedName,
  writeBeside
} from './writing.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export class LocalFolder implements Storage {
  readonly label: string;
  readonly abilities: StorageAbilities = {
    ranges: true,
    etags: true
  };
  readonly #root: string;
  /** The last of those who put a file into its place, by its path. */
  readonly #placing = new Map<string, Promise<void>>();

  /**
   * @param folder absolute path of the folder, which must be there
   * @param label how the person knows it; default its name
   */
  constructor(folder: string, label: string = basename(folder)) {
    this.#root = realpathSync(folder);
    this.label = label;
  }

  stat(path: string, { signal }: Patience = {}): Promise<Entry> {
    return this.#at(path, 'follow', anchor => {
      signal?.throwIfAborted();
      return this.#entry(path, anchor);
    });
  }

  list(
    path: string,
    { signal }: Patience & { unless?: string } = {}
  ): Promise<Listing> {
    return this.#at(path, 'follow', async anchor => {
      const folder = await this.#entry(path, anchor);
      if (folder.kind !== 'folder') {
        throw failure('wrong-kind');
      }
      return { folder, entries: this.#entries(path, signal) };
    });
  }

  read(
    path: string,
    options: Patience & { start?: number; end?: number; etag?: string } = {}
  ): Promise<Content> {
    return this.#at(path, 'follow', async anchor => {
      options.signal?.throwIfAborted();
      const handle = await open(anchor.path, READ);
      try {
        const stats = await handle.stat({ bigint: true });
        if (!stats.isFile()) {
          throw failure('wrong-kind');
        }
        const etag = etagOf(stats);
        if (options.etag !== undefined && options.etag !== etag) {
          throw new StorageError(
            'changed',
            'The file has changed since it was opened. Open it again.'
          );
        }
        const size = Number(stats.size);
        const range = rangeIn(size, options);
        return {
          size,
          range,
          etag,
          modified: new Date(Number(stats.mtimeMs)).toISOString(),
          mediaType: null,
          checksum: null,
          body: bytesOf(handle, range ?? { start: 0, end: size - 1 }, options)
        };
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  write(
    path: string,
    body: () => Readable,
    options: Patience & { size: number; condition: WriteCondition }
  ): Promise<Written> {
    return this.#at(path, 'follow', async anchor => {
      const before = await occupant(anchor);
      checkCondition(options.condition, before);
      if (before !== null && (before.mode & 0o222n) === 0n) {
        throw failure('not-permitted');
      }
      const unfinished = await writeBeside(anchor, body(), {
        size: options.size,
        mode: before?.mode ?? null,
        ...(options.signal === undefined ? {} : { signal: options.signal })
      });
      const { etag, modified } = await this.#state(anchor, unfinished);
      // Of two writers that saw the same state, one comes second.
      await this.#inTurn(anchor.real, () =>
        place(anchor, unfinished, options.condition)
      );
      return {
        etag,
        modified,
        size: options.size,
        created: before === null,
        verified: false
      };
    });
  }

  makeFolder(path: string): Promise<void> {
    return this.#at(path, 'take', async anchor => {
      await mkdir(anchor.path);
      await anchor.sync();
    });
  }

  move(from: string, to: string): Promise<void> {
    return this.#at(from, 'take', source =>
      this.#at(to, 'take', async target => {
        if (source.name === '') {
          throw failure('not-permitted');
        }
        const stats = await lstat(source.path);
        // An empty folder would be replaced without a word.
        if ((await occupant(target)) !== null) {
          throw failure('exists');
        }
        if (stats.isDirectory()) {
          await rename(source.path, target.path);
        } else {
          await moveToNew(source.path, target.path);
        }
        await target.sync();
        await source.sync();
      })
    );
  }

  copy(from: string, to: string, { signal }: Patience = {}): Promise<void> {
    return this.#at(from, 'follow', source =>
      this.#at(to, 'take', target => copyTo(source, target, signal))
    );
  }

  delete(path: string, options: { etag?: string } = {}): Promise<void> {
    return this.#at(path, 'take', async anchor => {
      if (anchor.name === '') {
        throw failure('not-permitted');
      }
      const stats = await lstat(anchor.path, { bigint: true });
      if (options.etag !== undefined && options.etag !== etagOf(stats)) {
        throw new StorageError(
          'changed',
          'Somebody has changed the file meanwhile. Look at it first.'
        );
      }
      if (stats.isDirectory()) {
        await rm(anchor.path, { recursive: true });
      } else {
        await unlink(anchor.path);
      }
      await anchor.sync();
    });
  }

  async quota(): Promise<Quota> {
    try {
      const { bavail, bsize } = await statfs(this.#root);
      return { available: bavail * bsize, used: null };
    } catch (error) {
      throw asStorageError(error);
    }
  }

  async close(): Promise<void> {
    // Nothing is kept open between calls.
  }

  #at<T>(
    path: string,
    last: 'follow' | 'take',
    action: (anchor: Anchor) => Promise<T>
  ): Promise<T> {
    return anchored(this.#root, path, last, action);
  }

  async #inTurn(path: string, action: () => Promise<void>): Promise<void> {
    const before = this.#placing.get(path) ?? Promise.resolve();
    const turn = before.then(action);
    const settled = turn.catch(() => undefined);
    this.#placing.set(path, settled);
    await settled;
    if (this.#placing.get(path) === settled) {
      this.#placing.delete(path);
    }
    return turn;
  }

  async #entry(path: string, anchor: Anchor): Promise<Entry> {
    const stats = await lstat(anchor.path, { bigint: true });
    const rights = await rightsOf(anchor.folder);
    const name = path === '' ? this.label : anchor.name;
    return entryOf(path, name, stats, rights);
  }

  /** Opens the folder when it is read, and for as long as it is. */
  async *#entries(
    path: string,
    signal: AbortSignal | undefined
  ): AsyncGenerator<readonly Entry[]> {
    try {
      const anchor = await anchorAt(this.#root, path, 'follow');
      try {
        yield* entriesIn(this.#root, anchor.path, path, signal);
      } finally {
        await anchor.close();
      }
    } catch (error) {
      throw asStorageError(error);
    }
  }

  async #state(
    anchor: Anchor,
    name: string
  ): Promise<{ etag: string; modified: string }> {
    const stats = await lstat(anchor.beside(name), { bigint: true });
    return {
      etag: etagOf(stats),
      modified: new Date(Number(stats.mtimeMs)).toISOString()
    };
  }
}

async function copyTo(
  source: Anchor,
  target: Anchor,
  signal: AbortSignal | undefined
): Promise<void> {
  const stats = await lstat(source.path);
  if ((await occupant(target)) !== null) {
    throw failure('exists');
  }
  const isFolder = stats.isDirectory();
  if (isFolder && `${target.real}/`.startsWith(`${source.real}/`)) {
    throw failure('name-refused');
  }
  const unfinished = target.beside(unfinishedName());
  try {
    if (isFolder) {
      await cp(source.path, unfinished, {
        recursive: true,
        // A link stays one: what it leads to may be outside.
        verbatimSymlinks: true,
        mode: constants.COPYFILE_FICLONE,
        filter: () => {
          signal?.throwIfAborted();
          return true;
        }
      });
      await rename(unfinished, target.path);
    } else {
      await copyFile(source.path, unfinished, constants.COPYFILE_FICLONE);
      await moveToNew(unfinished, target.path);
    }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  await target.sync();
}
