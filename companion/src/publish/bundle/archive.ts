/**
 * The archive of a bundle: written under a name of its own, then put in place.
 */
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, posix } from 'node:path';
import { codeOf } from '../../transfers/durability.ts';
import { RepositoryError } from '../repository.ts';
import { writeZip } from '../zip-file.ts';
import { bagOf } from './bag.ts';
import type { Draft, DraftFolder } from './draft-folder.ts';
import { failure } from './failures.ts';
import { assertRoom, sizeOf } from './room.ts';

/** Writes all files of a bundle, of which none may be missing. */
export async function pack(
  { id, title }: Draft,
  folder: DraftFolder,
  target: string,
  signal: AbortSignal
): Promise<void> {
  const files = await folder.files();
  const absent = files.find(({ sha256 }) => sha256 === null);
  if (files.length === 0 || absent !== undefined) {
    throw new RepositoryError(
      'refused',
      absent === undefined
        ? 'There are no files in the bundle. Choose some.'
        : `"${absent.key}" has not come whole. Send it again.`
    );
  }
  await assertRoom(folder.path, sizeOf(files));
  const entries = bagOf({
    folder: posix.basename(id, '.zip'),
    title,
    files: files.map(file => ({ ...file, real: folder.bytesOf(file.key) })),
    now: new Date()
  });
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeZip(target, entries, signal, 0o644);
  } catch (error) {
    await rm(target, { force: true }).catch(() => undefined);
    failure(error);
  }
}

/** Where one file cannot have two names, as on disks of Windows. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS'
]);

/** Under its name, unless something has that name. */
export async function place(unfinished: string, target: string): Promise<void> {
  try {
    await link(unfinished, target).catch(async (error: unknown) => {
      if (!WITHOUT_LINKS.has(codeOf(error))) {
        throw error;
      }
      const taken = await open(target, 'wx');
      await taken.close();
      await rename(unfinished, target);
    });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new RepositoryError(
        'conflict',
        `There is a file "${basename(target)}" already. Move it away, then publish again.`,
        { cause: error }
      );
    }
    failure(error);
  }
}
