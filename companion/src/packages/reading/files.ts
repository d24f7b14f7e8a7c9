/**
 * The files of a package: one row of the preview for each.
 */
import type { PackageFile } from 'sciencemesh-contract';
import type { Crate, Entity } from '../crate/crate.ts';
import { textOf } from '../crate/json-ld.ts';
import { oneLine } from '../crate/shown.ts';
import { decoded, fileNameOf, readAddress } from './addresses.ts';
import { checksumOf, sizeOf } from './checksums.ts';
import { licenceOf } from './licences.ts';
import { extensionFor, extensionOf, mediaTypeOf } from './media-types.ts';
import { safePath, type PathRegister } from './paths.ts';
import { isEnvironmentFile, type FileRole } from './roles.ts';
import {
  noteSource,
  relativePath,
  sourceOf,
  type IncludedPaths,
  type Source
} from './sources.ts';

/** What the files are read with. */
export interface FileContext {
  crate: Crate;
  included: IncludedPaths;
  /** Address of the document, if it has one. */
  base: string | null;
  roles: ReadonlyMap<string, FileRole>;
  register: PathRegister;
  /** Where the main entity comes from, as it is no data. */
  main: Source | null;
}

/** A data entity as a file, or null when it is the main entity once more. */
export function readFile(
  entity: Entity,
  index: number,
  context: FileContext
): PackageFile | null {
  const { crate, included, base, roles, register, main } = context;
  const { warnings } = crate;
  const source = sourceOf(entity, included, warnings, base);
  const id = entity['@id'];
  if (main !== null && isSame(source, main)) {
    warnings.add('main-repeated', id);
    return null;
  }
  const mediaType = mediaTypeOf(crate, entity);
  const place = placeOf(entity, source);
  const wanted = place ?? remoteName(entity, source, mediaType);
  const safe = safePath(wanted);
  const named = safe.path === '' ? 'file' : safe.path;
  const fallback =
    place !== null || named.startsWith('data/') ? named : `data/${named}`;
  const path = register.take(fallback);
  const name = nameOf(entity, wanted, path);
  if (safe.unsafe) {
    warnings.add('unsafe-path', id, name, path);
  } else if (safe.renamed || path !== fallback) {
    warnings.add('renamed', id, name, path);
  }
  noteSource(entity, source, name, path, warnings);
  const role = roles.get(id);
  return {
    index,
    id,
    name,
    path,
    url: source.url,
    source: source.source,
    host: source.host,
    size: includedSize(source, included) ?? sizeOf(entity, name, warnings),
    checksum: checksumOf(entity, name, warnings),
    included: source.source === 'included',
    role: role ?? (isEnvironmentFile(path) ? 'support' : 'data'),
    mediaType,
    license: licenceOf(crate, entity),
    check: 'unchecked',
    checkMessage: null
  };
}

function isSame(source: Source, main: Source): boolean {
  return source.includedAs !== null
    ? source.includedAs === main.includedAs
    : source.url !== null && source.url === main.url;
}

function includedSize(source: Source, included: IncludedPaths): number | null {
  return source.includedAs !== null && included instanceof Map
    ? ((included.get(source.includedAs) as number | undefined) ?? null)
    : null;
}

/** A name to show: as stated, else the last part of where it should go. */
function nameOf(entity: Entity, wanted: string, path: string): string {
  const names = [
    textOf(entity.name),
    textOf(entity.alternateName),
    wanted.split('/').at(-1) ?? null
  ].map(name => oneLine(name ?? ''));
  return names.find(name => /[\p{L}\p{N}]/u.test(name)) ?? path;
}

/** The place of a file in the crate; null for what comes from elsewhere. */
function placeOf(entity: Entity, source: Source): string | null {
  if (source.includedAs !== null) {
    return source.includedAs;
  }
  return relativePath(entity['@id']) === null
    ? null
    : decoded(entity['@id'].split('#')[0] ?? '');
}

/**
 * The name of a file from elsewhere. `name` is often the label of a slot, so
 * it counts only where it reads as a file name.
 */
function remoteName(
  entity: Entity,
  source: Source,
  mediaType: string | null
): string {
  const local = textOf(entity.localPath);
  if (local !== null) {
    return local;
  }
  // Some name a file by the address it came from.
  const stated = (textOf(entity.name) ?? '').replace(/^\w+:\/\/.*\//, '');
  // Onedata's addresses end in an id; the id of the entity may name the file.
  const named =
    source.parsed === null || source.source === 'onedata'
      ? addressInId(entity)
      : source.parsed;
  const fromUrl = named === null ? null : fileNameOf(named);
  const statedExtension = extensionOf(stated);
  const urlExtension = extensionOf(fromUrl ?? '');
  const label = stated.includes(' ') && urlExtension !== null;
  if (
    statedExtension !== null &&
    !(label && statedExtension !== urlExtension)
  ) {
    return stated;
  }
  if (source.source === 'landing') {
    return stated === '' ? (fromUrl ?? 'dataset') : stated;
  }
  if (fromUrl !== null && urlExtension !== null) {
    return fromUrl;
  }
  const bare = [stated, fromUrl, entity['@id'].replace(/^#/, '')].find(
    text => text !== null && /[\p{L}\p{N}]/u.test(text)
  );
  const extension = extensionFor(mediaType);
  const base = bare ?? 'file';
  return extension === null || extensionOf(base) !== null
    ? base
    : `${base}.${extension}`;
}

function addressInId(entity: Entity): URL | null {
  const address = readAddress(entity['@id']);
  return address?.type === 'web' ? address.parsed : null;
}
