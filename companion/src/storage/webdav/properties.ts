/**
 * The properties that are asked for, and what they mean. Each is believed only
 * as far as it makes sense: what does not is as if it had not been told.
 */

export type Property =
  | 'size'
  | 'modified'
  | 'created'
  | 'etag'
  | 'mediaType'
  | 'quotaAvailable'
  | 'quotaUsed'
  | 'permissions'
  | 'sharePermissions'
  | 'fileId'
  | 'checksums';

/** By namespace and name. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map([
  ['DAV: getcontentlength', 'size'],
  ['DAV: getlastmodified', 'modified'],
  ['DAV: creationdate', 'created'],
  ['DAV: getetag', 'etag'],
  ['DAV: getcontenttype', 'mediaType'],
  ['DAV: quota-available-bytes', 'quotaAvailable'],
  ['DAV: quota-used-bytes', 'quotaUsed'],
  ['http://owncloud.org/ns permissions', 'permissions'],
  [
    'http://open-collaboration-services.org/ns share-permissions',
    'sharePermissions'
  ],
  ['http://owncloud.org/ns fileid', 'fileId'],
  ['http://owncloud.org/ns checksum', 'checksums']
]);

const NAMESPACES =
  'xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:ocs="http://open-collaboration-services.org/ns"';

const OF_ENTRIES =
  '<d:resourcetype/><d:getcontentlength/><d:getlastmodified/><d:creationdate/><d:getetag/><d:getcontenttype/><oc:permissions/><oc:fileid/><ocs:share-permissions/>';

/** Asks for what an entry needs and for nothing else: "allprop" is slow. */
export const ENTRY_REQUEST = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind ${NAMESPACES}><d:prop>${OF_ENTRIES}</d:prop></d:propfind>`;

/** For one item; in a listing, checksums would make up half of the answer. */
export const ITEM_REQUEST = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind ${NAMESPACES}><d:prop>${OF_ENTRIES}<oc:checksums/></d:prop></d:propfind>`;

export const QUOTA_REQUEST = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind ${NAMESPACES}><d:prop><d:quota-available-bytes/><d:quota-used-bytes/></d:prop></d:propfind>`;

/** Bytes; null for what is no number of bytes, also "unlimited" (-3). */
export function bytesOf(text: string | undefined): number | null {
  const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * ISO 8601 in UTC from an HTTP date, an ISO date or Unix seconds. The server's
 * clock may be wrong by hours: its times are only ever compared with its own.
 */
export function timeOf(text: string | undefined): string | null {
  if (text === undefined || text.length > 64) {
    return null;
  }
  const time = /^\d{9,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  // Before 1970 and after 9999 lies nothing but mistakes.
  return time >= 0 && time < 253_402_300_800_000
    ? new Date(time).toISOString()
    : null;
}

/**
 * What stands between the quotes of a strong validator.
 *
 * @param weakToo accept a weak one: Apache calls its validators weak for a
 * second after each change and drops that mark later, which would make the
 * file look changed to whoever wrote it
 */
export function etagOf(
  text: string | null | undefined,
  weakToo = false
): string | null {
  const [, weak, quoted, bare] =
    /^(W\/)?(?:"([^"]*)"|([^"\s]+))$/.exec(text?.trim() ?? '') ?? [];
  const value = quoted ?? bare ?? '';
  // The header that carries it back holds visible characters only.
  return value === '' ||
    value.length > 512 ||
    !/^[\x21-\x7e\x80-\xff]+$/.test(value) ||
    (weak !== undefined && !weakToo)
    ? null
    : value;
}

/** A media type without parameters. */
export function mediaTypeOf(text: string | null | undefined): string | null {
  const type = text?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/.test(type) ? type : null;
}
