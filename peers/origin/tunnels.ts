import { createServer as createTcpServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { Authority } from './authority.ts';

/** What a decrypted connection came through. */
export interface Tunnel {
  /** Site that the caller asked the proxy for; none when it came directly. */
  site?: string;
  /** The connection beneath the encryption. */
  raw: Socket;
}

/** Ends encryption on behalf of every host, with certificates made to order. */
export class Tunnels {
  private readonly tunnels = new WeakMap<object, Tunnel>();

  private readonly authority: Authority;
  private readonly accept: (connection: TLSSocket) => void;

  /** @param accept - takes each connection once it is decrypted */
  constructor(authority: Authority, accept: (connection: TLSSocket) => void) {
    this.authority = authority;
    this.accept = accept;
  }

  /** The tunnel that a request's connection came through, if any. */
  of(connection: object): Tunnel | undefined {
    return this.tunnels.get(connection);
  }

  /** Proves to be `host` on a connection that the proxy was asked for. */
  async open(raw: Socket, host: string, site: string): Promise<void> {
    const secureContext = await this.authority.contextFor(host);
    raw.write('HTTP/1.1 200 Connection established\r\n\r\n');
    this.take(
      { site, raw },
      new TLSSocket(raw, { isServer: true, secureContext })
    );
  }

  /** A listener for callers that come without the proxy. */
  listener(): Server {
    return createTcpServer(raw => void this.secure(raw));
  }

  private async secure(raw: Socket): Promise<void> {
    const connection = new TLSSocket(raw, {
      isServer: true,
      secureContext: await this.authority.contextFor('127.0.0.1'),
      SNICallback: (name, done) => {
        this.authority.contextFor(name).then(
          context => done(null, context),
          (error: Error) => done(error)
        );
      }
    });
    this.take({ raw }, connection);
  }

  private take(tunnel: Tunnel, connection: TLSSocket): void {
    // A caller that does not trust the authority hangs up in the handshake.
    connection.on('error', () => tunnel.raw.destroy());
    this.tunnels.set(connection, tunnel);
    this.accept(connection);
  }
}
