/**
 * Shares that are on this machine already, because an administrator mounts
 * the storage they live on: that folder is used and nothing goes over WebDAV.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DriveMount, Share } from 'sciencemesh-contract';

export class LocalMounts {
  readonly #table: readonly DriveMount[];

  /** @param table of the configuration; the first row that fits counts */
  constructor(table: readonly DriveMount[]) {
    this.#table = table;
  }

  /** The folder of a share on this machine; null when it has none. */
  folderOf(share: Share): string | null {
    for (const row of this.#table) {
      const folder = fits(row, share) ? folderIn(row, share) : null;
      if (folder !== null && isFolder(folder)) {
        return folder;
      }
    }
    return null;
  }
}

function fits(row: DriveMount, share: Share): boolean {
  return (
    (row.share !== undefined || row.provider !== undefined) &&
    (row.share === undefined ||
      row.share === share.providerId ||
      row.share === share.name) &&
    (row.provider === undefined ||
      row.provider.toLowerCase() === share.provider)
  );
}

/** A share named in the table has its own folder, others lie by their name. */
function folderIn(row: DriveMount, share: Share): string | null {
  if (row.share !== undefined) {
    return row.path;
  }
  const { name } = share;
  // The sender chose the name: it must not lead anywhere else.
  return /[/\\\0]/.test(name) || name.startsWith('.')
    ? null
    : join(row.path, name);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
