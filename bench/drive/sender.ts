/**
 * A server of the federation that shares the folder of the WebDAV server: it
 * answers discovery and offers the share; the bytes come from Apache itself.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenOnLoopback } from '../../peers/loopback/index.ts';

export class Sender {
  readonly host: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param webdav address of what is shared */
  static async start(): Promise<Sender> {
    const server = createServer((request, response) => {
      const found = request.url === '/.well-known/ocm';
      response.writeHead(found ? 200 : 404, {
        'content-type': 'application/json'
      });
      response.end(
        JSON.stringify(
          found
            ? {
                enabled: true,
                apiVersion: '1.2.0',
                endPoint: `http://${request.headers.host ?? ''}/ocm`,
                resourceTypes: [
                  {
                    name: 'folder',
                    shareTypes: ['user'],
                    protocols: { webdav: '/dav/' }
                  }
                ]
              }
            : {}
        )
      );
    });
    await listenOnLoopback(server);
    return new Sender(server);
  }

  /**
   * Offers a share.
   *
   * @param node address of the receiver's node
   * @param uri of the WebDAV folder
   */
  async offer(
    node: string,
    recipient: string,
    name: string,
    uri: string
  ): Promise<void> {
    const answer = await fetch(`${node}/ocm/shares`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        shareWith: recipient,
        name,
        providerId: name,
        owner: `owner@${this.host}`,
        sender: `owner@${this.host}`,
        shareType: 'user',
        resourceType: 'folder',
        protocol: {
          name: 'multi',
          webdav: {
            uri,
            sharedSecret: 'bench',
            permissions: ['read', 'write']
          }
        }
      })
    });
    if (!answer.ok) {
      throw new Error(`The share was refused: ${await answer.text()}`);
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
