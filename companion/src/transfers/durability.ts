/**
 * Makes what was written survive the end of the machine, as far as the file
 * system can: some network file systems refuse, and keep it in another way.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const CANNOT = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

export async function syncFile(handle: FileHandle): Promise<void> {
  try {
    await handle.datasync();
  } catch (error) {
    if (!CANNOT.has(codeOf(error))) {
      throw error;
    }
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
