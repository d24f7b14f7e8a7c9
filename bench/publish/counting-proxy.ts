/**
 * Passes connections on, and counts what goes towards the server.
 */
import { connect, createServer, type Server } from 'node:net';
import { listenOnLoopback } from '../../peers/loopback/index.ts';

export class CountingProxy {
  /** Bytes that the server was sent. */
  sent = 0;
  readonly url: string;
  private target: URL | null = null;
  private readonly server: Server;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on('connection', client => {
      const { hostname, port } = this.target ?? new URL(this.url);
      const upstream = connect(Number(port), hostname);
      client.on('data', chunk => {
        this.sent += chunk.length;
      });
      client.pipe(upstream).pipe(client);
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    });
  }

  static async start(): Promise<CountingProxy> {
    const server = createServer();
    return new CountingProxy(server, await listenOnLoopback(server));
  }

  /** Where connections go from now on. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  stop(): void {
    this.server.close();
  }
}
