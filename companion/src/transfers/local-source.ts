/**
 * One attempt to bring a file that came with the package itself, from a folder
 * or an archive, into its partial file.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { FileFailure, toFileFailure } from './file-failure.ts';
import type { PartialFile } from './partial-file.ts';
import { receive } from './receiving.ts';
import { tooLarge, verify, type Wanted } from './wanted.ts';

export interface LocalCopy {
  open: () => Promise<Readable>;
  wanted: Wanted;
  partial: PartialFile;
  maximumBytes: number;
  signal: AbortSignal;
}

/** Copies anew: it is quick, and the source has no name for its state. */
export async function copyLocal(options: LocalCopy): Promise<void> {
  const { partial, wanted, maximumBytes, signal } = options;
  await partial.restart();
  const stream = await options.open().catch((error: unknown) => {
    throw unreadable(wanted.path, error);
  });
  try {
    await receive({
      stream,
      partial,
      limit: maximumBytes,
      tooLong: () => tooLarge(maximumBytes),
      signal
    });
  } catch (error) {
    // What writing could not do has a code of its own.
    throw toFileFailure(error).code === 'write-failed'
      ? unreadable(wanted.path, error)
      : error;
  }
  verify(partial, wanted);
}

function unreadable(path: string, cause: unknown): FileFailure {
  return new FileFailure(
    'source-unreadable',
    `"${path}" cannot be read from the package. The package may be damaged; ask the sender for it again.`,
    { cause }
  );
}

/** A regular file; a pipe or a device would never end. */
export async function openLocalFile(path: string): Promise<Readable> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new Error('not a regular file');
  }
  return handle.createReadStream({ highWaterMark: 1024 * 1024 });
}
