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
  | 'checksums'
  | 'deletedFrom'
  | 'deletedAt';

interface Asked {
  /** As in the namespaces of the request. */
  prefix: 'd' | 'oc' | 'ocs';
  name: string;
  property: Property;
  /** Some servers have it of none of their items. */
  isOptional?: true;
}

/** What an entry needs; "allprop" is slow. */
const OF_ENTRY: readonly Asked[] = [
  { prefix: 'd', name: 'getcontentlength', property: 'size' },
  { prefix: 'd', name: 'getlastmodified', property: 'modified' },
  {
    prefix: 'd',
    name: 'creationdate',
    property: 'created',
    isOptional: true
  },
  { prefix: 'd', name: 'getetag', property: 'etag' },
  {
    prefix: 'd',
    name: 'getcontenttype',
    property: 'mediaType',
    isOptional: true
  },
  {
    prefix: 'oc',
    name: 'permissions',
    property: 'permissions',
    isOptional: true
  },
  { prefix: 'oc', name: 'fileid', property: 'fileId', isOptional: true },
  {
    prefix: 'ocs',
    name: 'share-permissions',
    property: 'sharePermissions',
    isOptional: true
  }
];

/** In a listing, checksums would make up half of the answer. */
const OF_ITEM: readonly Asked[] = [
  ...OF_ENTRY,
  { prefix: 'oc', name: 'checksums', property: 'checksums' }
];

const OF_QUOTA: readonly Asked[] = [
  { prefix: 'd', name: 'quota-available-bytes', property: 'quotaAvailable' },
  { prefix: 'd', name: 'quota-used-bytes', property: 'quotaUsed' }
];

const OF_VERSION: readonly Asked[] = [
  { prefix: 'd', name: 'getcontentlength', property: 'size' },
  { prefix: 'd', name: 'getlastmodified', property: 'modified' }
];

/** Of what lies in a trash bin. */
const OF_DELETED: readonly Asked[] = [
  { prefix: 'd', name: 'getcontentlength', property: 'size' },
  {
    prefix: 'oc',
    name: 'trashbin-original-location',
    property: 'deletedFrom'
  },
  { prefix: 'oc', name: 'trashbin-delete-timestamp', property: 'deletedAt' }
];

const NAMESPACES: Readonly<Record<Asked['prefix'], string>> = {
  d: 'DAV:',
  oc: 'http://owncloud.org/ns',
  ocs: 'http://open-collaboration-services.org/ns'
};

/** By namespace, then by name. */
const KNOWN: ReadonlyMap<string, ReadonlyMap<string, Property>> = new Map(
  Object.entries(NAMESPACES).map(([prefix, namespace]) => [
    namespace,
    new Map(
      [...OF_ITEM, ...OF_QUOTA, ...OF_DELETED]
        .filter(asked => asked.prefix === prefix)
        .map(({ name, property }) => [name, property])
    )
  ])
);

/** Null for an element that was not asked for. */
export function propertyOf(namespace: string, name: string): Property | null {
  return KNOWN.get(namespace)?.get(name) ?? null;
}

export const OPTIONAL: readonly Property[] = OF_ENTRY.filter(
  ({ isOptional }) => isOptional
).map(({ property }) => property);

/**
 * For the items of a folder.
 *
 * @param but not asked for; optional ones only
 */
export function entryRequest(but: ReadonlySet<Property>): string {
  return request(
    '<d:resourcetype/>',
    OF_ENTRY.filter(({ property }) => !but.has(property))
  );
}

export const ITEM_REQUEST = request('<d:resourcetype/>', OF_ITEM);

export const QUOTA_REQUEST = request('', OF_QUOTA);

export const VERSION_REQUEST = request('<d:resourcetype/>', OF_VERSION);

export const DELETED_REQUEST = request('<d:resourcetype/>', OF_DELETED);

function request(first: string, asked: readonly Asked[]): string {
  const used = new Set(['d', ...asked.map(({ prefix }) => prefix)]);
  const namespaces = Object.entries(NAMESPACES)
    .filter(([prefix]) => used.has(prefix))
    .map(([prefix, namespace]) => `xmlns:${prefix}="${namespace}"`);
  const properties = asked.map(({ prefix, name }) => `<${prefix}:${name}/>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<d:propfind ${namespaces.join(' ')}><d:prop>${first}${properties.join('')}</d:prop></d:propfind>`;
}

/** Bytes; null for what is no number of bytes, also "unlimited" (-3). */
export function bytesOf(text: string | undefined): number | null {
  const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
/**
 * The common forms, with a day that every month has: nothing is left to find
 * out about them. (RFC 9110, 5.6.7; RFC 3339 in UTC)
 */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (0[1-9]|1\d|2[0-8]) ([A-Z][a-z]{2}) ((?:19[7-9]|2\d\d)\d) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) GMT$/;
const ISO_DATE =
  /^(?:19[7-9]|2\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/**
 * ISO 8601 in UTC from an HTTP date, an ISO date or Unix seconds. The server's
 * clock may be wrong by hours: its times are only ever compared with its own.
 */
export function timeOf(text: string | undefined): string | null {
  if (text === undefined || text.length > 64) {
    return null;
  }
  if (ISO_DATE.test(text)) {
    return `${text.slice(0, -1)}.000Z`;
  }
  const [, day, name = '', year, clock] = HTTP_DATE.exec(text) ?? [];
  const month = MONTHS.indexOf(name) / 3;
  if (name !== '' && Number.isInteger(month) && month >= 0) {
    const number = String(month + 1).padStart(2, '0');
    return `${year}-${number}-${day}T${clock}.000Z`;
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
