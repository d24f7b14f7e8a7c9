/**
 * Finds out where a peer's OCM API is (OCM-API draft-07, "OCM API Discovery").
 */
import { isRecord } from '../http/json.ts';
import type { OutboundClient } from '../http/outbound.ts';
import type { OcmAddress } from './address.ts';

/** Older servers know only the second or the third. */
const PATHS = ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/'];
const MAXIMUM_BYTES = 256 * 1024;
const LONGEST_END_POINT = 2048;

/** The peer answered, but not with where its API is. */
export class DiscoveryError extends Error {
  constructor(host: string) {
    super(
      `${host} does not say where its Open Cloud Mesh API is. Its operator can repair that.`
    );
    this.name = 'DiscoveryError';
  }
}

/** What a peer says about itself. */
export interface PeerDocument {
  /** Scheme, host and folder that were asked, without a slash at the end. */
  base: string;
  /** Where the document came from, after redirects. */
  url: string;
  /** Names its API in `endPoint`; everything else is to be checked. */
  document: Record<string, unknown>;
}

type Peer = Pick<OcmAddress, 'host' | 'path'>;

/**
 * Asks a peer for its API.
 *
 * @param peer of somebody's address
 * @returns address of the API without a slash at its end
 * @throws OutboundError, DiscoveryError
 */
export async function discoverApi(
  outbound: OutboundClient,
  peer: Peer,
  signal: AbortSignal
): Promise<string> {
  const { url, document } = await discoverPeer(outbound, peer, signal);
  return resolveEndPoint(endPointOf(document), url);
}

/**
 * Asks a peer what it is; over plain http only where the configuration allows
 * that, and only when https does not lead anywhere.
 *
 * @throws OutboundError, DiscoveryError
 */
export async function discoverPeer(
  outbound: OutboundClient,
  { host, path }: Peer,
  signal: AbortSignal
): Promise<PeerDocument> {
  const failures: Error[] = [];
  for (const scheme of ['https', 'http']) {
    const base = `${scheme}://${host}${path}`;
    if (scheme === 'http' && outbound.judge(base) !== null) {
      break;
    }
    try {
      return await askPeer(outbound, base, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof Error)) {
        throw error;
      }
      failures.push(error);
    }
  }
  // An answer of any kind tells more than a connection that failed.
  throw (
    failures.find(failure => failure instanceof DiscoveryError) ??
    failures[0] ??
    new DiscoveryError(host)
  );
}

async function askPeer(
  outbound: OutboundClient,
  base: string,
  signal: AbortSignal
): Promise<PeerDocument> {
  for (const path of PATHS) {
    // No connection by the first path is none by the others either.
    const { status, url, value } = await outbound.json(`${base}${path}`, {
      headers: { accept: 'application/json' },
      maximumBytes: MAXIMUM_BYTES,
      signal
    });
    if (status === 200 && isRecord(value)) {
      const endPoint = endPointOf(value);
      if (endPoint !== '' && endPoint.length <= LONGEST_END_POINT) {
        return { base, url, document: value };
      }
    }
  }
  throw new DiscoveryError(new URL(base).host);
}

function endPointOf(document: Record<string, unknown>): string {
  const endPoint = document['endPoint'];
  return typeof endPoint === 'string' ? endPoint.trim() : '';
}

/**
 * An address of a peer's API in the forms that are seen: absolute, relative
 * to the peer, or without a scheme (EOSC's Dispatcher names its bare host).
 *
 * @param base the address that the document came from
 * @returns the address without a slash at its end
 */
export function resolveEndPoint(endPoint: string, base: string): string {
  const absolute = /^https?:\/\//i.test(endPoint)
    ? endPoint
    : /^[^/?#]+\.[^/?#]+(?:\/|$)/.test(endPoint)
      ? `${new URL(base).protocol}//${endPoint}`
      : endPoint;
  const url = new URL(absolute, base);
  url.hash = '';
  url.search = '';
  return url.href.replace(/\/+$/, '');
}
