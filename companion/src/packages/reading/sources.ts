/**
 * Where the bytes of a data entity come from.
 */
import type { FileSource } from 'sciencemesh-contract';
import type { Entity } from '../crate/crate.ts';
import { hasType, textOf, textsOrIdsOf } from '../crate/json-ld.ts';
import type { WarningList } from '../crate/warnings.ts';
import {
  decoded,
  fileNameOf,
  isPrivateHost,
  readAddress,
  withoutTrailingSlashes,
  type Address,
  type WebAddress
} from './addresses.ts';
import { extensionOf } from './media-types.ts';

/** Paths that come with the package itself, with their sizes where known. */
export type IncludedPaths = ReadonlySet<string> | ReadonlyMap<string, number>;

export interface Source {
  source: FileSource;
  url: string | null;
  /** The same, taken apart. */
  parsed: URL | null;
  host: string | null;
  /** Path inside the package for what comes with it. */
  includedAs: string | null;
  /** Where a person can get what is not fetched here. */
  foreignPlace: string | null;
}

const NOWHERE: Source = {
  source: 'missing',
  url: null,
  parsed: null,
  host: null,
  includedAs: null,
  foreignPlace: null
};

/**
 * Decides the source of one entity. What comes with the package wins, then
 * Onedata (its crates carry a dummy `@id`), then `contentUrl`, `url`, `@id`.
 *
 * @param base address of the document, for one that was read from the web
 */
export function sourceOf(
  entity: Entity,
  included: IncludedPaths,
  warnings: WarningList,
  base: string | null = null
): Source {
  const includedAs = includedPath(entity, included);
  if (includedAs !== null) {
    return { ...NOWHERE, source: 'included', includedAs };
  }
  const onedata = onedataAddress(entity, warnings);
  if (onedata !== null) {
    return onedata;
  }
  const address = addressOf(entity) ?? addressBeside(entity, base);
  if (address === null) {
    return NOWHERE;
  }
  if (address.type === 'foreign') {
    return { ...NOWHERE, foreignPlace: address.place };
  }
  if (address.credentialsRemoved) {
    warnings.add('credentials-removed', entity['@id']);
  }
  return webSource(entity, address);
}

/** Warns of what the person should know before a file is fetched. */
export function noteSource(
  entity: Entity,
  source: Source,
  name: string,
  path: string,
  warnings: WarningList
): void {
  const id = entity['@id'];
  if (source.source === 'missing') {
    if (source.foreignPlace === null) {
      warnings.add('file-missing', id, name, path);
    } else {
      warnings.add('file-elsewhere', id, name, source.foreignPlace);
    }
    return;
  }
  if (source.parsed === null || source.url === null) {
    return;
  }
  const { hostname } = source.parsed;
  if (isPrivateHost(hostname)) {
    warnings.add('address-private', id, name, hostname);
  } else if (source.source === 'http') {
    warnings.add('plain-http', id, name, hostname);
  } else if (source.source === 'landing') {
    warnings.add('file-page', id, name, source.url);
  }
}

/** The id as a path inside the package; null for addresses and `#ids`. */
export function relativePath(id: string): string | null {
  if (
    id === '' ||
    id.startsWith('#') ||
    id.startsWith('_:') ||
    /^https?:/i.test(id) ||
    readAddress(id) !== null
  ) {
    return null;
  }
  // A fragment names a part of a file (`packed.cwl#main`).
  const [path = ''] = id.replace(/^(?:\.?\/)+/, '').split('#');
  return path === '' || path === '.' ? null : path;
}

