/**
 * A file on its way: bytes go through the checksum and to disk in one pass, in
 * large writes, and can be continued where an earlier attempt or process
 * stopped. A small file reaches the disk when it is whole.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import type { Checksum } from 'sciencemesh-contract';
import { digestOf, type FileChecksum } from '../storage/checksums.ts';
import type { BriskCalls } from './brisk-calls.ts';
import { after, free } from '../http/chunks.ts';
import { syncFile } from './durability.ts';
import { FileFailure } from './file-failure.ts';
import { MODE, NEW_FILE, writeWhole } from './whole-file.ts';
import { identityOf, type Identity } from './working-folder.ts';

/** Small pieces go to the disk together: each write costs a thread's time. */
const WRITTEN_AT_ONCE = 256 * 1024;

/** Comes in during a write, for one file; more holds the source back. */
const HELD = 1024 * 1024;

/**
 * Writing to the disk itself begins this early, so that the end of a large
 * file has not to wait for all of it.
 */
const SYNC_EVERY = 32 * 1024 * 1024;

const READ_BLOCK = 1024 * 1024;

const OLD_FILE = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface PartialOptions {
  path: string;
  /** The checksum to compute; null spares the work. */
  checksum: Checksum | null;
  /** An earlier process left something there. */
  leftover: boolean;
  calls: BriskCalls;
  /** Told about each piece that came, and what was taken back. */
  onProgress: (bytes: number) => void;
}

export class PartialFile {
  readonly path: string;
  readonly #options: PartialOptions;
  #exists: boolean;
  #handle: FileHandle | null = null;
  /** Everything that came, and how much of it is on disk. */
  #bytes = 0;
  #written = 0;
  /** What came and is not being written yet. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;
  /** Over the first `#hashed` bytes. */
  #hash: Hash | null = null;
  #hashed = 0;
  #synced = 0;
  #syncing: Promise<void> | null = null;

  constructor(options: PartialOptions) {
    this.path = options.path;
    this.#options = options;
    this.#exists = options.leftover;
    this.#resetHash();
  }

  /** How much is there. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Prepares for an attempt, with what earlier ones left. */
  async open(): Promise<void> {
    this.#failure = null;
    if (!this.#exists) {
      return;
    }
    this.#handle = await open(this.path, OLD_FILE);
    const stats = await this.#handle.stat();
    if (!stats.isFile()) {
      throw new FileFailure(
        'path-refused',
        'Something else stands where the file would be kept on its way. Take the folder .sciencemesh/partial away, then retry.'
      );
    }
    this.#bytes = stats.size;
    this.#written = stats.size;
    this.#synced = stats.size;
    if (this.#hashed > stats.size) {
      this.#resetHash();
    }
    await this.#catchUp(this.#handle);
  }

  /** Begins anew. */
  async restart(): Promise<void> {
    await this.#writing;
    await this.#handle?.truncate(0);
    this.#forget();
  }

  /**
   * Takes the next bytes; the chunk belongs to the file from now on.
   *
   * @returns null when more can come at once, else when it can
   * @throws what an earlier write failed with
   */
  accept(chunk: Buffer): Promise<void> | null {
    this.#throwFailure();
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    this.#bytes += chunk.length;
    this.#hash?.update(chunk);
    this.#hashed += chunk.length;
    this.#options.onProgress(chunk.length);
    if (this.#heldBytes >= WRITTEN_AT_ONCE) {
      this.#writing ??= this.#write();
    }
    return this.#heldBytes >= HELD ? this.#writing : null;
  }

  /** Tells whether the bytes have the checksum that was asked for. */
  agrees(checksum: Checksum): boolean {
    return this.#hash?.copy().digest('hex') === checksum.value.toLowerCase();
  }

