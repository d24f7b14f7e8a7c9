/**
 * The server of a sender, as far as notifications go: its discovery in one of
 * the forms that are seen, and an endpoint that remembers what it was told.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';

export interface Sender {
  /** Host and port. */
  host: string;
  /** Bodies that arrived, oldest first. */
  notifications: unknown[];
  /** Paths that were asked for, oldest first. */
  paths: string[];
  /** Answers from now on. */
  status: number;
  /** Resolves when so many notifications have arrived. */
  received(count: number): Promise<void>;
}

export interface SenderOptions {
  /** Where its discovery is; default the well-known path. */
  discovery?: string;
  /** What it names as its API; `{host}` stands for its host. */
  endPoint?: string;
  /** Where its API really is; default `/ocm`. */
  api?: string;
}

export async function startSender(
  test: TestContext,
  {
    discovery = '/.well-known/ocm',
    endPoint = 'http://{host}/ocm',
    api = '/ocm'
  }: SenderOptions = {}
): Promise<Sender> {
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      sender.paths.push(path);
      if (path === discovery) {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            enabled: true,
            endPoint: endPoint.replace('{host}', sender.host)
          })
        );
      } else if (path === `${api}/notifications`) {
        sender.notifications.push(await json(request));
        response.statusCode = sender.status;
        response.end('{}');
        waiting.forEach(look => look());
      } else {
        response.statusCode = 404;
        response.end('<html>not here</html>');
      }
    })();
  });
  await listenOnLoopback(server);
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sender: Sender = {
    host: `127.0.0.1:${port}`,
    notifications: [],
    paths: [],
    status: 201,
    received: count =>
      new Promise(resolve => {
        const look = () => {
          if (sender.notifications.length >= count) {
            resolve();
          }
        };
        waiting.push(look);
        look();
      })
  };
  return sender;
}
