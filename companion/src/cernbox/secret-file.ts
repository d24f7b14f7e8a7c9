/**
 * A short text in a file that somebody else writes, replaces and removes at
 * any time. Every use looks whether it is still the same file.
 */
import { constants, unwatchFile, watchFile, type BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { CredentialError } from './credential-error.ts';

const MOST_BYTES = 64 * 1024;
/** Milliseconds between two looks while nobody asks. */
const INTERVAL = 2000;

export interface SecretFileOptions {
  /** Nobody but its owner may read it. */
  isPrivate: boolean;
  advice: string;
}

export class SecretFile {
  readonly #path: string;
  readonly #options: SecretFileOptions;
  #known: { stamp: string; text: string } | null = null;

  constructor(path: string, options: SecretFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @throws CredentialError */
  async read(): Promise<string> {
    try {
      return await this.#read();
    } catch (error) {
      this.#known = null;
      throw error instanceof CredentialError ? error : this.#failed(error);
    }
  }

  /** Polls, for what is mounted tells nobody of changes. */
  watch(listener: () => void): () => void {
    const changed = (now: BigIntStats, before: BigIntStats) => {
      // A file that is missing from the beginning is told as well.
      if (now.ino !== before.ino || now.ctimeNs !== before.ctimeNs) {
        listener();
      }
    };
    watchFile(
      this.#path,
      { interval: INTERVAL, persistent: false, bigint: true },
      changed
    );
    return () => unwatchFile(this.#path, changed);
  }

  async #read(): Promise<string> {
    // Opening a pipe would wait for its other end.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK;
    const file = await open(this.#path, flags);
    try {
      const found = await file.stat({ bigint: true });
      if (!found.isFile()) {
        throw this.#wrong('is no file');
      }
      if (this.#options.isPrivate && (found.mode & 0o077n) !== 0n) {
        throw this.#wrong('can be read by others; give it mode 0600');
      }
      const { ctimeNs, dev, ino, mtimeNs, size } = found;
      const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(':');
      if (this.#known?.stamp === stamp) {
        return this.#known.text;
      }
      const bytes = Buffer.alloc(MOST_BYTES + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      if (bytesRead > MOST_BYTES) {
        throw this.#wrong('is too large to be one');
      }
      const text = bytes.toString('utf8', 0, bytesRead).trim();
      if (text === '') {
        throw this.#wrong('is empty');
      }
      this.#known = { stamp, text };
      return text;
    } finally {
      await file.close();
    }
  }

  #wrong(what: string): CredentialError {
    return new CredentialError(
      `The file of the login, ${this.#path}, ${what}.`,
      this.#options.advice
    );
  }

  #failed(error: unknown): CredentialError {
    const missing =
      error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return new CredentialError(
      `The file of the login, ${this.#path}, ${missing ? 'is not there' : 'cannot be read'}.`,
      this.#options.advice,
      { cause: error }
    );
  }
}
