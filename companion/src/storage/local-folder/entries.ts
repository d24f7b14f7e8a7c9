/**
 * Files and folders of the file system as entries of the storage.
 */
import { constants, type BigIntStats } from 'node:fs';
import { access, lstat, opendir, stat } from 'node:fs/promises';
import type { Entry, Rights } from '../storage.ts';
import { leadsInside } from './anchor.ts';

/** So many are looked at together; also what a batch of a listing holds. */
const BATCH = 256;

/** Names of files on their way; never listed. */
export const UNFINISHED = /^\.sciencemesh-[0-9a-f-]{36}\.part$/;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Two equal ones mean the same file with the same bytes: each of our own
 * writes makes a new inode, those of others move the time or the size.
 */
export function etagOf(stats: BigIntStats): string {
  return [stats.ino, stats.mtimeNs, stats.size]
    .map(part => part.toString(36))
    .join('-');
}

/** @param rights of the folder that holds it */
export function entryOf(
  path: string,
  name: string,
  stats: BigIntStats,
  rights: Rights
): Entry {
  const isFolder = stats.isDirectory();
  const special = !isFolder && !stats.isFile();
  return {
    path,
    name,
    kind: isFolder ? 'folder' : 'file',
    size: isFolder ? null : Number(stats.size),
    modified: timeOf(stats.mtimeMs),
    created: timeOf(stats.birthtimeMs > 0n ? stats.birthtimeMs : stats.ctimeMs),
    // The time of a folder tells nothing of the files in it.
    etag: isFolder || special ? null : etagOf(stats),
    mediaType: null,
    rights: rightsIn(rights, stats),
    problem: special ? 'It is neither a file nor a folder.' : null
  };
}

function timeOf(milliseconds: bigint): string | null {
  const date = new Date(Number(milliseconds));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function rightsIn(folder: Rights, stats: BigIntStats): Rights {
  const someoneWrites = (stats.mode & 0o222n) !== 0n;
  return {
    read: (stats.mode & 0o444n) !== 0n,
    write: folder.create && someoneWrites && !stats.isDirectory(),
    create: stats.isDirectory() && someoneWrites && folder.write,
    move: folder.create,
    delete: folder.create,
    share: false
  };
}

/** What may be done in a folder; `write` says whether the mount is writable. */
export async function rightsOf(folder: string): Promise<Rights> {
  const may = (mode: number) =>
    access(folder, mode).then(
      () => true,
      () => false
    );
  const writes = await may(constants.W_OK);
  return {
    read: await may(constants.R_OK),
    write: true,
    create: writes,
    move: writes,
    delete: writes,
    share: false
  };
}

/**
 * What is in a folder, a batch at a time.
 *
 * @param root real path of the storage's root
 * @param folder an open folder, as the file system knows it
 * @param path the folder's path in the storage
 */
export async function* entriesIn(
  root: string,
  folder: string,
  path: string,
  signal: AbortSignal | undefined
): AsyncGenerator<readonly Entry[]> {
  const rights = await rightsOf(folder);
  // Node's types know no buffers here, its file system does.
  const reading = await opendir(folder, {
    encoding: 'buffer' as BufferEncoding,
    bufferSize: BATCH
  });
  let names: Buffer[] = [];
  const look = async () => {
    const found = await Promise.all(
      names.map(name => entryAt(root, folder, path, name, rights))
    );
    names = [];
    return found.filter(entry => entry !== null);
  };
  for await (const { name } of reading) {
    signal?.throwIfAborted();
    names.push(Buffer.from(name));
    if (names.length === BATCH) {
      yield await look();
    }
  }
  yield await look();
}

async function entryAt(
  root: string,
  folder: string,
  path: string,
  bytes: Buffer,
  rights: Rights
): Promise<Entry | null> {
  const at = Buffer.concat([Buffer.from(`${folder}/`), bytes]);
  const stats = await lstat(at, { bigint: true }).catch(() => null);
  if (stats === null) {
    // Gone since the folder was read.
    return null;
  }
  let name: string;
  try {
    name = decoder.decode(bytes);
  } catch {
    name = bytes.toString('latin1');
    return unusable(path, name, stats, rights, 'Its name is not in UTF-8.');
  }
  if (UNFINISHED.test(name)) {
    return null;
  }
  const below = path === '' ? name : `${path}/${name}`;
  if (!stats.isSymbolicLink()) {
    return entryOf(below, name, stats, rights);
  }
  const target = (await leadsInside(root, `${folder}/${name}`))
    ? await stat(at, { bigint: true }).catch(() => null)
    : null;
  return target === null
    ? unusable(
        path,
        name,
        stats,
        rights,
        'It is a link to something that is not in this share.'
      )
    : entryOf(below, name, target, rights);
}

function unusable(
  path: string,
  name: string,
  stats: BigIntStats,
  rights: Rights,
  problem: string
): Entry {
  const below = path === '' ? name : `${path}/${name}`;
  return { ...entryOf(below, name, stats, rights), problem };
}
