/**
 * Data under its bare name beside somebody else's notebook.
 *
 * Published notebooks read `MuRun2010B.csv` from their own folder, while the
 * data of a working copy lies in `data/`. Links give the notebook what it
 * expects without a second copy of the bytes.
 */
import { link, lstat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { basename, relative } from 'node:path/posix';

/** More than that is a dataset that no notebook lists by name. */
const MOST = 1000;

/**
 * Links each file into the notebook's folder unless the name is taken.
 *
 * @param copy absolute folder of the working copy
 * @param folder folder of the notebook, relative to the working copy
 * @param paths files that are there, relative to the working copy
 */
export async function linkBareNames(
  copy: string,
  folder: string,
  paths: readonly string[]
): Promise<void> {
  for (const path of paths.slice(0, MOST)) {
    const name = join(folder, basename(path));
    if (path.startsWith('data/') && (await isFree(join(copy, name)))) {
      await linkTo(copy, relative(folder, path), path, name);
    }
  }
}

async function linkTo(
  copy: string,
  target: string,
  path: string,
  name: string
): Promise<void> {
  try {
    await symlink(target, join(copy, name));
  } catch {
    // Some file systems know no symbolic links; what knows neither kind still
    // has the file in `data/`.
    await link(join(copy, path), join(copy, name)).catch(() => undefined);
  }
}

async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch {
    return true;
  }
}
