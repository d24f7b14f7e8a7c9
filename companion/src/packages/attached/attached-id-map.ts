/**
 * Which identifier each entity of a received crate has in the attached one.
 */
import type { PackageFile } from 'sciencemesh-contract';
import { hasType } from '../crate/json-ld.ts';
import type { Package } from '../reading/package.ts';
import { encodedPath, encodedUri, isAbsolute, isWeb } from './attached-ids.ts';

export const DESCRIPTOR = 'ro-crate-metadata.json';
export const ROOT = './';

/** Where the parts of a package lie in the working copy. */
export interface Whereabouts {
  /** What is run; null when it is not there. */
  main: string | null;
  mainIsFolder: boolean;
  isHere: (file: PackageFile) => boolean;
}

/**
 * New identifiers by the old ones; null for what is left out. Each is given
 * once.
 */
export function chooseIds(
  { crate, files, main }: Package,
  removed: ReadonlySet<string>,
  where: Whereabouts
): Map<string, string | null> {
  const ids = new Map<string, string | null>();
  const given = new Set([DESCRIPTOR, ROOT]);
  const next = new Map<string, number>();
  const take = (wanted: string): string => {
    let id = wanted;
    let number = next.get(wanted) ?? 2;
    for (; given.has(id); number++) {
      id = `${wanted}-${number}`;
    }
    next.set(wanted, number);
    given.add(id);
    return id;
  };
  for (const id of removed) {
    ids.set(id, null);
  }
  if (crate.descriptor !== null) {
    ids.set(crate.descriptor['@id'], DESCRIPTOR);
  }
  ids.set(crate.root['@id'], ROOT);
  if (main !== null) {
    ids.set(
      main.id,
      take(
        where.main === null
          ? elsewhereId(main.id, main.url)
          : encodedPath(where.main, where.mainIsFolder)
      )
    );
  }
  for (const file of files) {
    if (!ids.has(file.id)) {
      const id = where.isHere(file)
        ? encodedPath(file.path)
        : elsewhereId(file.id, file.url);
      ids.set(file.id, take(id));
    }
  }
  for (const entity of crate.entities.values()) {
    const id = entity['@id'];
    if (!ids.has(id)) {
      const isAddress = hasType(entity, 'Person') && /@|^mailto:/.test(id);
      ids.set(id, take(isAddress ? '#person' : elsewhereId(id, null)));
    }
  }
  return ids;
}

/** Where something is that does not lie in the working copy. */
function elsewhereId(id: string, url: string | null): string {
  if (isWeb(url)) {
    return encodedUri(url);
  }
  if (isAbsolute(id) || id.startsWith('#')) {
    return encodedUri(id);
  }
  // A relative identifier would say that it lies here.
  return `#${encodedUri(id.replace(/^_:/, '').replace(/^(?:\.?\/)+/, ''))}`;
}
