/**
 * What a peer's discovery document says about its WebDAV root and its token
 * end point (OCM-API draft-07, "OCM API Discovery").
 */
import { isRecord } from '../http/json.ts';
import type { PeerDocument } from './peer.ts';

export interface PeerWebDav {
  /** Root of shares of a resource type; null where none is advertised. */
  rootFor(resourceType: string): URL | null;
  /** Where a secret is exchanged for a token; null where it is not. */
  tokenEndPoint: URL | null;
}

/**
 * Reads what is there and takes anything else for missing.
 *
 * Relative addresses are at the host that the sender's address names, as the
 * specification has it, and not where a redirect of the document led to.
 */
export function readPeerWebDav({ base, document }: PeerDocument): PeerWebDav {
  // ownCloud 10 calls the list by the name of one of its members.
  const types = [document['resourceTypes'], document['shareTypes']]
    .flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []))
    .filter(isRecord);
  return {
    rootFor(resourceType) {
      const roots = types.flatMap(type => {
        const root = rootOf(type['protocols'], base);
        return root === null ? [] : [{ name: type['name'], root }];
      });
      const own = roots.find(({ name }) => name === resourceType);
      return (own ?? roots[0])?.root ?? null;
    },
    tokenEndPoint: exchangesTokens(document)
      ? addressAt(document['tokenEndPoint'], base)
      : null
  };
}

function rootOf(protocols: unknown, base: string): URL | null {
  const webdav = isRecord(protocols) ? protocols['webdav'] : undefined;
  // A string everywhere so far; other protocols have become objects.
  return addressAt(isRecord(webdav) ? webdav['uri'] : webdav, base);
}

/** Older documents write capabilities with a slash before them. */
function exchangesTokens({ capabilities }: Record<string, unknown>): boolean {
  return (
    Array.isArray(capabilities) &&
    capabilities.some(
      item =>
        typeof item === 'string' &&
        /^\/?(exchange-token|receive-code)$/.test(item)
    )
  );
}

function addressAt(value: unknown, base: string): URL | null {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 2048) {
    return null;
  }
  const text = value.trim();
  const absolute = /^https?:\/\//i.test(text)
    ? text
    : // One slash: two would name another host.
      `${new URL(base).origin}/${text.replace(/^\/+/, '')}`;
  const url = URL.parse(absolute);
  if (url) {
    url.search = '';
    url.hash = '';
  }
  return url;
}
