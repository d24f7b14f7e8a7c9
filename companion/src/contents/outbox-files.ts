/**
 * The bytes of edits that wait, one file each. A file is durable and has its
 * name before anything refers to it, and is never changed afterwards.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { StorageError } from '../storage/storage.ts';
import type { OutboxRow } from '../store/outbox.ts';
import { codeOf, syncFile, syncFolder } from '../transfers/durability.ts';
import type { EditSource } from './pending-edits.ts';

type Name = Pick<OutboxRow, 'id' | 'revision'>;

export class OutboxFiles {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
  }

  /** @returns the checksum of what was kept */
  async keep(name: Name, source: EditSource): Promise<string> {
    const unfinished = join(this.#folder, `${randomUUID()}.part`);
    const hash = createHash('sha256');
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      for await (const chunk of source.open() as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await handle.appendFile(chunk);
      }
      await syncFile(handle);
    } catch (error) {
      await handle.close();
      await unlink(unfinished);
      throw codeOf(error) === 'ENOSPC' ? noRoom(error) : error;
    }
    await handle.close();
    await rename(unfinished, this.#path(name));
    await syncFolder(this.#folder);
    return hash.digest('hex');
  }

  /** @param end the last byte that is wanted; default: all */
  open(name: Name, end = Infinity): Readable {
    return createReadStream(this.#path(name), { end });
  }

  /** Of the first bytes of an edit. */
  async checksum(name: Name, size: number): Promise<string> {
    const hash = createHash('sha256');
    const first = size === 0 ? [] : this.open(name, size - 1);
    for await (const chunk of first as AsyncIterable<Buffer>) {
      hash.update(chunk);
    }
    return hash.digest('hex');
  }

  read(name: Name): Promise<Buffer> {
    return readFile(this.#path(name));
  }

  async remove(name: Name): Promise<void> {
    await unlink(this.#path(name)).catch(() => undefined);
  }

  /** Removes what no row refers to: a process ended between the two. */
  async sweep(rows: readonly Name[]): Promise<void> {
    const wanted = new Set(rows.map(fileName));
    for (const name of await readdir(this.#folder)) {
      if (!wanted.has(name)) {
        await unlink(join(this.#folder, name));
      }
    }
  }

  #path(name: Name): string {
    return join(this.#folder, fileName(name));
  }
}

function fileName({ id, revision }: Name): string {
  return `${id}.${revision}`;
}

function noRoom(cause: unknown): StorageError {
  return new StorageError(
    'no-space',
    'The disk of this Jupyter server is full, so that the edit cannot be kept here either. Make room, then save again.',
    { cause }
  );
}
