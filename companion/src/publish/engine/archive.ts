/**
 * All files in one archive, for repositories that keep no folders or take few
 * files. It is made on the disk: a repository wants to know its size first.
 */
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { codeOf } from '../../transfers/durability.ts';
import { quoted } from '../findings.ts';
import type { SelectedFile } from '../selected-file.ts';
import { PublicationTrouble } from './troubles.ts';

/** Of these nothing gets any smaller. */
const PACKED =
  /\.(?:zip|gz|tgz|bz2|xz|zst|7z|jpe?g|png|webp|mp[34]|parquet|h5|nc|root|pdf)$/i;

/**
 * Writes an archive of files under their paths.
 *
 * @throws PublicationTrouble when the disk is full or a file changes meanwhile
 */
export async function writeArchive(
  target: string,
  files: readonly SelectedFile[],
  signal: AbortSignal
): Promise<{ size: number; modified: number }> {
  const unfinished = `${target}.new`;
  try {
    await assertRoom(dirname(target), files);
    await write(unfinished, files, signal);
    await assertUnchanged(files);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    signal.throwIfAborted();
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') {
      throw noRoom(error);
    }
    // What was packed to a wrong end, or cannot be read any more.
    await assertUnchanged(files);
    throw error;
  }
  const { size, mtimeMs: modified } = await stat(target);
  return { size, modified };
}

/** Better told now than after an hour of packing. */
async function assertRoom(
  folder: string,
  files: readonly SelectedFile[]
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const incompressible = files
    .filter(({ path }) => PACKED.test(path))
    .reduce((sum, { size }) => sum + size, 0);
  if (incompressible > bavail * bsize) {
    throw noRoom();
  }
}

function noRoom(cause?: unknown): PublicationTrouble {
  return new PublicationTrouble(
    'The disk of this machine is too full for the archive. Make room, leave files out, or publish the files one by one; then go on.',
    {},
    cause
  );
}

async function write(
  target: string,
  files: readonly SelectedFile[],
  signal: AbortSignal
): Promise<void> {
  signal.throwIfAborted();
  const zip = new ZipFile();
  const entries = new PassThrough();
  zip.outputStream.pipe(entries);
  let current: ReadStream | null = null;
  // Its output does not end by itself when a file cannot be read.
  zip.on('error', (error: Error) => entries.destroy(error));
  for (const { modified, path, real, size } of files) {
    const options = {
      mtime: new Date(modified),
      mode: 0o100644,
      compress: !PACKED.test(path),
      size
    };
    zip.addReadStreamLazy(path, options, take => {
      current = createReadStream(real);
      current.on('error', error => zip.emit('error', error));
      take(null, current);
    });
  }
  zip.end();
  const output = createWriteStream(target, { mode: 0o600, flush: true });
  try {
    await pipeline(entries, output, { signal });
  } finally {
    stop(current);
  }
}

/** Nobody reads it to its end any more. */
function stop(stream: ReadStream | null): void {
  stream?.destroy();
}

/** What is packed is one state of all files. */
async function assertUnchanged(files: readonly SelectedFile[]): Promise<void> {
  for (const { modified, path, real, size } of files) {
    const now = await stat(real).catch(() => null);
    if (now?.size !== size || now.mtimeMs !== modified) {
      throw new PublicationTrouble(
        `${quoted(path)} changed while it was packed. Go on when nothing writes to it any more.`
      );
    }
  }
}
