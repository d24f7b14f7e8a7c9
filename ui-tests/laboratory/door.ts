import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { listenOnLoopback } from '../../peers/loopback/index.ts';

/** Stands before a server; while it is shut, the server is down. */
export class Door {
  /** Whether nobody gets through. */
  isShut = false;
  /** What all requests are answered instead of by the server; null for none. */
  failure: number | null = null;

  private readonly server: Server;
  private readonly target: string;

  private constructor(target: string) {
    this.target = target;
    this.server = createServer((request, response) => {
      this.pass(request, response);
    });
  }

  /** Opens a door before a server; it listens on 127.0.0.1 only. */
  static async start(target: string): Promise<Door> {
    const door = new Door(target);
    await listenOnLoopback(door.server);
    return door;
  }

  /** Address of the door. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Ends all connections and frees the port. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    if (this.isShut) {
      request.socket.destroy();
      return;
    }
    if (this.failure !== null) {
      request.resume();
      response.writeHead(this.failure).end();
      return;
    }
    const onward = send(
      new URL(request.url ?? '/', this.target),
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
}
