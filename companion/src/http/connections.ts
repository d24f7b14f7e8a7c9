/**
 * Connections of the outbound client: pooled by origin, direct ones pinned to
 * addresses that the guard admits.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import {
  Agent,
  Client,
  ProxyAgent,
  buildConnector,
  type Dispatcher
} from 'undici';
import type { AddressGuard } from './address-guard.ts';
import { endpointOf, type Endpoint } from './host-patterns.ts';
import type { ProxySettings } from './proxies.ts';

/** All addresses of a host name; replaced in tests. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const resolveBySystem: Resolve = host =>
  systemLookup(host, { all: true });

export interface ConnectionOptions {
  guard: AddressGuard;
  proxies: ProxySettings;
  resolve: Resolve;
  secureContext: SecureContext | undefined;
  connectMilliseconds: number;
}

/** Sends a request by the way that guard and environment prescribe. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #connect: buildConnector.connector;
  readonly #direct: Agent;
  /** By the address of the proxy. */
  readonly #proxied = new Map<string, ProxyAgent>();
  readonly #opened = new Set<Duplex>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#connect = guardedConnector(options);
    this.#direct = new Agent({
      connect: this.#connect,
      // Long enough for a person to look at a preview and press the button.
      keepAliveTimeout: 15_000
    });
  }

  dispatcherFor(url: URL): Dispatcher {
    const proxy = this.#options.proxies.proxyFor(url);
    if (!proxy) {
      return this.#direct;
    }
    const known = this.#proxied.get(proxy.href);
    if (known) {
      return known;
    }
    const { secureContext, connectMilliseconds } = this.#options;
    const tls = { secureContext, allowH2: false };
    const agent = new ProxyAgent({
      uri: proxy.href,
      requestTls: tls,
      proxyTls: tls,
      connectTimeout: connectMilliseconds,
      allowH2: false,
      keepAliveTimeout: 15_000
    });
    this.#proxied.set(proxy.href, agent);
    return agent;
  }

  /**
   * A connection to the host of an address on which nothing was said yet, made
   * in the same way as those for requests: for programs that bring their own
   * TLS.
   */
  async open(url: URL, signal?: AbortSignal): Promise<Duplex> {
    const proxy = this.#options.proxies.proxyFor(url);
    const endpoint = endpointOf(url);
    const opened = await (proxy
      ? this.#throughProxy(proxy, endpoint, signal)
      : this.#directly(endpoint, signal));
    this.#opened.add(opened);
    opened.once('close', () => this.#opened.delete(opened));
    return opened;
  }

  /** Ends all connections, also those in use. */
  async close(): Promise<void> {
    for (const opened of this.#opened) {
      opened.destroy();
    }
    await Promise.all([
      this.#direct.destroy(),
      ...[...this.#proxied.values()].map(agent => agent.destroy())
    ]);
  }

  #directly(endpoint: Endpoint, signal?: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal?.reason as Error);
      signal?.throwIfAborted();
      signal?.addEventListener('abort', stop, { once: true });
      // "http:" is how the connector is told to leave TLS to others.
      const { host: hostname, port } = endpoint;
      const target = { protocol: 'http:', hostname, port: String(port) };
      this.#connect(target, (error, socket) => {
        signal?.removeEventListener('abort', stop);
        if (error) {
          reject(error);
        } else if (signal?.aborted) {
          socket.destroy();
        } else {
          resolve(socket);
        }
      });
    });
  }

  async #throughProxy(
    proxy: URL,
    { host, port }: Endpoint,
    signal?: AbortSignal
  ): Promise<Duplex> {
    const { secureContext, connectMilliseconds } = this.#options;
    const client = new Client(proxy.origin, {
      connect: { allowH2: false, secureContext, timeout: connectMilliseconds },
      headersTimeout: connectMilliseconds
    });
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    try {
      const { statusCode, socket } = await client.connect({
        path: authority,
        headers: { host: authority, ...proxyAuthorization(proxy) },
        signal
      });
      if (statusCode !== 200) {
        socket.on('error', () => undefined).destroy();
        throw new Error(`Proxy response (${statusCode})`);
      }
      return socket;
    } finally {
      // The connection belongs to the caller by now, or was given up.
      await client.destroy();
    }
  }
}

/** The name and password that an operator wrote into the proxy's address. */
function proxyAuthorization({
  username,
  password
}: URL): Record<string, string> {
  if (username === '') {
    return {};
  }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const encoded = Buffer.from(pair).toString('base64');
  return { 'proxy-authorization': `Basic ${encoded}` };
}

/**
 * A connector that looks at the very addresses it connects to: what a name
 * resolves to is checked and used in one step, so that a second answer of the
 * DNS (rebinding) never comes into play.
 */
function guardedConnector(
  options: ConnectionOptions
): buildConnector.connector {
  const { guard, resolve, secureContext, connectMilliseconds } = options;
  const connectorFor = (endpoint: Endpoint) =>
    buildConnector({
      allowH2: false,
      autoSelectFamily: true,
      // Node's own 250 ms are less than a round trip around the world.
      autoSelectFamilyAttemptTimeout: 1000,
      lookup: guardedLookup(endpoint, guard, resolve),
      secureContext,
      timeout: connectMilliseconds
    });
  const connectors = new Map<string, buildConnector.connector>();
  return (target, callback) => {
    const endpoint = {
      host: target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''),
      port: Number(target.port || (target.protocol === 'http:' ? 80 : 443))
    };
    const key = `${endpoint.host} ${endpoint.port}`;
    const connect = connectors.get(key) ?? connectorFor(endpoint);
    // Remembered for its TLS sessions; bounded, as addresses come from others.
    connectors.delete(key);
    connectors.set(key, connect);
    const oldest = connectors.keys().next().value;
    if (connectors.size > 100 && oldest !== undefined) {
      connectors.delete(oldest);
    }
    connect(target, (error, socket) => {
      if (error) {
        callback(error, null);
        return;
      }
      // Belt and braces: holds also where no lookup took place.
      const refused = guard.admits(endpoint, socket.remoteAddress ?? '');
      if (refused) {
        socket.destroy();
        callback(refused, null);
      } else {
        callback(null, socket);
      }
    });
  };
}

function guardedLookup(
  endpoint: Endpoint,
  guard: AddressGuard,
  resolve: Resolve
): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      found => {
        const judged = found.map(one => ({
          ...one,
          refusal: guard.admits(endpoint, one.address)
        }));
        const [first, ...others] = judged.filter(one => !one.refusal);
        if (!first) {
          const missing = Object.assign(new Error('no address'), {
            code: 'ENOTFOUND'
          });
          callback(judged[0]?.refusal ?? missing, '', 0);
        } else if (options.all) {
          callback(null, [first, ...others]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0)
    );
  };
}
