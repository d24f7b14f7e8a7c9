import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listenOnLoopback } from '../loopback/index.ts';
import { answer } from './answer.ts';
import { Authority } from './authority.ts';
import type { Answers, RecordedRequest } from './behaviour.ts';
import { relay } from './relay.ts';
import { Routes, siteOf } from './routes.ts';
import { Tunnels } from './tunnels.ts';

/** How to start an origin. */
export interface OriginOptions {
  /** Folders of recordings, each with a folder for every host. */
  recordings?: string | string[];
  /** Where to write the authority's certificate; default a temporary file. */
  caFile?: string;
  /** Port of the proxy on 127.0.0.1; default a free one. */
  port?: number;
}

/** A server of this machine that stands behind a part of a site. */
interface Relay {
  site: string;
  prefix: string;
  target: string;
}

/**
 * An internet for tests: a proxy that stands for every host it knows.
 *
 * Callers reach it through `HTTPS_PROXY` (or `HTTP_PROXY`) and trust the
 * certificate in `caFile`. A host that it does not know cannot be reached, so
 * no request ever leaves the machine.
 */
export class Origin {
  /** Every request that was answered, oldest first. */
  readonly requests: RecordedRequest[] = [];
  /** Every `host:port` that a tunnel was asked for, also those refused. */
  readonly connects: string[] = [];

