/**
 * Addresses as they stand in crates: which can be fetched, which are pages
 * about a file rather than the file, and which need the person's own hands.
 */

/** An address that can be asked over http. */
export interface WebAddress {
  type: 'web';
  /** As written where that is a valid URL: real ones hold `%23` and `//`. */
  url: string;
  parsed: URL;
  /** The written page was replaced by the file that it shows. */
  madeRaw: boolean;
  /** A page about something; the bytes lie behind it. */
  page: boolean;
  /** A user name or password was taken out. */
  credentialsRemoved: boolean;
}

/** An address of a kind that is not fetched here. */
export interface ForeignAddress {
  type: 'foreign';
  /** How a person would say where it is. */
  place: string;
}

export type Address = WebAddress | ForeignAddress;

/** Longer than any server takes. */
const MAXIMUM_LENGTH = 16_384;

const SCHEME = /^([a-z][a-z0-9+.-]*):(?=\S)/i;
const DOI = /^(?:doi:\s*)?(10\.\d{4,9}\/\S+)$/i;
const SOFTWARE_HERITAGE = /^swh:1:(?:cnt|dir|rev|rel|snp|ori):\S+$/;
const SECURE_SHELL = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+)$/;

/** Reads an address; null when the text is none (a path, a name, `#id`). */
export function readAddress(text: string): Address | null {
  if (text.length > MAXIMUM_LENGTH) {
    return null;
  }
  const trimmed = text.trim();
  const doi = DOI.exec(trimmed)?.[1];
  if (doi !== undefined) {
    return web(`https://doi.org/${doi}`);
  }
  if (SOFTWARE_HERITAGE.test(trimmed)) {
    return web(`https://archive.softwareheritage.org/${trimmed}`);
  }
  const secureShell = SECURE_SHELL.exec(trimmed);
  if (secureShell !== null) {
    return web(`https://${secureShell[1] ?? ''}/${secureShell[2] ?? ''}`);
  }
  const scheme = SCHEME.exec(trimmed)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return null;
    case 'http':
    case 'https':
      return web(trimmed);
    case 'git':
    case 'git+https':
      return web(trimmed.replace(SCHEME, 'https:'));
    case 'hdl':
      return web(`https://hdl.handle.net/${trimmed.slice(4)}`);
    case 'file':
    case 'arcp':
      return { type: 'foreign', place: "the sender's own computer" };
    default:
      return foreign(trimmed, scheme);
  }
}

function foreign(text: string, scheme: string): ForeignAddress | null {
  if (scheme.length === 1) {
    // A drive letter of Windows.
    return { type: 'foreign', place: "the sender's own computer" };
  }
  const opaque = ['ark', 'data', 'magnet', 'mailto', 'nih', 'urn', 'uuid'];
  if (text.startsWith(`${scheme}://`) || opaque.includes(scheme)) {
    return { type: 'foreign', place: text.slice(0, 200) };
  }
  // A name with a colon in it.
  return null;
}

/** Resolvers that speak https whatever a crate of ten years ago wrote. */
const SECURE_RESOLVER =
  /^http:\/\/(?=(?:(?:www|dx)\.)?doi\.org\/|hdl\.handle\.net\/)/i;

function web(text: string): WebAddress | null {
  const written = text.replace(SECURE_RESOLVER, 'https://');
  const parsed = URL.parse(written);
  if (parsed === null || parsed.hostname === '') {
    return null;
  }
  const credentialsRemoved = parsed.username !== '' || parsed.password !== '';
  if (credentialsRemoved) {
    parsed.username = '';
    parsed.password = '';
  }
  const raw = rawOf(parsed);
  if (raw !== null) {
    const file = new URL(raw);
    return {
      type: 'web',
      url: raw,
      parsed: file,
      madeRaw: true,
      page: false,
      credentialsRemoved
    };
  }
  const verbatim = /^[\x21-\x5b\x5d-\x7e]+$/.test(written);
  return {
    type: 'web',
    url: verbatim && !credentialsRemoved ? written : parsed.href,
    parsed,
    madeRaw: false,
    page: isPage(parsed),
    credentialsRemoved
  };
}

/**
 * The file that a code host's page shows, or null. Paths are taken over as
 * they are: branches contain slashes and files percent signs.
 */
