import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

import type { Behaviour } from './behaviour.ts';

/** Bytes that can be read from any place on, and never all at once. */
export interface Body {
  /** Length in bytes; infinite for an endless body. */
  size: number;
  contentType: string;
  etag: string;
  /** Yields the bytes from `start` up to, and without, `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

const chunkSize = 64 * 1024;
const cipherBlock = 16;

const contentTypes: Record<string, string> = {
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ipynb': 'application/x-ipynb+json',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.py': 'text/x-python; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.zip': 'application/zip'
};

/** Finds the body that a behaviour describes; `folder` is where files lie. */
export async function bodyOf(
  behaviour: Behaviour,
  folder: string
): Promise<Body> {
  if (behaviour.file !== undefined) {
    return fileBody(resolve(folder, behaviour.file));
  }
  if (behaviour.generated !== undefined) {
    const { seed, size } = behaviour.generated;
    return generatedBody(seed, size);
  }
  if (behaviour.endless !== undefined) {
    return generatedBody(behaviour.endless, Infinity);
  }
  if (behaviour.zeros !== undefined) {
    return zeroBody(behaviour.zeros);
  }
  if (behaviour.json !== undefined) {
    return bytesBody(
      Buffer.from(JSON.stringify(behaviour.json)),
      'application/json'
    );
  }
  return bytesBody(
    Buffer.from(behaviour.text ?? ''),
    'text/plain; charset=utf-8'
  );
}

/**
 * The bytes of a generated body: the key stream of AES in counter mode.
 *
 * It is as fast as the disk, incompressible, the same on every machine, and
 * can begin anywhere, which is what a test of resumed transfers needs.
 */
export async function* generatedBytes(
  seed: string,
  start: number,
  end: number
): AsyncIterable<Uint8Array> {
  const key = createHash('sha256').update(seed).digest();
  const counter = Buffer.alloc(cipherBlock);
  counter.writeBigUInt64BE(BigInt(Math.floor(start / cipherBlock)), 8);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  cipher.update(Buffer.alloc(start % cipherBlock));
  const zeros = Buffer.alloc(chunkSize);
  for (let at = start; at < end; at += chunkSize) {
    yield cipher.update(zeros.subarray(0, Math.min(chunkSize, end - at)));
  }
}

/** SHA-256 of a generated body, in hexadecimal. */
export async function generatedSha256(
  seed: string,
  size: number
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of generatedBytes(seed, 0, size)) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

async function fileBody(path: string): Promise<Body> {
  const { size, mtimeMs } = await stat(path);
  return {
    size,
    contentType: contentTypes[extname(path)] ?? 'application/octet-stream',
    etag: tag(`${path} ${size} ${mtimeMs}`),
    read: (start, end) =>
      start < end
        ? createReadStream(path, {
            start,
            end: end - 1,
            highWaterMark: chunkSize
          })
        : nothing()
  };
}

function generatedBody(seed: string, size: number): Body {
  return {
    size,
    contentType: 'application/octet-stream',
    etag: tag(`${seed} ${size}`),
    read: (start, end) => generatedBytes(seed, start, end)
  };
}

function zeroBody(size: number): Body {
  return {
    size,
    contentType: 'application/octet-stream',
    etag: tag(`zeros ${size}`),
    async *read(start, end) {
      const zeros = Buffer.alloc(chunkSize);
      for (let at = start; at < end; at += chunkSize) {
        yield zeros.subarray(0, Math.min(chunkSize, end - at));
      }
    }
  };
}

function bytesBody(bytes: Uint8Array, contentType: string): Body {
  return {
    size: bytes.length,
    contentType,
    etag: tag(bytes),
    async *read(start, end) {
      for (let at = start; at < end; at += chunkSize) {
        yield bytes.subarray(at, Math.min(at + chunkSize, end));
      }
    }
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}

function tag(content: string | Uint8Array): string {
  const digest = createHash('sha256').update(content).digest('hex');
  return `"${digest.slice(0, 16)}"`;
}
