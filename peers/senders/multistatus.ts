import type { Rights } from './dialect.ts';

/** A file or folder as nephele lists it. */
export interface Entry {
  /** Path of its address, percent-encoded. */
  path: string;
  isFolder: boolean;
  /** Usual properties by name, without the type of resource. */
  properties: Record<string, string>;
}

const usual = [
  'getlastmodified',
  'getetag',
  'getcontentlength',
  'getcontenttype'
];
const namespaces = [
  'xmlns:d="DAV:"',
  'xmlns:s="http://sabredav.org/ns"',
  'xmlns:oc="http://owncloud.org/ns"',
  'xmlns:ocs="http://open-collaboration-services.org/ns"',
  'xmlns:ocm="http://open-cloud-mesh.org/ns"'
].join(' ');
const declaration = '<?xml version="1.0"?>\n';

/** Reads what nephele answers to a PROPFIND without a body. */
export function readEntries(xml: string): Entry[] {
  return xml
    .split('<response>')
    .slice(1)
    .map(response => {
      const isFolder = response.includes('<collection/>');
      const names = isFolder ? usual.slice(0, 2) : usual;
      const properties: Record<string, string> = {};
      for (const name of names) {
        const value = new RegExp(`<${name}>([^<]*)<`).exec(response)?.[1];
        if (value !== undefined) {
          properties[name] =
            name === 'getetag' ? `&quot;${value}&quot;` : value;
        }
      }
      const href = /<href>([^<]*)</.exec(response)?.[1] ?? '';
      return { path: new URL(href).pathname, isFolder, properties };
    });
}

/** The names in the body of a PROPFIND, or none when it asks for all. */
export function namesIn(body: string): string[] | undefined {
  const prop = /<(?:[\w-]+:)?prop>([^]*)<\/(?:[\w-]+:)?prop>/.exec(body)?.[1];
  return prop === undefined
    ? undefined
    : [...prop.matchAll(/<(?:[\w-]+:)?([\w-]+)[^>]*>/g)].map(
        ([, name = '']) => name
      );
}

/** Writes entries as ownCloud and its kin do. */
export function multistatus(
  entries: readonly Entry[],
  rightsOf: (entry: Entry) => Rights & { checksums?: string | undefined },
  wanted: readonly string[] | undefined
): string {
  const responses = entries.map(entry => {
    const all = propertiesOf(entry, rightsOf(entry));
    const known = wanted
      ? all.filter(([name]) => wanted.includes(localName(name)))
      : all;
    const unknown = (wanted ?? []).filter(
      name => !all.some(([given]) => localName(given) === name)
    );
    return (
      `<d:response><d:href>${text(entry.path)}</d:href>` +
      propstat(known, '200 OK') +
      propstat(
        unknown.map(name => [`d:${name}`, '']),
        '404 Not Found'
      ) +
      '</d:response>'
    );
  });
  return `${declaration}<d:multistatus ${namespaces}>${responses.join('')}</d:multistatus>`;
}

/** The body of a failure. */
export function davError(status: number, message = String(status)): string {
  return `${declaration}<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:exception>Sabre\\DAV\\Exception</s:exception><s:message>${message}</s:message></d:error>`;
}

function propertiesOf(
  { isFolder, properties }: Entry,
  { letters, more, checksums }: Rights & { checksums?: string | undefined }
): [name: string, value: string][] {
  return [
    ...Object.entries(properties).map(([name, value]): [string, string] => [
      `d:${name}`,
      value
    ]),
    ['d:resourcetype', isFolder ? '<d:collection/>' : ''],
    ['oc:permissions', letters],
    ...(checksums === undefined
      ? []
      : ([['oc:checksums', `<oc:checksum>${checksums}</oc:checksum>`]] as [
          string,
          string
        ][])),
    ...Object.entries(more).map(([name, value]): [string, string] => [
      name,
      text(value)
    ])
  ];
}

function propstat(
  properties: readonly [name: string, value: string][],
  status: string
): string {
  if (properties.length === 0) {
    return '';
  }
  const inside = properties
    .map(([name, value]) =>
      value === '' ? `<${name}/>` : `<${name}>${value}</${name}>`
    )
    .join('');
  return `<d:propstat><d:prop>${inside}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
}
