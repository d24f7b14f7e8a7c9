/**
 * All files in one archive, for repositories that keep no folders or take few
 * files. It is made on the disk: a repository wants to know its size first.
 */
import { rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../../transfers/durability.ts';
import { quoted } from '../findings.ts';
import type { SelectedFile } from '../selected-file.ts';
import { isPacked, writeZip, type ZipEntry } from '../zip-file.ts';
import { PublicationTrouble } from './troubles.ts';

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
    await writeZip(unfinished, files.map(asEntry), signal);
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
    .filter(({ path }) => isPacked(path))
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

function asEntry({ modified, path, real, size }: SelectedFile): ZipEntry {
  return { path, content: real, size, modified: new Date(modified) };
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
