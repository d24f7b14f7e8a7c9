/**
 * Writes a file so that it is either all there under its name, or as before:
 * beside it first, then into its place in one step.
 */
import { randomUUID } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import {
  link,
  lstat,
  open,
  rename,
  unlink,
  type FileHandle
} from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StorageError, type WriteCondition } from '../storage.ts';
import type { Anchor } from './anchor.ts';
import { etagOf } from './entries.ts';
import { codeOf, failure } from './failures.ts';

const NEW =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_EXCL |
  constants.O_NOFOLLOW;
const MODE = 0o644;
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']);

/** A name for something on its way, never listed. */
export function unfinishedName(): string {
  return `.sciencemesh-${randomUUID()}.part`;
}

/** What stands at an anchor; null when nothing does. */
export async function occupant(anchor: Anchor): Promise<BigIntStats | null> {
  try {
    return await lstat(anchor.path, { bigint: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** @throws StorageError when what stands there is not what was asked for */
export function checkCondition(
  condition: WriteCondition,
  stats: BigIntStats | null
): void {
  if (stats !== null && !stats.isFile()) {
    throw failure('wrong-kind');
  }
  switch (condition.type) {
    case 'any':
      return;
    case 'new':
      if (stats !== null) {
        throw failure('exists');
      }
      return;
    case 'unchanged':
      if (stats === null || etagOf(stats) !== condition.etag) {
        throw new StorageError(
          'changed',
          'Somebody has changed or removed the file meanwhile.'
        );
      }
      return;
    default:
      throw new TypeError(condition satisfies never);
  }
}

/** Writes all of a body to a new file in the anchor's folder, durably. */
export async function writeBeside(
  anchor: Anchor,
  body: Readable,
  options: { size: number; mode: bigint | null; signal?: AbortSignal }
): Promise<string> {
  const name = unfinishedName();
  const mode = options.mode === null ? MODE : Number(options.mode & 0o777n);
  const handle = await open(anchor.beside(name), NEW, mode);
  try {
    await fill(handle, body, options);
    return name;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(anchor.beside(name)).catch(() => undefined);
    throw error;
  }
}

async function fill(
  handle: FileHandle,
  body: Readable,
  options: { size: number; signal?: AbortSignal }
): Promise<void> {
  let arrived = 0;
  // Leaving the loop early destroys the source.
  for await (const chunk of arriving(body)) {
    options.signal?.throwIfAborted();
    for (let rest = chunk; rest.length > 0;) {
      const { bytesWritten } = await handle.write(rest);
      rest = rest.subarray(bytesWritten);
    }
    arrived += chunk.length;
  }
  if (arrived !== options.size) {
    throw new StorageError(
      'broken-answer',
      `The file was to have ${options.size} bytes, and ${arrived} came. Try again.`
    );
  }
  await handle.sync();
  await handle.close();
}

/** A source that fails is none of the file system's failures. */
async function* arriving(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof StorageError
      ? error
      : new StorageError(
          'aborted',
          'What was to be written broke off; the file is as it was.',
          { cause: error }
        );
  }
}

/** Puts a finished file into its place; never over something with `new`. */
export async function place(
  anchor: Anchor,
  unfinished: string,
  condition: WriteCondition
): Promise<void> {
  const from = anchor.beside(unfinished);
  try {
    if (condition.type === 'new') {
      await moveToNew(from, anchor.path);
    } else {
      // What another program does between this look and the next call is
      // beyond what file systems offer.
      checkCondition(condition, await occupant(anchor));
      await rename(from, anchor.path);
    }
  } catch (error) {
    await unlink(from).catch(() => undefined);
    throw error;
  }
  await anchor.sync();
}

/** Moves a file to a name that must be free, in one step where links exist. */
export async function moveToNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) {
      throw error;
    }
    // Takes the name first, as a name is taken by one only.
    await (await open(to, NEW, MODE)).close();
    await rename(from, to);
    return;
  }
  await unlink(from);
}
