/**
 * The outbound client: guard, proxies and certificate authorities put
 * together, redirects followed one judged hop at a time.
 */
import type { Duplex } from 'node:stream';
import type { OutboundConfig } from 'sciencemesh-contract';
import { AddressGuard } from './address-guard.ts';
import { exchange } from './answer.ts';
import type { Connections, Resolve } from './connections.ts';
import { toOutboundError } from './failures.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundMethod,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundStream
} from './outbound.ts';
import { ProxySettings, type Environment } from './proxies.ts';
import { readJson } from './json-answer.ts';
import { readTrust } from './trust.ts';

/** The part of a pino logger that is used here. */
export interface OutboundLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What a client takes from its surroundings; tests bring their own. */
export interface Surroundings {
  environment?: Environment;
  resolve?: Resolve;
}

const USER_AGENT = 'jupyterlab-sciencemesh';

/** Change nothing, so that they may be sent twice (RFC 9110, 9.2.1). */
const SAFE = new Set<OutboundMethod>(['GET', 'HEAD', 'PROPFIND', 'REPORT']);

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Safe to tell any host; everything else may be a credential. */
const HARMLESS = new Set([
  'accept',
  'accept-language',
  'content-type',
  'depth',
  'if-range',
  'if-none-match',
  'range'
]);

/** @throws Error when a file in `certificateAuthorities` is no PEM. */
export function createOutboundClient(
  config: OutboundConfig,
  logger?: OutboundLogger,
  surroundings: Surroundings = {}
): OutboundClient {
  return new GuardedClient(config, logger, surroundings);
}

interface Hop {
  url: URL;
  method: OutboundMethod;
  headers: Record<string, string>;
  body: string | OutboundStream | undefined;
}

class GuardedClient implements OutboundClient {
  readonly #guard: AddressGuard;
  readonly #connect: () => Promise<Connections>;
  #connections: Promise<Connections> | null = null;
  readonly #authorities: () => string[];
  readonly #logger: OutboundLogger | undefined;
  readonly #seconds: { answer: number; idle: number };

