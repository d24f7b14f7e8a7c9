/**
 * Which addresses may be asked at all: design of the SSRF guard, on its own so
 * that a table of hostile addresses can be held against it.
 *
 * `judge` looks at a URL before anything is sent; `admits` looks at the
 * address that a name turned out to have. Both are asked on every hop.
 */
import type { OutboundConfig } from 'sciencemesh-contract';
import {
  addressReach,
  isInternalName,
  type AddressReach
} from './addresses.ts';
import {
  endpointOf,
  parseHostPattern,
  type Endpoint,
  type HostPattern
} from './host-patterns.ts';
import { OutboundError } from './outbound.ts';

/**
 * Ports from 1024 on that browsers refuse too, because other protocols
 * listen there (Fetch Standard, "bad ports").
 */
const OTHER_PROTOCOLS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666,
  6667, 6668, 6669, 6679, 6697, 10080
]);

export class AddressGuard {
  readonly #plainHttp: HostPattern[];
  readonly #privateHosts: HostPattern[];

  constructor(config: Pick<OutboundConfig, 'plainHttp' | 'privateHosts'>) {
    this.#plainHttp = (config.plainHttp ?? []).map(parseHostPattern);
    this.#privateHosts = (config.privateHosts ?? []).map(parseHostPattern);
  }

  /** Null means "may be tried"; a name still has to resolve to good addresses. */
  judge(address: string): OutboundError | null {
    const examined = this.examine(address);
    return examined instanceof OutboundError ? examined : null;
  }

  /** Reads an address; gives it back if it may be tried, else the refusal. */
  examine(address: string): URL | OutboundError {
    const url = URL.parse(address);
    if (!url) {
      return refusal(
        'address-refused',
        'This is no address that can be fetched. Check it for typing errors.'
      );
    }
    const endpoint = endpointOf(url);
    return (
      this.#judgeScheme(url, endpoint) ??
      judgeCredentials(url, endpoint) ??
      this.#judgePort(endpoint) ??
      this.#judgeHost(endpoint) ??
      url
    );
  }

  /** Null when a host may be reached at this resolved address. */
  admits(endpoint: Endpoint, address: string): OutboundError | null {
    const reach = addressReach(address.split('%')[0] ?? address);
    return this.#judgeReach(endpoint, reach ?? 'unusable');
  }

  #judgeReach(endpoint: Endpoint, reach: AddressReach): OutboundError | null {
    switch (reach) {
      case 'public':
        return null;
      case 'internal':
        return this.isPrivateHost(endpoint)
          ? null
          : refusal(
              'address-refused',
              `${endpoint.host} lies in a private network and is not asked, so that nobody outside can reach in through a package. An operator can allow it in outbound.privateHosts.`
            );
      case 'metadata':
        // A group ("*") does not mean this one: it gives away credentials.
        return this.#privateHosts.some(pattern => pattern.names(endpoint))
          ? null
          : refusal(
              'address-refused',
              `${endpoint.host} is an address at which a cloud gives away credentials. It is never asked.`
            );
      case 'unusable':
        return refusal(
          'address-refused',
          `${endpoint.host} is not the address of a server.`
        );
    }
  }

  /** An operator said that this host may lie inside. */
  isPrivateHost(endpoint: Endpoint): boolean {
    return this.#privateHosts.some(pattern => pattern.matches(endpoint));
  }

  #judgeScheme(url: URL, endpoint: Endpoint): OutboundError | null {
    if (url.protocol === 'https:') {
      return null;
    }
    if (url.protocol !== 'http:') {
      return refusal(
        'scheme-refused',
        `Addresses that begin with "${url.protocol}" cannot be fetched, only https.`
      );
    }
    return this.#plainHttp.some(pattern => pattern.matches(endpoint))
      ? null
      : refusal(
          'scheme-refused',
          `${endpoint.host} would be asked without encryption. Try the same address with https; an operator can allow the host in outbound.plainHttp.`
        );
  }

  #judgePort(endpoint: Endpoint): OutboundError | null {
    const { host, port } = endpoint;
    const usual =
      port === 80 ||
      port === 443 ||
      (port >= 1024 && !OTHER_PROTOCOLS.has(port));
    const named = [...this.#privateHosts, ...this.#plainHttp].some(pattern =>
      pattern.names(endpoint)
    );
    return usual || named
      ? null
      : refusal(
          'address-refused',
          `Port ${port} of ${host} belongs to another protocol and is not asked.`
        );
  }

  #judgeHost(endpoint: Endpoint): OutboundError | null {
    const reach = addressReach(endpoint.host);
    if (reach !== null) {
      return this.#judgeReach(endpoint, reach);
    }
    return isInternalName(endpoint.host) && !this.isPrivateHost(endpoint)
      ? refusal(
          'address-refused',
          `${endpoint.host || 'This'} can only be a name inside a private network and is not asked. An operator can allow it in outbound.privateHosts.`
        )
      : null;
  }
}

function judgeCredentials(url: URL, endpoint: Endpoint): OutboundError | null {
  return url.username || url.password
    ? refusal(
        'address-refused',
        `The address at ${endpoint.host} holds a user name or password. Such addresses are not asked.`
      )
    : null;
}

function refusal(
  code: 'address-refused' | 'scheme-refused',
  message: string
): OutboundError {
  return new OutboundError(code, message);
}
