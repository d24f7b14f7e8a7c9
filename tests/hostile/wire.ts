/**
 * Bytes on a connection, for what no HTTP client would send.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Line {
  socket: Socket;
  /** Everything that has come back. */
  received(): string;
  /** Resolves when the other side has ended the connection. */
  closed: Promise<void>;
}

/** Opens a connection to the host and port of an address. */
export async function open(address: string): Promise<Line> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A connection that is reset in the middle is an answer, too.
  socket.on('error', () => undefined);
  const closed = new Promise<void>(resolve => {
    socket.once('close', () => resolve());
  });
  await once(socket, 'connect');
  return {
    socket,
    received: () => Buffer.concat(chunks).toString('latin1'),
    closed
  };
}

/**
 * Sends bytes and waits for the end of the connection.
 *
 * @param options.end says that nothing more will come
 * @returns all that came back
 */
export async function say(
  address: string,
  bytes: string | Buffer,
  options: { end?: boolean } = {}
): Promise<string> {
  const line = await open(address);
  line.socket.write(bytes);
  if (options.end === true) {
    line.socket.end();
  }
  const patience = setTimeout(() => line.socket.destroy(), 4000);
  await line.closed;
  clearTimeout(patience);
  return line.received();
}

/** Status codes of all answers in what came back. */
export function statuses(received: string): number[] {
  return [...received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) =>
    Number(status)
  );
}

/**
 * Resolves when the server has read all that its connections brought: what the
 * kernel keeps for it is what `/proc/net/tcp` calls the receive queue.
 */
export async function taken(address: string): Promise<void> {
  const port = Number(new URL(address).port);
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (;;) {
    const table = await readFile('/proc/net/tcp', 'utf8');
    const waiting = table
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(([, ours]) => ours?.endsWith(local))
      .some(([, , , , queues]) => !queues?.endsWith(':00000000'));
    if (!waiting) {
      return;
    }
    await pause(20);
  }
}
