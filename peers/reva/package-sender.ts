import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';

import { postShare, pythonJson, shareOf } from '../dispatcher/index.ts';
import type { SentCrate } from '../dispatcher/index.ts';
import { listenOnLoopback } from '../loopback/index.ts';

/** A package as it was sent. */
export interface SentPackage {
  /** The sender's id of it. */
  providerId: string;
  /** What the receiver answered: its words where it refused. */
  status: number;
  body: string;
}

/**
 * Sends packages to a site of Reva, as the Dispatcher of EOSC Data Commons
 * does. Reva asks for the discovery document at the sender's address, so that
 * is one on loopback, and no public name.
 */
export class PackageSender {
  private readonly server: Server;
  /** Host and port: the host part of its addresses. */
  readonly host: string;

  private constructor(server: Server, host: string) {
    this.server = server;
    this.host = host;
  }

  static async start(): Promise<PackageSender> {
    const document = JSON.stringify(discovery);
    const server = createServer((request, response) => {
      const found = request.url === '/.well-known/ocm';
      response.writeHead(found ? 200 : 404, {
        'content-type': 'application/json'
      });
      response.end(found ? document : '{}');
    });
    const port = await listenOnLoopback(server);
    return new PackageSender(server, `127.0.0.1:${port}`);
  }

  /**
   * @param receiver - base address of the receiver
   * @param name - by default the one that the crate has
   */
  async send(
    receiver: string,
    sent: { crate: SentCrate; shareWith: string; name?: string }
  ): Promise<SentPackage> {
    const { crate, shareWith, name } = sent;
    const share = shareOf('S6', {
      crate,
      shareWith,
      sender: {
        host: this.host,
        subject: '0123abcd@login.example.org',
        userName: 'Jean Perrin'
      }
    });
    const answer = await postShare(
      receiver,
      pythonJson(name === undefined ? share : { ...share, name })
    );
    return { providerId: String(share.providerId), ...answer };
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** What Reva wants to find: the resource type with the protocol's bare name. */
const discovery = {
  enabled: true,
  apiVersion: '1.4.0',
  endPoint: 'player.example.org',
  provider: 'EOSC Data Commons Dispatcher',
  resourceTypes: [
    { name: 'ro-crate', shareTypes: ['user'], protocols: { embedded: {} } }
  ]
};
