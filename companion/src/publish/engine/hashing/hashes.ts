/**
 * Checksums of a file that is gone through piece by piece.
 */
import { createHash, type Hash } from 'node:crypto';
import type { RepositoryAbilities } from 'sciencemesh-contract';

export type Algorithm = RepositoryAbilities['checksum'];

/** E.g. `md5:9e10…`, by algorithm. */
export type Checksums = Partial<Record<Algorithm, string>>;

export class Hashes {
  /** Of all pieces that count. */
  #kept: ReadonlyMap<Algorithm, Hash>;
  /** With the piece that is gone through. */
  #now: ReadonlyMap<Algorithm, Hash>;

  constructor(algorithms: readonly Algorithm[]) {
    this.#kept = new Map(algorithms.map(name => [name, createHash(name)]));
    this.#now = copyOf(this.#kept);
  }

  /** Begins the next piece, or that which was begun last once more. */
  begin(): void {
    this.#now = copyOf(this.#kept);
  }

  update(bytes: Uint8Array): void {
    this.#now.forEach(hash => hash.update(bytes));
  }

  /** The piece counts. */
  keep(): void {
    this.#kept = this.#now;
  }

  /** As far as pieces count; may be asked for again. */
  told(): Checksums {
    return Object.fromEntries(
      [...copyOf(this.#kept)].map(([name, hash]) => [
        name,
        `${name}:${hash.digest('hex')}`
      ])
    );
  }
}

function copyOf(
  hashes: ReadonlyMap<Algorithm, Hash>
): ReadonlyMap<Algorithm, Hash> {
  return new Map([...hashes].map(([name, hash]) => [name, hash.copy()]));
}
