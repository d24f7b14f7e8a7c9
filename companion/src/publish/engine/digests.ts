/**
 * Checksums of a file in one pass over its bytes: what the repository tells,
 * and what proves more.
 */
import type { Readable } from 'node:stream';
import { free } from '../../http/chunks.ts';
import { HasherAside, HasherHere, type Hasher } from './hashing/hasher.ts';
import type { Algorithm } from './hashing/hashes.ts';
import { hashingThread } from './hashing/hashing-thread.ts';
import { chunksOf, streamOf, type Piece } from './pieces.ts';

/** Chunks of a file that are hashed while earlier ones are sent. */
const AHEAD = 2;
/** Hashed in less time than another thread takes to hear of it. */
const SMALL_BYTES = 128 * 1024;

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
   * more; what goes out is what is hashed.
   *
   * @param onBytes is told how many go out
   */
  read(piece: Piece, onBytes: (bytes: number) => void): Readable {
    this.#hasher.begin();
    this.#pieces += 1;
    return streamOf(this.#hashed(piece, this.#pieces), onBytes);
  }

  /** The piece that was read last counts. */
  keep(): void {
    this.#hasher.keep();
  }

  /** Reads the next piece for nothing but its checksums. */
  async add(piece: Piece, signal: AbortSignal): Promise<void> {
    const bytes: AsyncIterable<Buffer> = this.read(piece, () =>
      signal.throwIfAborted()
    );
    for await (const chunk of bytes) {
      free([chunk]);
    }
    this.keep();
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

  async *#hashed(piece: Piece, number: number): AsyncGenerator<Buffer> {
    const hashing: Promise<Buffer>[] = [];
    for await (const chunk of chunksOf(piece)) {
      if (number !== this.#pieces) {
        throw new Error('this piece has been begun anew meanwhile');
      }
      const hashed = this.#hasher.update(chunk);
      // Whoever waits for it is told; nobody may, when the sending has ended.
      hashed.catch(() => undefined);
      hashing.push(hashed);
      if (hashing.length > AHEAD) {
        yield* hashing.splice(0, 1);
      }
    }
    yield* hashing;
  }
}
