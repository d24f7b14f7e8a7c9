/**
 * Copies in one drive: by the server where both ends are its own.
 */
import type { Place } from '../drive/drive.ts';
import { isWithin } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';

/** In one share, at its server; never over something. */
export async function copyWithin(source: Place, target: Place): Promise<void> {
  if (isWithin(source.path, target.path) && source.path !== target.path) {
    throw new RequestProblem(
      400,
      'into-itself',
      'A folder cannot be copied into itself.'
    );
  }
  try {
    await source.storage.copy(source.path, target.path);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'unsupported') {
      throw error;
    }
    await copyAcross(source, target);
  }
}

/** Through this program, where no server can do it; single files only. */
export async function copyAcross(source: Place, target: Place): Promise<void> {
  const entry = await source.storage.stat(source.path);
  if (entry.kind === 'folder') {
    throw new RequestProblem(
      400,
      'folder-across',
      'A folder cannot be copied to another share this way. Use "Copy to…", which shows how far it is.'
    );
  }
  const { body, size } = await source.storage.read(source.path);
  const bytes = size ?? entry.size;
  if (bytes === null) {
    body.destroy();
    throw new StorageError(
      'broken-answer',
      `${source.storage.label} does not say how large the file is. Download it instead.`
    );
  }
  try {
    await target.storage.write(target.path, () => body, {
      size: bytes,
      condition: { type: 'new' }
    });
  } finally {
    body.destroy();
  }
}