  constructor(
    config: OutboundConfig,
    logger: OutboundLogger | undefined,
    surroundings: Surroundings
  ) {
    const environment = surroundings.environment ?? process.env;
    this.#logger = logger;
    this.#seconds = {
      answer: config.timeoutSeconds ?? 30,
      idle: config.idleSeconds ?? 60
    };
    this.#guard = new AddressGuard(config);
    const trust = readTrust({
      files: config.certificateAuthorities ?? [],
      environment,
      onUnreadable: (path, error) =>
        logger?.warn(
          { path, err: error },
          'Certificate authorities of the environment cannot be read'
        )
    });
    this.#authorities = trust.authorities;
    const proxies = new ProxySettings(environment);
    this.#connect = async () => {
      // Loaded with the first request: a companion that only waits for shares
      // does without the memory of the HTTP client.
      const { Connections, resolveBySystem } = await import('./connections.ts');
      return new Connections({
        guard: this.#guard,
        proxies,
        resolve: surroundings.resolve ?? resolveBySystem,
        secureContext: trust.secureContext,
        connectMilliseconds: this.#seconds.answer * 1000
      });
    };
  }

  judge(url: string): OutboundError | null {
    return this.#guard.judge(url);
  }

  async request(
    url: string,
    options: OutboundRequest = {}
  ): Promise<OutboundResponse> {
    const maximum = options.maximumRedirects ?? 10;
    const seen = new Set<string>();
    let hop = this.#firstHop(url, options);
    for (;;) {
      const response = await this.#ask(hop, options);
      const location = response.headers.location;
      if (!REDIRECTS.has(response.status) || !location || maximum === 0) {
        return response;
      }
      response.discard();
      seen.add(`${hop.method} ${hop.url.href}`);
      const next = this.#nextHop(hop, location, response.status);
      if (options.stayAtOrigin && next.url.origin !== hop.url.origin) {
        throw new OutboundError(
          'redirect-refused',
          `${hop.url.hostname} sends on to ${next.url.hostname}, which is another server. That is not followed.`
        );
      }
      if (seen.has(`${next.method} ${next.url.href}`)) {
        throw new OutboundError(
          'redirect-refused',
          `${hop.url.hostname} sends in circles. This often means that a login is needed; open the address in the browser.`
        );
      }
      if (seen.size > maximum) {
        throw new OutboundError(
          'redirect-refused',
          `${hop.url.hostname} sends on more than ${maximum} times.`
        );
      }
      hop = next;
    }
  }

  async json(
    url: string,
    options: OutboundRequest & { maximumBytes?: number } = {}
  ): Promise<{ status: number; url: string; value: unknown }> {
    const { maximumBytes = 4 * 1024 * 1024, ...request } = options;
    // A document is short: a server that drips it is given up as a whole.
    const deadline = AbortSignal.timeout(2 * this.#seconds.answer * 1000);
    try {
      const response = await this.request(url, {
        ...request,
        headers: { accept: 'application/json', ...request.headers },
        signal: request.signal
          ? AbortSignal.any([request.signal, deadline])
          : deadline
      });
      const value = await readJson(response, maximumBytes);
      return { status: response.status, url: response.url, value };
    } catch (error) {
      if (deadline.aborted && !request.signal?.aborted) {
        throw new OutboundError(
          'timeout',
          `${new URL(url).hostname} took too long to answer. Try again later.`,
          error
        );
      }
      throw error;
    }
  }

  async connect(address: string, signal?: AbortSignal): Promise<Duplex> {
    const refused = this.#guard.judge(address);
    if (refused) {
      throw refused;
    }
    const url = new URL(address);
    try {
      return await (await this.#opened()).open(url, signal);
    } catch (error) {
      throw toOutboundError(error, url.hostname, this.#seconds);
    }
  }

  authorities(): string[] {
    return this.#authorities();
  }

  async close(): Promise<void> {
    await (await this.#connections)?.close();
  }

  #opened(): Promise<Connections> {
    return (this.#connections ??= this.#connect());
  }

  #firstHop(address: string, options: OutboundRequest): Hop {
    const url = this.#guard.examine(address);
    if (url instanceof OutboundError) {
      throw url;
    }
    return {
      url: withoutFragment(url),
      method: options.method ?? 'GET',
      headers: { ...options.headers },
      body: options.body
    };
  }

  #nextHop(hop: Hop, location: string, status: number): Hop {
    const from = hop.url.hostname;
    if (!URL.canParse(location, hop.url.href)) {
      throw new OutboundError(
        'redirect-refused',
        `${from} sends on to an address that cannot be read.`
      );
    }
    const url = withoutFragment(new URL(location, hop.url));
    if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
      throw new OutboundError(
        'redirect-refused',
        `${from} sends on to an address without encryption. That is not followed.`
      );
    }
    const refused = this.#guard.judge(url.href);
    if (refused) {
      throw new OutboundError(
        refused.code,
        `${from} sends on to another address. ${refused.message}`,
        refused
      );
    }
    // RFC 9110, 15.4: only 307 and 308 keep the method of a POST.
    const asGet = hop.method === 'POST' && status < 307;
    const body = asGet ? undefined : hop.body;
    const sameOrigin = url.origin === hop.url.origin;
    if (body !== undefined && !sameOrigin) {
      // What was written for one host is no other's business.
      throw new OutboundError(
        'redirect-refused',
        `${from} wants a message sent to ${url.hostname} instead. That is not followed.`
      );
    }
    return {
      url,
      method: asGet ? 'GET' : hop.method,
      headers: sameOrigin
        ? hop.headers
        : Object.fromEntries(
            Object.entries(hop.headers).filter(([name]) =>
              HARMLESS.has(name.toLowerCase())
            )
          ),
      body
    };
  }

  async #ask(hop: Hop, options: OutboundRequest): Promise<OutboundResponse> {
    const host = hop.url.hostname;
    const answerMilliseconds =
      options.answerMilliseconds ?? this.#seconds.answer * 1000;
    const seconds = {
      answer: Math.ceil(answerMilliseconds / 1000),
      idle: this.#seconds.idle
    };
    const connections = await this.#opened();
    const attempt = () =>
      exchange({
        ...hop,
        dispatcher: connections.dispatcherFor(hop.url),
        headers: {
          'user-agent': USER_AGENT,
          'accept-encoding': 'identity',
          ...hop.headers
        },
        signal: options.signal,
        answerMilliseconds,
        idleMilliseconds: this.#seconds.idle * 1000,
        explain: error => toOutboundError(error, host, seconds)
      });
    try {
      return await attempt().catch((error: unknown) => {
        if (!SAFE.has(hop.method) || !wasClosedBeforeAnswer(error)) {
          throw error;
        }
        // A kept connection may have been closed while the request was on its
        // way (RFC 9112, 9.3.1): these methods may then be sent again. Whether
        // another one was carried out, only who sent it can find out.
        return attempt();
      });
    } catch (error) {
      this.#logger?.debug({ host, err: error }, 'Outbound request failed');
      throw error;
    }
  }
}

function withoutFragment(url: URL): URL {
  if (url.hash) {
    url.hash = '';
  }
  return url;
}

function wasClosedBeforeAnswer(error: unknown): boolean {
  const cause = error instanceof OutboundError ? error.cause : undefined;
  return (
    cause instanceof Error &&
    'code' in cause &&
    (cause.code === 'UND_ERR_SOCKET' || cause.code === 'ECONNRESET')
  );
}
