/**
 * Which proxy the environment asks for, read as curl and Python do:
 * `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`, in lower or upper case.
 */
import ipaddr from 'ipaddr.js';
import { OutboundError } from './outbound.ts';
import { endpointOf, type Endpoint } from './host-patterns.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type Exception = (endpoint: Endpoint) => boolean;

export class ProxySettings {
  readonly #https: string | undefined;
  readonly #http: string | undefined;
  readonly #exceptions: Exception[];

  constructor(environment: Environment) {
    const value = (name: string) =>
      environment[name] || environment[name.toUpperCase()] || undefined;
    const all = value('all_proxy');
    this.#https = value('https_proxy') ?? all;
    this.#http = value('http_proxy') ?? all;
    this.#exceptions = (value('no_proxy') ?? '')
      .split(/[\s,]+/)
      .filter(text => text !== '')
      .map(parseException);
  }

  /**
   * The proxy for an address, or null for a direct connection.
   *
   * @throws OutboundError when the environment names something unusable: going
   * out directly instead would pass by what the operator wanted.
   */
  proxyFor(url: URL): URL | null {
    const proxy = url.protocol === 'http:' ? this.#http : this.#https;
    if (!proxy) {
      return null;
    }
    const endpoint = endpointOf(url);
    if (this.#exceptions.some(matches => matches(endpoint))) {
      return null;
    }
    return parseProxy(proxy);
  }
}

/** @throws OutboundError for anything that is not spoken to in HTTP */
function parseProxy(proxy: string): URL {
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  const parsed = URL.canParse(address) ? new URL(address) : null;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') {
    return parsed;
  }
  throw new OutboundError(
    'unreachable',
    /^socks/i.test(address)
      ? 'The environment asks for a SOCKS proxy, which cannot be used here. Ask an operator to name an http proxy in HTTPS_PROXY.'
      : 'The proxy in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is no http or https address. Ask an operator to correct it.'
  );
}

/** `*`, `example.org`, `.example.org`, `host:port`, an address, or a network. */
function parseException(text: string): Exception {
  if (text === '*') {
    return () => true;
  }
  const network = parseNetwork(text);
  if (network) {
    return ({ host }) => network(host);
  }
  const match = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase());
  const port = match?.[2] === undefined ? null : Number(match[2]);
  const name = (match?.[1] ?? '').replace(/^\*?\.|\.$/g, '');
  return endpoint =>
    (port === null || port === endpoint.port) &&
    (endpoint.host === name || endpoint.host.endsWith(`.${name}`));
}

function parseNetwork(text: string): ((host: string) => boolean) | null {
  const bare = text.replace(/^\[|\]$/g, '');
  if (ipaddr.isValidCIDR(bare)) {
    const [network, bits] = ipaddr.parseCIDR(bare);
    return host => {
      if (!ipaddr.isValid(host)) {
        return false;
      }
      const address = ipaddr.parse(host);
      return (
        address.kind() === network.kind() && address.match([network, bits])
      );
    };
  }
  if (bare.includes(':') && ipaddr.IPv6.isValid(bare)) {
    const canonical = ipaddr.parse(bare).toString();
    return host =>
      ipaddr.isValid(host) && ipaddr.parse(host).toString() === canonical;
  }
  return null;
}
