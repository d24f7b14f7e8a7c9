/**
 * Servers that are no gateways, or bad ones: at the level of TCP, and at that
 * of HTTP/2.
 */
import { createServer as createHttp2Server } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { listenAtFreePort } from '../../http/free-port.ts';

/** Headers of an answer that says that it is gRPC. */
export const GRPC_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc'
};

/** @returns `host:port` of a server that does this to each connection */
export async function startTcpServer(
  test: Pick<TestContext, 'after'>,
  onConnection: (socket: Socket) => void
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  test.after(() => {
    server.close();
    sockets.forEach(socket => socket.destroy());
  });
  return addressOf(server);
}

/** @returns `host:port` of a server that answers each request so */
export async function startHttp2Server(
  test: Pick<TestContext, 'after'>,
  onStream: (stream: ServerHttp2Stream) => void
): Promise<string> {
  const server = createHttp2Server();
  const ends: (() => void)[] = [() => server.close()];
  server.on('session', session => {
    session.on('error', () => undefined);
    ends.push(() => session.destroy());
  });
  server.on('stream', stream => {
    stream.on('error', () => undefined);
    onStream(stream);
  });
  test.after(() => ends.forEach(end => end()));
  return addressOf(server);
}

/** Answers with these bytes, and says that all went well. */
export function answerWith(
  stream: ServerHttp2Stream,
  bytes: Uint8Array,
  headers: Record<string, string> = {}
): void {
  stream.respond({ ...GRPC_HEADERS, ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(bytes);
}

/** A message as gRPC writes it before HTTP/2 does. */
export function framed(message: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

async function addressOf(server: Server): Promise<string> {
  return `127.0.0.1:${await listenAtFreePort(server, '127.0.0.1')}`;
}
