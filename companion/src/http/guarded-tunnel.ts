/**
 * A proxy on loopback for one child program, so that what the program asks for
 * passes the same guard as our own requests.
 *
 * It knows CONNECT only and whoever shows the secret of this run; every target
 * is judged and reached as the outbound client does it. The program's TLS goes
 * through untouched.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Transform, pipeline, type Duplex } from 'node:stream';
import { listenAtFreePort } from './free-port.ts';
import { OutboundError, type OutboundClient } from './outbound.ts';

export interface TunnelLimits {
  /** Of all connections together, both ways. */
  maximumBytes: number;
  /** Without a byte in either direction, then a connection is cut. */
  idleMilliseconds: number;
}

/** More connections at once than any well-behaved program makes. */
const MAXIMUM_CONNECTIONS = 16;

const TARGET = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i;

export class GuardedTunnel {
  readonly #outbound: Pick<OutboundClient, 'connect'>;
  readonly #limits: TunnelLimits;
  readonly #server: Server;
  readonly #secret = randomBytes(24).toString('base64url');
  readonly #sockets = new Set<Duplex>();
  readonly #closing = new AbortController();
  #bytes = 0;
  #failure: OutboundError | null = null;

  private constructor(
    outbound: Pick<OutboundClient, 'connect'>,
    limits: TunnelLimits
  ) {
    this.#outbound = outbound;
    this.#limits = limits;
    this.#server = createServer((_, response) => {
      response.writeHead(405, { connection: 'close' }).end();
    });
    this.#server.maxConnections = MAXIMUM_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => this.#keep(socket));
    this.#server.on('connect', (request, socket: Duplex, head: Buffer) => {
      void this.#serve(request, socket, head);
    });
  }

  /** Listens on a port of loopback that nobody else has. */
  static async start(
    outbound: Pick<OutboundClient, 'connect'>,
    limits: TunnelLimits
  ): Promise<GuardedTunnel> {
    const tunnel = new GuardedTunnel(outbound, limits);
    await listenAtFreePort(tunnel.#server, '127.0.0.1');
    return tunnel;
  }

  /**
   * Address with the secret in it, for `https_proxy` in the environment of the
   * child; never for its arguments, which other users of the machine can read.
   */
  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://tunnel:${this.#secret}@127.0.0.1:${port}`;
  }

  /** Why a connection was refused or cut, which the child cannot tell. */
  get failure(): OutboundError | null {
    return this.#failure;
  }

  /** Ends all connections and frees the port. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  async #serve(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer
  ): Promise<void> {
    const target = request.url ?? '';
    if (!this.#knows(request.headers['proxy-authorization'])) {
      refuse(socket, '407 Proxy Authentication Required', [
        'Proxy-Authenticate: Basic realm="tunnel"'
      ]);
      return;
    }
    if (!TARGET.test(target)) {
      refuse(socket, '400 Bad Request');
      return;
    }
    try {
      const url = `https://${target}/`;
      const { signal } = this.#closing;
      this.#join(socket, head, await this.#outbound.connect(url, signal));
    } catch (error) {
      this.#failure = error instanceof OutboundError ? error : null;
      const refused = this.#failure?.code.endsWith('-refused') === true;
      refuse(socket, refused ? '403 Forbidden' : '502 Bad Gateway');
    }
  }

  #knows(authorization: string | undefined): boolean {
    const pair = Buffer.from(`tunnel:${this.#secret}`).toString('base64');
    return sameText(authorization ?? '', `Basic ${pair}`);
  }

  #join(inner: Duplex, head: Buffer, outer: Duplex): void {
    this.#keep(outer);
    const end = (failure?: OutboundError) => {
      this.#failure = failure ?? this.#failure;
      inner.destroy();
      outer.destroy();
    };
    const idle = setTimeout(
      () => end(tooQuiet(this.#limits)),
      this.#limits.idleMilliseconds
    );
    const count = () =>
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          this.#bytes += chunk.length;
          idle.refresh();
          if (this.#bytes > this.#limits.maximumBytes) {
            end(tooMuch(this.#limits));
          }
          done(null, chunk);
        }
      });
    inner.write('HTTP/1.1 200 Connection established\r\n\r\n');
    outer.write(head);
    pipeline(inner, count(), outer, count(), inner, () => end());
    outer.once('close', () => {
      clearTimeout(idle);
      inner.destroy();
    });
    inner.once('close', () => outer.destroy());
    if (inner.destroyed) {
      // The child went away while the connection was being made.
      outer.destroy();
    }
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function refuse(
  socket: Duplex,
  status: string,
  headers: readonly string[] = []
): void {
  const lines = [
    `HTTP/1.1 ${status}`,
    ...headers,
    'Content-Length: 0',
    'Connection: close'
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

/** Takes as long for a near miss as for a hit. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function tooMuch({ maximumBytes }: TunnelLimits): OutboundError {
  return new OutboundError(
    'too-large',
    `It is larger than ${Math.floor(maximumBytes / 1024 ** 2)} MiB, which is more than is fetched here.`
  );
}

function tooQuiet({ idleMilliseconds }: TunnelLimits): OutboundError {
  return new OutboundError(
    'stalled',
    `Nothing more came for ${Math.round(idleMilliseconds / 1000)} seconds. Try again later.`
  );
}
