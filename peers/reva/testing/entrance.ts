/**
 * A way to a server on this machine on which connections go wrong, whatever is
 * spoken on them.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

import { listenOnLoopback } from '../../loopback/index.ts';

export type Passage =
  /** To another server on this machine. */
  | { to: number }
  /** So many milliseconds later. */
  | { late: number }
  /** Nobody listens. */
  | 'refuse'
  /** The connection breaks where the server begins to answer. */
  | 'reset'
  /** The server hears all, and nothing of what it answers arrives. */
  | 'stall'
  /** Somebody else answers. */
  | 'garbage';

export class Entrance {
  readonly port: number;
  private readonly target: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private passage: Passage;

  private constructor(server: Server, port: number, target: number) {
    this.server = server;
    this.port = port;
    this.target = target;
    this.passage = { to: target };
    server.on('connection', client => this.pass(client));
  }

  /** Starts one, which ends with the test. */
  static async start(
    test: TestContext,
    target: string | number
  ): Promise<Entrance> {
    const port = typeof target === 'number' ? target : portOf(target);
    const server = createServer();
    const entrance = new Entrance(server, await listenOnLoopback(server), port);
    test.after(() => {
      server.close();
      entrance.breakAll();
    });
    return entrance;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Breaks what is open, and lets new connections go this way. */
  async become(passage: Passage): Promise<void> {
    this.passage = passage;
    this.breakAll();
    if ((passage === 'refuse') === this.server.listening) {
      await new Promise<void>(resolve => {
        if (passage === 'refuse') {
          this.server.close(() => resolve());
        } else {
          this.server.listen(this.port, '127.0.0.1', resolve);
        }
      });
    }
  }

  /** All is well again. */
  mend(): Promise<void> {
    return this.become({ to: this.target });
  }

  private breakAll(): void {
    this.sockets.forEach(socket => socket.destroy());
  }

  private pass(client: Socket): void {
    this.keep(client);
    const { passage } = this;
    if (passage === 'garbage') {
      client.end('No such thing.\r\n\r\n'.repeat(20));
      return;
    }
    const to =
      typeof passage === 'object' && 'to' in passage ? passage.to : this.target;
    const server = this.keep(connect(to, '127.0.0.1'));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    const late =
      typeof passage === 'object' && 'late' in passage ? passage.late : 0;
    setTimeout(() => client.pipe(server), late).unref();
    if (passage === 'reset') {
      server.once('data', () => client.resetAndDestroy());
    } else if (passage === 'stall') {
      server.resume();
    } else {
      server.pipe(client);
    }
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}

function portOf(address: string): number {
  return Number(new URL(address.replace(/^(?!\w+:\/\/)/, 'tcp://')).port);
}
