/**
 * Host patterns as the configuration writes them: `*`, `example.org`,
 * `*.example.org`, each optionally with a port; addresses as they stand in a
 * URL (`[::1]:8443`) or bare.
 */

/** Host and port of a URL, in the form that patterns are compared with. */
export interface Endpoint {
  /** Lower case, no trailing dot, IPv6 without brackets. */
  host: string;
  /** Never empty: the default port of the scheme is filled in. */
  port: number;
}

export interface HostPattern {
  matches(endpoint: Endpoint): boolean;
  /** The pattern names this host itself, not a group it belongs to. */
  names(endpoint: Endpoint): boolean;
}

/** Where a request for a URL goes. */
export function endpointOf(url: URL): Endpoint {
  return {
    host: url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''),
    port: Number(url.port || (url.protocol === 'http:' ? 80 : 443))
  };
}

/** @throws TypeError when the text is no host. */
export function parseHostPattern(pattern: string): HostPattern {
  const { host, port } = splitPort(pattern.trim());
  const portMatches = (endpoint: Endpoint) =>
    port === null || port === endpoint.port;
  if (host === '*') {
    return { matches: portMatches, names: () => false };
  }
  if (host.startsWith('*.')) {
    const suffix = `.${canonicalHost(host.slice(2))}`;
    return {
      matches: endpoint =>
        endpoint.host.endsWith(suffix) && portMatches(endpoint),
      names: () => false
    };
  }
  const exact = canonicalHost(host);
  const matches = (endpoint: Endpoint) =>
    endpoint.host === exact && portMatches(endpoint);
  return { matches, names: matches };
}

function splitPort(pattern: string): { host: string; port: number | null } {
  // More than one colon without brackets is a bare IPv6 address.
  const match = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(pattern);
  return match?.[1] === undefined
    ? { host: pattern, port: null }
    : { host: match[1], port: Number(match[2]) };
}

/** The same spelling that `URL` gives, so that IDN and `::1` compare. */
function canonicalHost(host: string): string {
  const bracketed =
    host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const address = `http://${bracketed}/`;
  if (!URL.canParse(address)) {
    throw new TypeError(`"${host}" in the configuration is no host.`);
  }
  return endpointOf(new URL(address)).host;
}
