/**
 * Tells the bridge where the files of each share are on this machine, without
 * a request: Jupyter asks for a kernel's folder in the middle of its loop.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name in the data folder; `jupyterlab_sciencemesh/workingfolder.py` reads it. */
const NAME = 'mirrors.json';

export interface Place {
  folder: string;
  /** The folder of a working copy is made when it is missing, a mount is not. */
  kind: 'copy' | 'mount';
}

/**
 * @param root folder of all working copies
 * @param shares places by the names that the shares have in the drive, those
 * of a person's own files by `<drive>:/<name>`
 */
export function writeIndex(
  dataFolder: string,
  root: string,
  shares: ReadonlyMap<string, Place>
): void {
  const path = join(dataFolder, NAME);
  const text = JSON.stringify({
    version: 1,
    root,
    shares: Object.fromEntries(shares)
  });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
