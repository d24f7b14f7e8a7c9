/**
 * Files of a package as the reader gives them.
 */
import type { PackageFile } from 'sciencemesh-contract';

/** A file that is fetched from an address. */
export function fileAt(
  url: string,
  index = 0,
  known: Partial<PackageFile> = {}
): PackageFile {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return {
    index,
    id: url,
    name,
    path: `data/${name === '' ? `file-${index}` : name}`,
    url,
    source: 'https',
    host: new URL(url).host,
    size: null,
    checksum: null,
    included: false,
    role: 'data',
    mediaType: null,
    license: null,
    check: 'unchecked',
    checkMessage: null,
    ...known
  };
}
