/**
 * Bytes that come with a package: the files beside a crate document in a
 * folder, or the entries of a crate zip.
 */
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { TransferSource } from '../../transfers/transfer.ts';
import type { Crate } from '../crate/crate.ts';
import { hasType, textOf } from '../crate/json-ld.ts';
import { decoded } from '../reading/addresses.ts';
import type { Package } from '../reading/package.ts';
import { relativePath } from '../reading/sources.ts';
import { isArchive, readArchive } from './archive.ts';
import { filesInFolder, MAXIMUM_FILES } from './folder-content.ts';

export interface IncludedContent {
  /** Sizes in bytes by path. */
  paths: ReadonlyMap<string, number>;
  /** Everything in it belongs to the package, described or not. */
  undescribed: boolean;
  /** Address of a document from the web: the rest lies beside it. */
  base?: string;
  /** Where the engine gets one of those paths. */
  sourceOf(path: string): TransferSource;
}

/** A package with what comes along with it. */
export interface ReadPackage {
  text: string;
  package: Package;
  included: IncludedContent;
}

export const NOTHING_INCLUDED: IncludedContent = {
  paths: new Map(),
  undescribed: false,
  sourceOf: path => ({
    type: 'none',
    code: 'not-found',
    message: `"${path}" does not come with the package.`
  })
};

/**
 * The files that a crate document names and that lie beside it.
 *
 * Only what is named is looked for, and nothing hidden: the folder may be
 * anybody's home. Links that lead out of the folder are not followed, since the crate's author and
 * not the user chose the names.
 */
export async function includedInFolder(
  folder: string,
  crate: Crate
): Promise<IncludedContent> {
  const root = await realpath(folder);
  const paths = new Map<string, number>();
  for (const entity of crate.entities.values()) {
    for (const id of [textOf(entity.localPath), entity['@id']]) {
      const path = id === null ? null : relativePath(id);
      for (const spelling of path === null ? [] : [path, decoded(path)]) {
        if (isHidden(spelling)) {
          continue;
        }
        const size = await sizeInside(root, spelling);
        if (size !== null) {
          paths.set(spelling, size);
        } else if (hasType(entity, 'Dataset')) {
          const limit = MAXIMUM_FILES - paths.size;
          const files = await filesInFolder(root, spelling, limit);
          files.forEach((bytes, file) => paths.set(file, bytes));
        }
      }
    }
  }
  return {
    paths,
    undescribed: false,
    sourceOf: path => ({ type: 'local', path: join(root, path) })
  };
}

/** The entries of a crate zip; null for a path that is no zip. */
export async function includedInZip(
  path: string
): Promise<IncludedContent | null> {
  if (!(await isArchive(path))) {
    return null;
  }
  const archive = await readArchive(path);
  return {
    paths: archive.files,
    undescribed: true,
    sourceOf: file => ({
      type: 'zip',
      archive: path,
      entry: archive.entryOf(file)
    })
  };
}

/** In a home folder these are keys and settings, which no crate is made of. */
function isHidden(path: string): boolean {
  return path.split('/').some(part => /^\.(?!\.?$)/.test(part));
}

/** Null for what is not a file in the folder. */
async function sizeInside(root: string, path: string): Promise<number | null> {
  if (path.includes('\0')) {
    return null;
  }
  try {
    const real = await realpath(join(root, path));
    const stats = real.startsWith(root + sep) ? await stat(real) : null;
    return stats?.isFile() === true ? stats.size : null;
  } catch {
    return null;
  }
}
