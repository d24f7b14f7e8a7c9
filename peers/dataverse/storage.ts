import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Settings } from './settings.ts';

/** Bytes that came. */
export interface StoredObject {
  /** As the installation names it: `s3://bucket:18b39722140-50eb7d3c5ece`. */
  identifier: string;
  size: number;
  /** Hexadecimal; null where parts went by that nobody kept. */
  md5: string | null;
  /** Null where the bytes were let go. */
  path: string | null;
}

/** The algorithms that may be named, and what Node calls them. */
const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512'
};

type StorageSettings = Pick<Settings, 'discard' | 'bytesPerSecond'>;

/** Where bytes go: into files, or nowhere but through their checksum. */
export class Storage {
  private readonly folder: string;
  private readonly discard: boolean;
  private readonly bytesPerSecond: number;
  private count = 0;

  private constructor(
    folder: string,
    { discard, bytesPerSecond }: StorageSettings
  ) {
    this.folder = folder;
    this.discard = discard;
    this.bytesPerSecond = bytesPerSecond;
  }

  static async open(settings: StorageSettings): Promise<Storage> {
    const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-dataverse-'));
    return new Storage(folder, settings);
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** A name that the store has not used; as Dataverse makes them. */
  newIdentifier(): string {
    this.count += 1;
    const moment = Date.now().toString(16);
    const number = this.count.toString(16).padStart(12, '0');
    return `s3://dataverse:${moment}-${number}`;
  }

  /**
   * Takes bytes in as they come; never holds them whole.
   *
   * @param keep where they are needed again although they are let go else
   */
  async write(source: Readable, keep = !this.discard): Promise<StoredObject> {
    const identifier = this.newIdentifier();
    const hash = createHash('md5');
    const { bytesPerSecond } = this;
    const begun = performance.now();
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        const due = begun + (size / bytesPerSecond) * 1000;
        const early = due - performance.now();
        // Timers are not more exact than that.
        if (early < 5) {
          done(null, chunk);
        } else {
          setTimeout(done, early, null, chunk);
        }
      }
    });
    const path = keep ? this.pathOf(identifier) : null;
    const sink = path === null ? nowhere() : createWriteStream(path);
    try {
      await pipeline(source, measure, sink);
    } catch (fault) {
      if (path !== null) {
        await rm(path, { force: true });
      }
      throw fault;
    }
    return { identifier, size, md5: hash.digest('hex'), path };
  }

  /** Puts parts together, in the order given, under a name. */
  async join(
    parts: readonly StoredObject[],
    identifier: string
  ): Promise<StoredObject> {
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    if (this.discard) {
      return { identifier, size, md5: null, path: null };
    }
    const path = this.pathOf(identifier);
    const hash = createHash('md5');
    for (const part of parts) {
      const sink = createWriteStream(path, { flags: 'a' });
      await pipeline(this.read(part), hashing(hash), sink);
      await this.remove(part);
    }
    return { identifier, size, md5: hash.digest('hex'), path };
  }

  /** The bytes; only of what was kept. */
  read(object: StoredObject): Readable {
    if (object.path === null) {
      throw new Error(`${object.identifier} was let go`);
    }
    return createReadStream(object.path);
  }

  async remove(object: StoredObject): Promise<void> {
    if (object.path !== null) {
      await rm(object.path, { force: true });
    }
  }

  /** By an algorithm that the API may name; null where nobody can tell. */
  async checksum(
    object: StoredObject,
    algorithm: string
  ): Promise<string | null> {
    if (algorithm === 'MD5') {
      return object.md5;
    }
    const name = algorithms[algorithm];
    if (name === undefined || object.path === null) {
      return null;
    }
    const hash = createHash(name);
    await pipeline(this.read(object), hashing(hash), nowhere());
    return hash.digest('hex');
  }

  /** Bytes up to the end of the first line, looking at the beginning only. */
  async firstLine(object: StoredObject): Promise<number> {
    if (object.path === null) {
      return 0;
    }
    const file = await open(object.path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024));
      return buffer.subarray(0, bytesRead).indexOf('\n') + 1;
    } finally {
      await file.close();
    }
  }

  private pathOf(identifier: string): string {
    return join(this.folder, identifier.split(':').at(-1) ?? identifier);
  }
}

/** Whether the API may name it. */
export function isAlgorithm(name: string): boolean {
  return name in algorithms;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    }
  });
}
