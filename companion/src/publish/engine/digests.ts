/**
 * Checksums of a file in one pass over its bytes, those that are sent and no
 * others: what the repository tells, and what proves more.
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { free, giveAway } from '../../http/chunks.ts';
import { HasherAside, HasherHere, type Hasher } from './hashing/hasher.ts';
import type { Algorithm } from './hashing/hashes.ts';
import { hashingThread } from './hashing/hashing-thread.ts';

/** To read, to hash and to send it take about as long as to pass it on. */
const BUFFER_BYTES = 512 * 1024;
/** Chunks of a file that are hashed while earlier ones are sent. */
const AHEAD = 2;
/** Hashed in less time than another thread takes to hear of it. */
const SMALL_BYTES = 128 * 1024;

export interface Piece {
  real: string;
  start: number;
  size: number;
}

export class Digests {
  readonly #hasher: Hasher;
  #pieces = 0;

  private constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  /**
   * Dispose of it when the file is done.
   *
   * @param wanted what the repository tells of its files
   * @param size of the file
   */
  static of(wanted: Algorithm, size: number): Digests {
    const algorithms = [...new Set<Algorithm>([wanted, 'md5', 'sha256'])];
    return new Digests(
      size <= SMALL_BYTES
        ? new HasherHere(algorithms)
        : new HasherAside(algorithms, hashingThread)
    );
  }

  /**
   * The bytes of the next piece as a stream, or those of the last one once
   * more; few of them are held.
   *
   * @param onBytes is told how many go out
   */
  read(piece: Piece, onBytes: (bytes: number) => void): Readable {
    this.#hasher.begin();
    this.#pieces += 1;
    return giveAway(
      Readable.from(this.#bytes(piece, this.#pieces, onBytes), {
        objectMode: false
      })
    );
  }

  /** The piece that was read last counts. */
  keep(): void {
    this.#hasher.keep();
  }

  /** Of all pieces that count, e.g. `md5:9e10…`; may be asked for again. */
  async told(algorithm: Algorithm): Promise<string> {
    const checksum = (await this.#hasher.told())[algorithm];
    if (checksum === undefined) {
      throw new Error(`no ${algorithm} was made`);
    }
    return checksum;
  }

  [Symbol.dispose](): void {
    this.#hasher.close();
  }

  async *#bytes(
    { real, start, size }: Piece,
    number: number,
    onBytes: (bytes: number) => void
  ): AsyncGenerator<Buffer> {
    if (size === 0) {
      return;
    }
    const file: AsyncIterable<Buffer<ArrayBuffer>> = createReadStream(real, {
      start,
      end: start + size - 1,
      highWaterMark: BUFFER_BYTES
    });
    const hashing: Promise<Buffer>[] = [];
    for await (const chunk of file) {
      if (number !== this.#pieces) {
        throw new Error('this piece has been begun anew meanwhile');
      }
      const hashed = this.#hasher.update(chunk);
      // Whoever waits for it is told; nobody may, when the sending has ended.
      hashed.catch(() => undefined);
      hashing.push(hashed);
      if (hashing.length > AHEAD) {
        yield* taken(hashing.splice(0, 1), onBytes);
      }
    }
    yield* taken(hashing, onBytes);
  }
}

async function* taken(
  chunks: readonly Promise<Buffer>[],
  onBytes: (bytes: number) => void
): AsyncGenerator<Buffer> {
  for (const hashed of chunks) {
    const chunk = await hashed;
    onBytes(chunk.byteLength);
    yield chunk;
  }
}

/** Reads the first bytes of a file into its checksums. */
export async function digestFile(
  real: string,
  size: number,
  digests: Digests,
  signal: AbortSignal
): Promise<void> {
  const bytes: AsyncIterable<Buffer> = digests.read(
    { real, start: 0, size },
    () => signal.throwIfAborted()
  );
  for await (const chunk of bytes) {
    free([chunk]);
  }
  digests.keep();
}
