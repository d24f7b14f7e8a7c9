/**
 * Unpacks the archive of a repository into a folder of a working copy: within
 * limits, without links, whole or not at all.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { freeBytes } from '../../transfers/working-folder.ts';
import {
  ArchiveError,
  readContent,
  type ArchivedFile
} from '../loading/archive.ts';
import type { RepositoryLimits } from './limits.ts';
import { repositoryPath } from './names.ts';
import { RepositoryProblem } from './problem.ts';

export interface UnpackOrder {
  /** The zip. */
  archive: string;
  /** Folder that receives the files; must not exist. */
  folder: string;
  /** Folder on the same file system for what is not complete yet. */
  temporary: string;
  limits: Pick<RepositoryLimits, 'files' | 'unpackedBytes'>;
  signal?: AbortSignal;
}

export interface Unpacked {
  /** Names of what is in the archive and was not unpacked. */
  leftOut: string[];
}

/** Left on the disk for everything else that goes on. */
const SPARE_BYTES = 64 * 1024 * 1024;

/**
 * Unpacks a zip as forges make it, without the one folder at its top.
 *
 * @throws RepositoryProblem
 */
export async function unpackRepository(order: UnpackOrder): Promise<Unpacked> {
  const { archive, folder, temporary, limits } = order;
  await rm(temporary, { recursive: true, force: true });
  try {
    const unpacked = await readContent(archive, limits.files, async content => {
      await checkSpace(content.files, order);
      const top = topFolder(content.files);
      const leftOut = await writeAll(content.files, top, order);
      return { leftOut: [...content.leftOut, ...leftOut].map(shortened(top)) };
    });
    await moveInto(temporary, folder);
    return unpacked;
  } catch (error) {
    if (error instanceof ArchiveError) {
      throw new RepositoryProblem('archive', error.message, error);
    }
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function checkSpace(
  files: readonly ArchivedFile[],
  { temporary, limits: { unpackedBytes } }: UnpackOrder
): Promise<void> {
  const wanted = files.reduce((sum, file) => sum + file.size, 0);
  if (wanted > unpackedBytes) {
    throw new RepositoryProblem(
      'too-large',
      `The repository unpacks to ${inMebibytes(wanted)}, more than the ${inMebibytes(unpackedBytes)} that are taken in here.`
    );
  }
  const free = await freeBytes(temporary);
  if (free !== null && wanted + SPARE_BYTES > free) {
    throw new RepositoryProblem(
      'no-space',
      `The repository needs ${inMebibytes(wanted)}, but only ${inMebibytes(free)} are free. Make room, then retry.`
    );
  }
}

/** The folder that all files lie in, with its slash; empty when there is none. */
function topFolder(files: readonly ArchivedFile[]): string {
  const [first] = files;
  const top = first?.name.slice(0, first.name.indexOf('/') + 1) ?? '';
  return files.every(({ name }) => name.startsWith(top)) ? top : '';
}

/** @returns names of files that have no place here */
async function writeAll(
  files: readonly ArchivedFile[],
  top: string,
  { temporary, signal }: UnpackOrder
): Promise<string[]> {
  const leftOut: string[] = [];
  await mkdir(temporary, { recursive: true });
  for (const file of files) {
    signal?.throwIfAborted();
    const path = repositoryPath(file.name.slice(top.length));
    const written =
      path !== null && (await write(file, join(temporary, path), signal));
    if (!written) {
      leftOut.push(file.name);
    }
  }
  return leftOut;
}

/** @returns false where another file of the archive has taken the place */
async function write(
  file: ArchivedFile,
  target: string,
  signal: AbortSignal | undefined
): Promise<boolean> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await pipeline(
      await file.open(),
      createWriteStream(target, {
        flags: 'wx',
        mode: file.executable ? 0o755 : 0o644
      }),
      { signal }
    );
    return true;
  } catch (error) {
    // The same name twice, once in capitals, or as a file and as a folder.
    if (isOneOf(error, ['EEXIST', 'ENOTDIR', 'EISDIR'])) {
      return false;
    }
    throw error;
  }
}

async function moveInto(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (error) {
    if (isOneOf(error, ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'])) {
      throw new RepositoryProblem(
        'folder-occupied',
        'There is something else at the place of the repository. Open a fresh copy of the package.',
        error
      );
    }
    throw error;
  }
}

function shortened(top: string): (name: string) => string {
  return name => (name.startsWith(top) ? name.slice(top.length) : name);
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    codes.includes(String(error.code))
  );
}

function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
