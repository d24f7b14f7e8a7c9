/**
 * Media types as crates write them, and the extensions that go with them.
 */
import { isRecord } from '../../http/json.ts';
import type { Crate, Entity } from '../crate/crate.ts';
import { listOf, idOf, textOf } from '../crate/json-ld.ts';

/** Extension in lower case without its dot; null when there is none. */
export function extensionOf(name: string): string | null {
  const extension = /[^/\\]\.([A-Za-z0-9_]{1,12})$/.exec(name.trim())?.[1];
  // A trailing number is a version ("Relion 3.1"), not a kind of file.
  return extension === undefined || /^\d+$/.test(extension)
    ? null
    : extension.toLowerCase();
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/ld+json': 'jsonld',
  'application/pdf': 'pdf',
  'application/vnd.apache.parquet': 'parquet',
  'application/x-hdf5': 'h5',
  'application/x-ipynb+json': 'ipynb',
  'application/x-netcdf': 'nc',
  'application/x-root': 'root',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tiff',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'text/tab-separated-values': 'tsv',
  'text/txt': 'txt',
  'text/x-python': 'py'
};

/** The extension that a file of this type usually has; null when unsure. */
export function extensionFor(mediaType: string | null): string | null {
  return mediaType === null ? null : (EXTENSIONS[mediaType] ?? null);
}

const REGISTRY = /^https?:\/\/www\.iana\.org\/assignments\/media-types\//;
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+_-]*/i;

/**
 * The media type of a file. Crates write `text/csv`, loose ones such as
 * `text/txt`, bare words, PRONOM or EDAM references, and lists of all these.
 */
export function mediaTypeOf(crate: Crate, entity: Entity): string | null {
  const values = [
    ...listOf(entity.encodingFormat),
    ...listOf(entity.fileFormat)
  ];
  let loose: string | null = null;
  for (const value of values) {
    const text = textOf(value) ?? (isRecord(value) ? idOf(value) : null);
    const type = MEDIA_TYPE.exec(text?.replace(REGISTRY, '') ?? '')?.[0];
    if (type !== undefined) {
      return type.toLowerCase();
    }
    const id = idOf(value);
    const format = id === null ? null : crate.find(id);
    loose ??= textOf(format?.name) ?? text;
  }
  return loose === null ? null : loose.slice(0, 200);
}