  private readonly authority: Authority;
  private readonly routes = new Routes();
  private readonly relays: Relay[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly arrivals = new EventEmitter();
  private readonly tunnels: Tunnels;
  private readonly proxy: Server;
  private readonly direct: TcpServer;
  private temporary: string | undefined;
  private certificateFile = '';

  private constructor(authority: Authority) {
    this.authority = authority;
    this.proxy = createServer((request, response) => {
      void this.serve(request, response);
    });
    this.tunnels = new Tunnels(authority, connection => {
      this.proxy.emit('connection', connection);
    });
    this.direct = this.tunnels.listener();
    this.proxy.on('connect', (request, socket: Socket, head: Buffer) => {
      void this.connect(request, socket, head);
    });
    for (const server of [this.proxy, this.direct]) {
      server.on('connection', (socket: Socket) => this.keep(socket));
    }
    this.arrivals.setMaxListeners(0);
  }

  /** Starts an origin; it listens on 127.0.0.1 only. */
  static async start(options: OriginOptions = {}): Promise<Origin> {
    const origin = new Origin(await Authority.create());
    for (const folder of [options.recordings ?? []].flat()) {
      await origin.routes.load(folder);
    }
    await origin.writeCertificate(options.caFile);
    await listenOnLoopback(origin.proxy, options.port);
    await listenOnLoopback(origin.direct);
    return origin;
  }

  /** Address for `HTTPS_PROXY` and `HTTP_PROXY`. */
  get proxyUrl(): string {
    return `http://127.0.0.1:${portOf(this.proxy)}`;
  }

  /** Port that takes TLS connections for any host name without a proxy. */
  get tlsPort(): number {
    return portOf(this.direct);
  }

  /** File with the certificate to trust, PEM. */
  get caFile(): string {
    return this.certificateFile;
  }

  /** The certificate to trust, PEM. */
  get certificate(): string {
    return this.authority.certificate;
  }

  /** The environment that sends a program's requests here. */
  get environment(): Record<string, string> {
    return {
      HTTPS_PROXY: this.proxyUrl,
      HTTP_PROXY: this.proxyUrl,
      NODE_EXTRA_CA_CERTS: this.caFile
    };
  }

  /**
   * Sets what an address answers.
   *
   * @param host - host name, for https; or `http://host` for plain http
   * @param path - path with or without query; a final `*` matches any rest
   */
  route(host: string, path: string, answers: Answers): void {
    this.routes.set(host, path, answers);
  }

  /**
   * Hands requests for a host to a server on this machine, which so gets a
   * public name and TLS.
   *
   * @param target - base address, such as `http://127.0.0.1:8080`
   * @param prefix - how the paths begin that are meant; default all
   */
  forward(host: string, target: string, prefix = '/'): void {
    this.relays.push({ site: siteOf(host), prefix, target });
  }

  /** Adds a folder of recordings. */
  load(recordings: string): Promise<void> {
    return this.routes.load(recordings);
  }

  /** The requests for a host, or for one path of it (without its query). */
  requestsTo(host: string, path?: string): RecordedRequest[] {
    return this.requests.filter(
      request =>
        request.host === host &&
        (path === undefined || request.path.split('?', 1)[0] === path)
    );
  }

  /** Waits for a request for which the condition holds, from the past too. */
  async waitFor(
    condition: (request: RecordedRequest) => boolean
  ): Promise<RecordedRequest> {
    for (;;) {
      const found = this.requests.find(condition);
      if (found) {
        return found;
      }
      await once(this.arrivals, 'request');
    }
  }

  /** Forgets all recorded requests. */
  forget(): void {
    this.requests.length = 0;
    this.connects.length = 0;
  }

  /** Ends all connections and frees the ports. */
  async stop(): Promise<void> {
    const closed = [once(this.proxy, 'close'), once(this.direct, 'close')];
    this.proxy.close();
    this.direct.close();
    this.sockets.forEach(socket => socket.destroy());
    await Promise.all(closed);
    if (this.temporary !== undefined) {
      await rm(this.temporary, { recursive: true });
    }
  }

  private async writeCertificate(path?: string): Promise<void> {
    if (path === undefined) {
      this.temporary = await mkdtemp(join(tmpdir(), 'recorded-origin-'));
    }
    this.certificateFile = path ?? join(this.temporary ?? '', 'ca.pem');
    await writeFile(this.certificateFile, this.authority.certificate);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  private async connect(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer
  ): Promise<void> {
    const authority = request.url ?? '';
    this.connects.push(authority);
    const url = URL.parse(`https://${authority}`);
    if (!url || !this.knows(url.origin)) {
      socket.end('HTTP/1.1 502 Host not recorded\r\n\r\n');
      return;
    }
    socket.unshift(head);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    await this.tunnels.open(socket, host, url.origin);
  }

  private knows(site: string): boolean {
    return (
      this.routes.knows(site) || this.relays.some(relay => relay.site === site)
    );
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const tunnel = this.tunnels.of(request.socket);
    const site =
      tunnel === undefined
        ? (URL.parse(request.url ?? '')?.origin ?? 'http://unknown')
        : (tunnel.site ?? siteOf(request.headers.host ?? '127.0.0.1'));
    const recorded = record(request, site);
    this.requests.push(recorded);
    this.arrivals.emit('request', recorded);
    const onward = this.relays.find(
      each => each.site === site && recorded.path.startsWith(each.prefix)
    );
    if (onward) {
      return relay(request, response, recorded, onward.target);
    }
    request.resume();
    try {
      const { behaviour, folder } = await this.routes.find(site, recorded);
      const raw = tunnel?.raw ?? request.socket;
      const reset = (): void => void raw.resetAndDestroy();
      const exchange = { request, response, recorded, folder, reset };
      await answer(exchange, behaviour);
    } catch (error) {
      fail(response, error);
    }
  }
}

/** Starts an origin; see {@link Origin.start}. */
export function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  return Origin.start(options);
}

function record(request: IncomingMessage, site: string): RecordedRequest {
  const { protocol, hostname, port } = new URL(site);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const target = request.url ?? '/';
  const absolute = URL.parse(target);
  return {
    method: request.method ?? 'GET',
    scheme,
    host: hostname,
    port: Number(port || (scheme === 'https' ? 443 : 80)),
    path: absolute ? absolute.pathname + absolute.search : target,
    headers: { ...request.headers },
    status: 0,
    bytesSent: 0,
    finished: false
  };
}

/** A mistake in a recording or a test is told to the caller, not swallowed. */
function fail(response: ServerResponse, error: unknown): void {
  if (!response.headersSent) {
    response.writeHead(500, { 'content-type': 'text/plain' });
  }
  response.end(`The recorded origin failed: ${String(error)}\n`);
}

function portOf(server: TcpServer): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
