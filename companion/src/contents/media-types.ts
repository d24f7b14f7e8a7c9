/**
 * Media types by name: what a server says about a stranger's file decides
 * nothing here.
 */
import mime from 'mime';

/** What science has and the registry lacks, or takes for something else. */
const OWN: Readonly<Record<string, string>> = {
  ipynb: 'application/x-ipynb+json',
  jl: 'text/x-julia',
  h5: 'application/x-hdf5',
  hdf5: 'application/x-hdf5',
  nc: 'application/x-netcdf',
  parquet: 'application/vnd.apache.parquet',
  py: 'text/x-python',
  r: 'text/x-r',
  rmd: 'text/markdown',
  root: 'application/x-root',
  rst: 'text/x-rst',
  // Not MPEG transport streams.
  ts: 'text/x-typescript',
  tsx: 'text/x-typescript'
};

/** @returns null for names that tell nothing */
export function mediaTypeOf(name: string): string | null {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(OWN, extension)
    ? (OWN[extension] ?? null)
    : mime.getType(extension);
}

const SHOWN =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp|tiff|svg\+xml|x-icon)|(?:audio|video)\/[\w.+-]+|application\/(?:json|pdf|wasm))$/;
const TEXT =
  /^(?:text\/|application\/(?:.*\+)?(?:xml|json)$|application\/(?:xml-dtd|sql|yaml|toml|x-sh|node|ecmascript|javascript))/;

/**
 * The type to send a file with: one that no browser runs or lays out as a page
 * of ours. SVG stays itself, as images need it; its own policy disarms it.
 */
export function safeType(name: string): string {
  const type = mediaTypeOf(name);
  if (type === null) {
    return 'application/octet-stream';
  }
  if (SHOWN.test(type)) {
    return type;
  }
  return TEXT.test(type)
    ? 'text/plain; charset=utf-8'
    : 'application/octet-stream';
}