function includedPath(entity: Entity, included: IncludedPaths): string | null {
  for (const id of [textOf(entity.localPath), entity['@id']]) {
    const path = id === null ? null : relativePath(id);
    for (const spelling of path === null ? [] : [path, decoded(path)]) {
      if (included.has(spelling)) {
        return spelling;
      }
    }
  }
  return null;
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

/**
 * Public content of a Onedata share: the crates carry the raw keys, whose
 * prefix no context defines (Onezone REST API, "Get shared file content").
 */
function onedataAddress(entity: Entity, warnings: WarningList): Source | null {
  const domain = textOf(entity['onedata:onezoneDomain']);
  const fileId = textOf(entity['onedata:fileId']);
  if (domain === null && fileId === null) {
    return null;
  }
  const host = withoutTrailingSlashes(domain?.replace(/^https:\/\//, '') ?? '');
  if (!HOST_NAME.test(host) || !/^[\w-]+$/.test(fileId ?? '')) {
    warnings.add('onedata-malformed', entity['@id']);
    return null;
  }
  const url = `https://${host}/api/v3/onezone/shares/data/${fileId ?? ''}/content`;
  return { ...NOWHERE, source: 'onedata', url, parsed: URL.parse(url), host };
}

/** The best address of an entity: a file before a page, a page before none. */
function addressOf(entity: Entity): Address | null {
  const direct = textsOrIdsOf(entity.contentUrl).map(readAddress);
  const stated = textsOrIdsOf(entity.url).map(readAddress);
  const own = readAddress(entity['@id']);
  const addresses = [...direct, ...stated, own].filter(
    address => address !== null
  );
  const attached = relativePath(entity['@id']);
  const pages = new Set<Address>();
  for (const address of addresses) {
    if (
      address.type === 'web' &&
      (address.page ||
        (attached !== null &&
          !direct.includes(address) &&
          isAbout(address, attached)))
    ) {
      pages.add(address);
    }
  }
  const web = addresses.filter(address => address.type === 'web');
  const file = web.find(address => !pages.has(address));
  const page = web.find(address => pages.has(address));
  if (file !== undefined) {
    return file;
  }
  return page === undefined ? (addresses[0] ?? null) : { ...page, page: true };
}

/**
 * Relative ids count against the address of the document (RO-Crate 1.1,
 * section "Core Metadata for Data Entities"), and lead no higher.
 */
function addressBeside(entity: Entity, base: string | null): Address | null {
  const path = base === null ? null : relativePath(entity['@id']);
  const folder = base === null ? null : URL.parse('.', base);
  const beside = path === null ? null : URL.parse(path, folder?.href);
  return folder !== null && beside?.href.startsWith(folder.href) === true
    ? readAddress(beside.href)
    : null;
}

/**
 * RO-Crate 1.2 gives `url` to the page about a file of the crate. A `url`
 * whose name has nothing to do with the file's is taken as such a page.
 */
function isAbout(address: WebAddress, path: string): boolean {
  const own = withoutTrailingSlashes(path).split('/').at(-1) ?? '';
  const named = fileNameOf(address.parsed) ?? '';
  const extension = extensionOf(own);
  return extension === null ? named !== own : extensionOf(named) !== extension;
}

const ARCHIVE = /\.(?:zip|tar|tgz|tar\.(?:gz|bz2|xz|zst)|7z)$/i;

function webSource(entity: Entity, address: WebAddress): Source {
  const { parsed, url } = address;
  const folder =
    hasType(entity, 'Dataset', 'RepositoryCollection') &&
    !hasType(entity, 'File') &&
    !ARCHIVE.test(parsed.pathname);
  const page = folder || (address.page && !isNamedHandle(entity, parsed));
  const source: FileSource = page
    ? 'landing'
    : parsed.protocol === 'http:'
      ? 'http'
      : address.madeRaw && parsed.hostname === 'raw.githubusercontent.com'
        ? 'github'
        : 'https';
  return { ...NOWHERE, source, url, parsed, host: parsed.host };
}

/** B2SHARE gives every single file a handle that leads to its bytes. */
function isNamedHandle(entity: Entity, url: URL): boolean {
  return (
    url.hostname === 'hdl.handle.net' &&
    hasType(entity, 'File') &&
    extensionOf(textOf(entity.name) ?? '') !== null
  );
}