function rawOf(url: URL): string | null {
  const { hostname, origin, pathname } = url;
  if (hostname === 'github.com' || hostname === 'www.github.com') {
    const match = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(pathname);
    return match === null
      ? null
      : `https://raw.githubusercontent.com/${match[1] ?? ''}/${match[2] ?? ''}`;
  }
  if (pathname.includes('/-/blob/')) {
    return `${origin}${pathname.replace('/-/blob/', '/-/raw/')}`;
  }
  if (hostname === 'huggingface.co' && pathname.includes('/blob/')) {
    return `${origin}${pathname.replace('/blob/', '/resolve/')}`;
  }
  if (hostname === 'bitbucket.org' || hostname === 'codeberg.org') {
    const match = /^(\/[^/]+\/[^/]+)\/src\/(.+)$/.exec(pathname);
    return match === null || !/\.[^/.]+$/.test(pathname)
      ? null
      : `${origin}${match[1] ?? ''}/raw/${match[2] ?? ''}`;
  }
  if (/^\/records?\/[^/]+\/preview\/./.test(pathname)) {
    return `${origin}${pathname.replace('/preview/', '/files/')}`;
  }
  if (pathname.endsWith('/file.xhtml')) {
    const id = url.searchParams.get('fileId') ?? '';
    const base = pathname.slice(0, -'file.xhtml'.length);
    return /^\d+$/.test(id)
      ? `${origin}${base}api/access/datafile/${id}`
      : null;
  }
  return null;
}

/** Hosts that only ever answer with a page or a redirect to one. */
const RESOLVERS = new Set([
  'doi.org',
  'www.doi.org',
  'dx.doi.org',
  'hdl.handle.net',
  'identifiers.org',
  'n2t.net'
]);

const PAGE_PATHS: readonly RegExp[] = [
  // InvenioRDM and its forebears: Zenodo, CDS, B2SHARE, …
  /^\/(?:[a-z]{2}\/)?(?:api\/)?records?\/[A-Za-z0-9][\w-]*\/?$/,
  // Dataverse
  /\/(?:dataset|file)\.xhtml$/,
  /\/citation\/?$/,
  // DSpace
  /^\/(?:xmlui\/|jspui\/)?(?:handle|items)\/[^.]+$/
];

const PAGE_HOSTS: readonly [RegExp, RegExp][] = [
  [/^(?:www\.)?github\.com$/, /^\/[^/]+\/[^/]+(?:\/(?:tree\/.*)?)?$/],
  [/^gist\.github\.com$/, /^\/(?!.*\/raw)/],
  [/^(?:.+\.)?gitlab\..+$/, /^(?!.*\/-\/(?:raw|archive|jobs)\/)(?!.*\/api\/)/],
  [/^(?:bitbucket|codeberg)\.org$/, /^\/[^/]+\/[^/]+\/?$/],
  [/^(?:.+\.)?figshare\.com$/, /^\/articles\//],
  [/^osf\.io$/, /^\/[a-z0-9]{5}\/?$/],
  [/^(?:www\.)?datadryad\.org$/, /\/dataset\//],
  [/^doi\.pangaea\.de$/, /^(?!.*format=)/],
  [/^(?:www\.)?kaggle\.com$/, /^\/(?:datasets|code)\//],
  [/^huggingface\.co$/, /^\/(?:datasets\/)?[^/]+\/[^/]+\/?$/],
  [/^data\.mendeley\.com$/, /^\/datasets\/[^/]+(?:\/\d+)?\/?$/],
  [/^arxiv\.org$/, /^\/abs\//],
  [/^www\.ebi\.ac\.uk$/, /^\/(?:empiar|biostudies|ena\/browser)\//],
  [/^(?:dev\.)?workflowhub\.eu$/, /^\/workflows\/\d+\/?$/],
  [/^archive\.softwareheritage\.org$/, /^\/(?!api\/)/]
];

function isPage(url: URL): boolean {
  const { hostname, pathname } = url;
  return (
    RESOLVERS.has(hostname) ||
    pathname.endsWith('.git') ||
    PAGE_PATHS.some(pattern => pattern.test(pathname)) ||
    PAGE_HOSTS.some(
      ([host, path]) => host.test(hostname) && path.test(pathname)
    )
  );
}

/** Last part of the path that names a file, decoded; null when none does. */
export function fileNameOf(url: URL): string | null {
  const parts = url.pathname.split('/').filter(part => part !== '');
  // InvenioRDM: /records/1/files/x.csv/content.
  if (
    parts.length > 1 &&
    /^(?:content|download|raw)$/.test(parts.at(-1) ?? '')
  ) {
    parts.pop();
  }
  const last = parts.at(-1);
  return last === undefined ? null : decoded(last);
}

/**
 * The text without the slashes at its end. Each run of slashes is looked at
 * once: texts of strangers hold millions of them.
 */
export function withoutTrailingSlashes(text: string): string {
  return text.replace(/(?<!\/)\/+$/, '');
}

/** Percent-decoded where that makes sense, else as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/;
const PRIVATE_IPV4 =
  /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;

/** A host that can only be meant for the sender's own network. */
export function isPrivateHost(hostname: string): boolean {
  return (
    hostname.startsWith('[') ||
    PRIVATE_IPV4.test(hostname) ||
    PRIVATE_NAME.test(hostname) ||
    !hostname.includes('.')
  );
}
