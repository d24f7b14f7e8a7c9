/**
 * A file on its way from a page to its server. What has gone by is kept on
 * disk as well, up to a size, so that a server which fails in the middle of it
 * costs nothing: the whole file can still be kept for later.
 */
import { Readable } from 'node:stream';
import { giveAway } from '../http/chunks.ts';
import { StorageError } from '../storage/storage.ts';
import type { EditSource } from './pending-edits.ts';
import type { Spool, SpooledFile } from './spool.ts';

export interface IncomingOptions {
  /** Bytes as they come, all of them once. */
  payload: Readable;
  /** How many there will be. */
  size: number;
  spool: Spool;
  /** Larger files are not kept on their way. */
  largestKept: number;
}

/** Some bytes, and where in the file they stand. */
interface Piece {
  start: number;
  bytes: Buffer;
}

export class Incoming implements EditSource {
  readonly size: number;
  readonly #spool: Spool;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #isKept: boolean;
  #kept: SpooledFile | null = null;
  #taken = 0;
  /** Number of the last one. */
  #reader = 0;
  #taking: Promise<Piece | null> | null = null;

  constructor({ payload, size, spool, largestKept }: IncomingOptions) {
    this.size = size;
    this.#spool = spool;
    this.#isKept = size <= largestKept;
    // A server that wants no more bytes must not end the page's request.
    this.#chunks = payload.iterator({ destroyOnReturn: false });
  }

  get isThere(): boolean {
    return this.#isKept || this.#taken === 0;
  }

  /** What has gone by, then the rest as it comes. */
  open(): Readable {
    if (!this.isThere) {
      throw new StorageError(
        'aborted',
        'The upload broke off and cannot be continued. Upload the file again.'
      );
    }
    const reader = (this.#reader += 1);
    const all = Readable.from(this.#all(reader), { objectMode: false });
    return this.#isKept ? all : giveAway(all);
  }

  async remove(): Promise<void> {
    await this.#taking?.catch(() => undefined);
    await this.#kept?.remove();
  }

  async *#all(reader: number): AsyncGenerator<Buffer> {
    let position = 0;
    for (;;) {
      if (position < this.#taken) {
        const bytes = await this.#kept?.read(position);
        if (bytes === undefined || bytes.length === 0) {
          throw new RangeError('Bytes that have gone by are asked for again');
        }
        position += bytes.length;
        yield bytes;
        continue;
      }
      const piece = await this.#take();
      if (piece === null) {
        return;
      }
      if (!this.#isKept && reader !== this.#reader) {
        // It is the bytes of a later reader alone, who gives their memory back.
        throw new RangeError('Bytes that were given away are asked for');
      }
      // Else somebody else took it first: then it is on the disk.
      if (piece.start === position) {
        position += piece.bytes.length;
        yield piece.bytes;
      }
    }
  }

  /** The next bytes of the page; two readers at a time get the same. */
  #take(): Promise<Piece | null> {
    this.#taking ??= this.#next().finally(() => {
      this.#taking = null;
    });
    return this.#taking;
  }

  async #next(): Promise<Piece | null> {
    const next = await this.#chunks.next();
    if (next.done === true) {
      return null;
    }
    if (this.#isKept) {
      this.#kept ??= await this.#spool.begin();
      await this.#kept.append(next.value);
    }
    const start = this.#taken;
    this.#taken += next.value.length;
    return { start, bytes: next.value };
  }
}
