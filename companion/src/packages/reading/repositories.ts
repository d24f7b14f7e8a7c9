/**
 * Addresses of whole repositories: git hosts, archives with a DOI, Software
 * Heritage.
 */
import { decoded, readAddress, withoutTrailingSlashes } from './addresses.ts';

export interface Repository {
  /** https address, as written where possible. */
  url: string;
  provider: 'github' | 'gitlab' | 'git' | 'record' | 'software-heritage';
  /** `owner/name`, group path, DOI, or identifier: what launchers ask for. */
  slug: string;
  /** Branch, tag or commit that the address names. */
  reference: string | null;
  /** Folder or notebook inside that the address points to. */
  path: string | null;
}

/** Reads an address as that of a repository; null when it is none. */
export function readRepository(text: string): Repository | null {
  const address = readAddress(text);
  if (address?.type !== 'web' || address.madeRaw || !address.page) {
    return null;
  }
  const { parsed, url } = address;
  const path = withoutTrailingSlashes(parsed.pathname).replace(/\.git$/, '');
  const { hostname } = parsed;
  if (/^(?:www\.)?github\.com$/.test(hostname)) {
    return hosted(
      url,
      'github',
      /^\/([^/]+\/[^/]+)(?:\/tree\/([^/]+)\/?(.*))?$/.exec(path)
    );
  }
  if (hostname.includes('gitlab')) {
    return hosted(
      url,
      'gitlab',
      /^\/(.+?)(?:\/-\/tree\/([^/]+)\/?(.*))?$/.exec(path)
    );
  }
  if (hostname === 'archive.softwareheritage.org') {
    const id = /swh:1:[a-z]{3}:[0-9a-f]{40}/.exec(parsed.href)?.[0];
    return id === undefined
      ? null
      : {
          url,
          provider: 'software-heritage',
          slug: id,
          reference: null,
          path: null
        };
  }
  if (
    parsed.pathname.endsWith('.git') ||
    /^(?:bitbucket|codeberg)\.org$/.test(hostname) ||
    hostname === 'gist.github.com'
  ) {
    return { url, provider: 'git', slug: url, reference: null, path: null };
  }
  if (hostname.endsWith('workflowhub.eu') || hostname === 'arxiv.org') {
    // Pages about something, without files that could be listed.
    return null;
  }
  return {
    url,
    provider: 'record',
    slug: doiOf(parsed),
    reference: null,
    path: null
  };
}

function hosted(
  url: string,
  provider: 'github' | 'gitlab',
  match: RegExpExecArray | null
): Repository | null {
  const slug = match?.[1];
  if (slug === undefined) {
    return null;
  }
  const reference = match?.[2];
  const inside = match?.[3];
  return {
    url,
    provider,
    slug,
    reference: reference === undefined ? null : decoded(reference),
    path: inside === undefined || inside === '' ? null : decoded(inside)
  };
}

/** The DOI behind an address where it shows, else the address. */
function doiOf(url: URL): string {
  const { hostname, pathname, href } = url;
  const record = /^\/records?\/(\d+)$/.exec(pathname.replace(/\/$/, ''))?.[1];
  if (/^(?:www\.)?zenodo\.org$/.test(hostname) && record !== undefined) {
    return `10.5281/zenodo.${record}`;
  }
  const persistent = url.searchParams.get('persistentId') ?? pathname.slice(1);
  return /10\.\d{4,9}\/\S+/.exec(decoded(persistent))?.[0] ?? href;
}
