import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

import { listenOnLoopback } from '../../peers/loopback/index.ts';

/** How a server is met: it may take connections, and never answer. */
export type WayState = 'open' | 'refusing' | 'silent';

/** The way to a server, on which it can be dead: TCP, whatever is said on it. */
export class Way {
  private readonly port: number;
  private readonly host: string;
  private readonly sockets = new Set<Socket>();
  private server: Server;
  private isSilent = false;

  private constructor(host: string, server: Server, port: number) {
    this.host = host;
    this.server = server;
    this.port = port;
  }

  /** @param host - of the server, with its port */
  static async start(host: string): Promise<Way> {
    const server = createServer();
    const way = new Way(host, server, await listenOnLoopback(server));
    way.attend();
    return way;
  }

  /** Address for http. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Breaks all connections; new ones find it so. */
  async become(state: WayState): Promise<void> {
    this.isSilent = state === 'silent';
    for (const socket of this.sockets) {
      socket.destroy();
    }
    if (state === 'refusing') {
      await this.stop();
    } else if (!this.server.listening) {
      this.server = createServer();
      this.attend();
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject);
        this.server.listen(this.port, '127.0.0.1', resolve);
      });
    }
  }

  /** Breaks all connections, and frees the port. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    if (this.server.listening) {
      await new Promise(resolve => this.server.close(resolve));
    }
  }

  private attend(): void {
    this.server.on('connection', client => {
      this.follow(client);
      if (this.isSilent) {
        client.resume();
        return;
      }
      const { hostname, port } = new URL(`http://${this.host}`);
      const onward = connect(Number(port), hostname);
      this.follow(onward);
      client.pipe(onward).pipe(client);
      client.on('close', () => onward.destroy());
      onward.on('close', () => client.destroy());
    });
  }

  private follow(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
