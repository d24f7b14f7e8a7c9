/**
 * A way to a server that can be closed, and on which answers can be lost.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';

/** What brings a file to its name; before it, bytes come under another. */
const WRITE = /^(?:MOVE |PUT (?!\S*\.sciencemesh-))/;

/** For each piece of a request, on a slow way. */
const SLOW_MILLISECONDS = 15;

export interface Gate {
  /** Host and port. */
  host: string;
  /**
   * `open` lets all pass, `closed` ends every connection, `mute` loses the
   * answer to the next write and is closed then, `slow` takes its time.
   */
  set(state: 'open' | 'closed' | 'mute' | 'slow'): void;
}

/** Opens a way to a port of this machine. */
export async function startGate(
  test: TestContext,
  port: number
): Promise<Gate> {
  let state: Parameters<Gate['set']>[0] = 'open';
  const sockets = new Set<Socket>();
  const close = () => {
    state = 'closed';
    sockets.forEach(socket => socket.destroy());
  };
  const server = createServer(client => {
    if (state === 'closed') {
      client.destroy();
      return;
    }
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
    let isWrite = false;
    client.on('data', bytes => {
      isWrite ||= WRITE.test(bytes.toString('latin1', 0, 1000));
      upstream.write(bytes);
      if (state === 'slow') {
        client.pause();
        setTimeout(() => client.resume(), SLOW_MILLISECONDS);
      }
    });
    client.on('end', () => upstream.end());
    upstream.on('data', bytes => {
      if (state === 'mute' && isWrite) {
        close();
      } else {
        client.write(bytes);
      }
    });
  });
  const entrance = await listenOnLoopback(server);
  test.after(() => {
    server.close();
    sockets.forEach(socket => socket.destroy());
  });
  return {
    host: `127.0.0.1:${entrance}`,
    set: next => {
      state = next;
      if (next === 'closed') {
        close();
      }
    }
  };
}
