/**
 * What the files of one share's working copies are worked on with.
 */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Storage } from '../storage/storage.ts';
import type { InStep, MirrorStore } from '../store/mirrors.ts';
import { WorkingFolder } from '../transfers/working-folder.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW;
const CHUNK = 1024 * 1024;

export interface ShareCopy {
  shareId: string;
  storage: Storage;
  /** Holds all working copies of the share, each at its path. */
  folder: WorkingFolder;
  store: MirrorStore;
}

/**
 * Makes the folder of a working copy where it is missing.
 *
 * @param place `shareFolder` holds all working copies of the share, `top` is
 * the folder's path in the share's storage
 * @throws FileFailure where a link stands on the way to it
 */
export async function openCopy(
  place: Omit<ShareCopy, 'folder'> & { shareFolder: string; top: string }
): Promise<ShareCopy> {
  const { shareFolder, top, ...copy } = place;
  const folder = await WorkingFolder.open(shareFolder);
  await folder.occupant(top === '' ? '.' : `${top}/.`);
  return { ...copy, folder };
}

/** Where a file lies while it is on its way, in either direction. */
export function wayside(
  { folder }: ShareCopy,
  purpose: 'fetch' | 'send',
  ...facts: string[]
): string {
  const key = createHash('sha256').update(facts.join('\0')).digest('hex');
  return folder.partial(`${purpose}-${key.slice(0, 32)}`, 0);
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, READ);
  const stream = handle.createReadStream({ highWaterMark: CHUNK });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** SHA-256 of the server's file, in hexadecimal digits. */
export async function remoteHash(
  storage: Storage,
  path: string,
  signal?: AbortSignal
): Promise<string> {
  const hash = createHash('sha256');
  const { body } = await storage.read(path, signal ? { signal } : {});
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** Whether nobody has touched the copy since it was in step. */
export async function isUntouched(
  target: string,
  stats: Stats,
  inStep: InStep | null
): Promise<boolean> {
  if (inStep === null || !stats.isFile() || stats.size !== inStep.size) {
    return false;
  }
  return (
    stats.mtimeMs === inStep.modified ||
    (await hashOf(target)) === inStep.sha256
  );
}
