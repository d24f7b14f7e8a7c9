/**
 * Small words for specs of storages.
 */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  StorageError,
  type Entry,
  type Storage,
  type StorageFailure,
  type WriteCondition,
  type Written
} from '../storage.ts';

/** Writes a text or bytes. */
export function put(
  storage: Storage,
  path: string,
  content: string | Uint8Array,
  condition: WriteCondition = { type: 'any' }
): Promise<Written> {
  const bytes = Buffer.from(content);
  return storage.write(
    path,
    () => Readable.from(bytes.length === 0 ? [] : [bytes]),
    { size: bytes.length, condition }
  );
}

/** Reads all bytes. */
export async function get(storage: Storage, path: string): Promise<Buffer> {
  return buffer((await storage.read(path)).body);
}

/** Reads all bytes as text. */
export async function getText(storage: Storage, path: string): Promise<string> {
  return (await get(storage, path)).toString();
}

/** All entries of a folder. */
export async function list(storage: Storage, path = ''): Promise<Entry[]> {
  const listing = await storage.list(path);
  assert.ok(listing);
  const all: Entry[] = [];
  for await (const batch of listing.entries) {
    all.push(...batch);
  }
  return all;
}

/** Names in a folder, sorted. */
export async function names(storage: Storage, path = ''): Promise<string[]> {
  return (await list(storage, path)).map(({ name }) => name).sort();
}

/** Fails with one of these codes and a sentence. */
export async function fails(
  attempt: Promise<unknown>,
  ...codes: StorageFailure[]
): Promise<StorageError> {
  const error = await attempt.then(
    () => assert.fail(`should have failed with ${codes.join(' or ')}`),
    (reason: unknown) => reason
  );
  assert.ok(error instanceof StorageError, String(error));
  assert.ok(
    codes.includes(error.code),
    `${error.code} instead of ${codes.join(' or ')}: ${error.message}`
  );
  assert.match(error.message, /[.!]$/s);
  return error;
}

/** Bytes that tell where they stand, piece by piece. */
export function pattern(size: number): () => Readable {
  return () =>
    Readable.from(
      (function* () {
        const piece = Buffer.alloc(64 * 1024);
        for (let at = 0; at < size; at += piece.length) {
          const chunk = Buffer.from(piece);
          for (let index = 0; index < chunk.length; index += 8) {
            chunk.writeBigUInt64BE(BigInt(at + index), index);
          }
          yield chunk.subarray(0, Math.min(chunk.length, size - at));
        }
      })()
    );
}
