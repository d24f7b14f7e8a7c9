/**
 * Checksums of a file in one pass over its bytes: what the repository tells,
 * and what proves more.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { RepositoryAbilities } from 'sciencemesh-contract';
import { giveAway } from '../../http/chunks.ts';

type Algorithm = RepositoryAbilities['checksum'];

const BUFFER_BYTES = 1024 * 1024;

export class Digests {
  readonly #hashes: ReadonlyMap<Algorithm, Hash>;

  private constructor(hashes: ReadonlyMap<Algorithm, Hash>) {
    this.#hashes = hashes;
  }

  /** @param wanted what the repository tells of its files */
  static of(wanted: Algorithm): Digests {
    const algorithms = new Set<Algorithm>([wanted, 'md5', 'sha256']);
    return new Digests(
      new Map([...algorithms].map(name => [name, createHash(name)]))
    );
  }

  /** As far as it is, so that a part that failed can be read again. */
  copy(): Digests {
    return new Digests(
      new Map([...this.#hashes].map(([name, hash]) => [name, hash.copy()]))
    );
  }

  update(bytes: Uint8Array): void {
    this.#hashes.forEach(hash => hash.update(bytes));
  }

  /** E.g. `md5:9e10…`; may be asked for again. */
  told(algorithm: Algorithm): string {
    const hash = this.#hashes.get(algorithm) ?? createHash(algorithm);
    return `${algorithm}:${hash.copy().digest('hex')}`;
  }
}

/** A piece of a file as a stream; nothing but its bytes is held. */
export function pieceOf(
  real: string,
  start: number,
  size: number,
  onBytes: (bytes: Uint8Array) => void
): Readable {
  if (size === 0) {
    return Readable.from([]);
  }
  async function* bytes(): AsyncGenerator<Buffer> {
    const file = createReadStream(real, {
      start,
      end: start + size - 1,
      highWaterMark: BUFFER_BYTES
    });
    for await (const chunk of file as AsyncIterable<Buffer>) {
      onBytes(chunk);
      yield chunk;
    }
  }
  return giveAway(Readable.from(bytes(), { objectMode: false }));
}

/** Reads the first bytes of a file into its checksums. */
export async function digestFile(
  real: string,
  size: number,
  digests: Digests,
  signal: AbortSignal
): Promise<void> {
  const bytes = pieceOf(real, 0, size, () => signal.throwIfAborted());
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    digests.update(chunk);
  }
}
