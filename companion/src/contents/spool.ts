/**
 * Bytes that arrive before it is known how many they are, or in pieces. They
 * wait in files of the data folder and go on in one stream.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { EditSource } from './pending-edits.ts';

const PIECE = 256 * 1024;

export class Spool {
  readonly #folder: string;

  /** @param folder what an earlier process left in it is thrown away */
  constructor(folder: string) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
  }

  /** Begins an empty file. */
  async begin(): Promise<SpooledFile> {
    const path = join(this.#folder, randomUUID());
    return new SpooledFile(path, await open(path, 'wx+', 0o600));
  }

  /** Takes in all that a stream gives. */
  async take(stream: Readable): Promise<SpooledFile> {
    const file = await this.begin();
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        await file.append(chunk);
      }
      return file;
    } catch (error) {
      await file.remove();
      throw error;
    }
  }
}

export class SpooledFile implements EditSource {
  readonly #path: string;
  readonly #handle: FileHandle;
  #size = 0;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  get size(): number {
    return this.#size;
  }

  /** Some bytes from an offset on; none at the end. */
  async read(start: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(
      Math.min(PIECE, Math.max(0, this.#size - start))
    );
    const { bytesRead } = await this.#handle.read(buffer, { position: start });
    return buffer.subarray(0, bytesRead);
  }

  async append(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      const { bytesWritten } = await this.#handle.write(rest, 0, rest.length);
      rest = rest.subarray(bytesWritten);
      this.#size += bytesWritten;
    }
  }

  open(): Readable {
    return createReadStream(this.#path);
  }

  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
