/**
 * JSON pointers (RFC 6901) into the metadata of a publication.
 */
export function pointerTo(...path: readonly string[]): string {
  return path
    .map(part => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
