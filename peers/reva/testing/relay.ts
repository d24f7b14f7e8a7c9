/**
 * A way to a server on which the bytes of a request stop in the middle.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

import { listenOnLoopback } from '../../loopback/index.ts';

export interface Relay {
  /** Host and port. */
  host: string;
  /**
   * Lets so many bytes of a connection through from now on, and holds the
   * rest. Resolves when that has happened.
   */
  holdAfter(bytes: number): Promise<void>;
  /** Breaks all connections; new ones are let through. */
  reset(): void;
}

interface Hold {
  limit: number;
  onHeld: () => void;
}

const NONE: Hold = { limit: Infinity, onHeld: () => undefined };

/** @param port of the server, on this machine */
export async function startRelay(
  test: TestContext,
  port: number
): Promise<Relay> {
  const sockets = new Set<Socket>();
  let hold: Hold = NONE;
  const server = createServer(client => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.pipe(client);
    let passed = { under: hold, bytes: 0 };
    client.on('data', (bytes: Buffer) => {
      if (passed.under !== hold) {
        passed = { under: hold, bytes: 0 };
      }
      const left = hold.limit - passed.bytes;
      passed.bytes += bytes.length;
      upstream.write(bytes.subarray(0, left));
      if (bytes.length > left) {
        client.pause();
        hold.onHeld();
      }
    });
  });
  const entrance = await listenOnLoopback(server);
  const reset = (): void => {
    hold = NONE;
    sockets.forEach(socket => socket.destroy());
  };
  test.after(() => {
    server.close();
    reset();
  });
  return {
    host: `127.0.0.1:${entrance}`,
    holdAfter: limit =>
      new Promise(onHeld => {
        hold = { limit, onHeld };
      }),
    reset
  };
}
