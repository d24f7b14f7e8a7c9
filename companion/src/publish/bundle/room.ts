/**
 * Whether there is room for a bundle on this machine.
 */
import { freeBytes } from '../../transfers/working-folder.ts';
import { RepositoryError } from '../repository.ts';

/** Left free for everything else that runs here. */
const SPARE_BYTES = 64 * 1024 * 1024;

/** Bytes; null where the disk does not tell. */
export async function roomIn(folder: string): Promise<number | null> {
  const free = await freeBytes(folder);
  return free === null ? null : free - SPARE_BYTES;
}

export async function assertRoom(folder: string, bytes: number): Promise<void> {
  const room = await roomIn(folder);
  if (room !== null && bytes > room) {
    throw new RepositoryError(
      'no-space',
      'The disk of this machine is too full for the bundle. Make room, or leave files out.'
    );
  }
}

export function sizeOf(files: readonly { size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