  /** Reads all that came, for a checksum that was not known at first. */
  async has({ algorithm, value }: FileChecksum): Promise<boolean> {
    await this.#writing;
    this.#throwFailure();
    const digest = digestOf(algorithm);
    if (this.#handle && this.#written > 0) {
      const stream = this.#handle.createReadStream({
        start: 0,
        end: this.#written - 1,
        autoClose: false,
        highWaterMark: READ_BLOCK
      });
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        digest.update(bytes);
      }
    }
    this.#held.forEach(bytes => digest.update(bytes));
    return digest.hex() === value;
  }

  /** The first bytes, for looking at what they are. */
  async head(length: number): Promise<Buffer> {
    await this.#writing;
    if (!this.#handle) {
      return Buffer.concat(this.#held).subarray(0, length);
    }
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.#handle.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  }

  /**
   * Everything has come: brings it to disk and closes the file.
   *
   * @returns how it is recognised, and whether it is durable already; making
   * small files so is quicker for many at a time
   */
  async finish(): Promise<{ identity: Identity; durable: boolean }> {
    await this.#writing;
    this.#throwFailure();
    if (!this.#handle) {
      this.#exists = true;
      const { calls } = this.#options;
      const chunks = this.#release();
      const identity = await writeWhole(this.path, chunks, calls);
      free(chunks);
      this.#written = this.#bytes;
      return { identity, durable: false };
    }
    await this.#write();
    this.#throwFailure();
    await this.#syncing;
    await syncFile(this.#handle);
    const identity = identityOf(await this.#handle.stat());
    await this.close();
    return { identity, durable: true };
  }

  /** Ends an attempt; what has come of a large file is kept for the next. */
  async close(): Promise<void> {
    await this.#writing;
    const handle = this.#handle;
    if (handle && !this.#failure) {
      await this.#write();
    }
    await this.#syncing;
    this.#handle = null;
    this.#release();
    this.#options.onProgress(this.#written - this.#bytes);
    this.#bytes = this.#written;
    await handle?.close();
  }

  /** Closes and deletes it. */
  async discard(): Promise<void> {
    await this.close();
    if (this.#exists) {
      await unlink(this.path).catch(() => undefined);
      this.#exists = false;
    }
    this.#forget();
  }

  /** Writes what is held; a failure is told to whoever asks next. */
  async #write(): Promise<void> {
    const chunks = this.#release();
    try {
      if (!this.#handle) {
        this.#handle = await open(this.path, NEW_FILE, MODE);
        this.#exists = true;
      }
      for (let rest = chunks; rest.length > 0;) {
        // By the handle, as closing it then waits for the write.
        const { bytesWritten } = await this.#handle.writev(rest, this.#written);
        this.#written += bytesWritten;
        rest = after(rest, bytesWritten);
      }
      this.#syncInPassing(this.#handle);
      free(chunks);
    } catch (error) {
      this.#failure ??=
        error instanceof Error ? error : new Error(String(error));
    }
    this.#writing = null;
  }

  #syncInPassing(handle: FileHandle): void {
    if (this.#syncing || this.#written - this.#synced < SYNC_EVERY) {
      return;
    }
    this.#synced = this.#written;
    this.#syncing = syncFile(handle)
      // What cannot be synced now is told by the sync at the end.
      .catch(() => undefined)
      .finally(() => {
        this.#syncing = null;
      });
  }

  /** Reads what an earlier attempt left, once, for the checksum. */
  async #catchUp(handle: FileHandle): Promise<void> {
    if (!this.#hash || this.#hashed === this.#bytes) {
      return;
    }
    const block = Buffer.allocUnsafe(READ_BLOCK);
    while (this.#hashed < this.#bytes) {
      const wanted = Math.min(READ_BLOCK, this.#bytes - this.#hashed);
      const { bytesRead } = await handle.read(block, 0, wanted, this.#hashed);
      if (bytesRead === 0) {
        throw new FileFailure(
          'write-failed',
          'The file became shorter while it was being written. Retry.'
        );
      }
      this.#hash.update(block.subarray(0, bytesRead));
      this.#hashed += bytesRead;
    }
  }

  #release(): Buffer[] {
    const chunks = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return chunks;
  }

  #forget(): void {
    this.#release();
    this.#options.onProgress(-this.#bytes);
    this.#bytes = 0;
    this.#written = 0;
    this.#synced = 0;
    this.#resetHash();
  }

  #resetHash(): void {
    const { checksum } = this.#options;
    this.#hash = checksum ? createHash(checksum.algorithm) : null;
    this.#hashed = 0;
  }

  #throwFailure(): void {
    if (this.#failure) {
      throw this.#failure;
    }
  }
}
