/**
 * Parts of files that nobody came back for.
 */
import { readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { statsOf } from '../transfers/working-folder.ts';
import { wayside, type ShareCopy } from './copy.ts';

/** Until then the rest of a file may still be fetched. */
const KEPT_MILLISECONDS = 24 * 3600 * 1000;

/** Takes old parts away, of fetching and of sending. */
export async function removeLeftovers(
  copy: ShareCopy,
  now: number = Date.now()
): Promise<void> {
  await copy.folder.preparePartials();
  const folder = dirname(wayside(copy, 'fetch'));
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stats = await statsOf(path);
    if (stats?.isFile() && now - stats.mtimeMs > KEPT_MILLISECONDS) {
      await unlink(path);
    }
  }
}
