import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { listenOnLoopback } from '../loopback/index.ts';
import { pythonJson } from './python-json.ts';
import { shareOf } from './shapes.ts';
import type { Dispatch, Sender, Shape } from './shapes.ts';

/** How to start a dispatcher. */
export interface DispatcherOptions extends Partial<Sender> {
  /** Form of the shares it sends; default S6, the current one. */
  shape?: Shape;
}

/** How a receiver answered. */
export interface DispatchAnswer {
  status: number;
  /** The body as text: receivers may answer anything. */
  body: string;
  /** What was sent. */
  share: Record<string, unknown>;
}

/**
 * A sender of packages as EOSC Data Commons runs one.
 *
 * It posts one unsigned request to a fixed path, does not read the receiver's
 * discovery document, takes any 2xx for success, never tries again and never
 * wants to hear of the share afterwards.
 */
export class Dispatcher {
  private readonly server: Server;
  private readonly sender: Sender;
  private readonly shape: Shape;

  private constructor(options: DispatcherOptions) {
    this.sender = {
      host: options.host ?? 'player.example.org',
      subject: options.subject ?? '0123abcd@login.example.org',
      userName: options.userName ?? 'marie'
    };
    this.shape = options.shape ?? 'S6';
    const document = JSON.stringify(discovery(this.sender.host));
    this.server = createServer((request, response) => {
      const found = request.url === '/.well-known/ocm';
      response.writeHead(found ? 200 : 404, {
        'content-type': 'application/json'
      });
      response.end(found ? document : '{"detail": "Not Found"}');
    });
  }

  /** Starts a dispatcher; its discovery document is served on 127.0.0.1. */
  static async start(options: DispatcherOptions = {}): Promise<Dispatcher> {
    const dispatcher = new Dispatcher(options);
    await listenOnLoopback(dispatcher.server);
    return dispatcher;
  }

  /** Public host name that the dispatcher goes by. */
  get host(): string {
    return this.sender.host;
  }

  /** Address of the server with the discovery document. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /**
   * Sends a package.
   *
   * @param receiver - base address of the receiver; `/ocm/shares` is appended
   */
  async dispatch(
    receiver: string,
    package_: Pick<Dispatch, 'crate' | 'shareWith'>,
    shape: Shape = this.shape
  ): Promise<DispatchAnswer> {
    const share = shareOf(shape, { ...package_, sender: this.sender });
    return { ...(await postShare(receiver, pythonJson(share))), share };
  }

  /** Stops serving the discovery document. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** Posts the body of a share the way Python's `requests` does. */
export async function postShare(
  receiver: string,
  body: string
): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${receiver.replace(/\/$/, '')}/ocm/shares`, {
    method: 'POST',
    headers: {
      'user-agent': 'python-requests/2.32.5',
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate',
      'content-type': 'application/json'
    },
    body
  });
  return { status: answer.status, body: await answer.text() };
}

/** The static document that a Dispatcher publishes; see its `endPoint`. */
function discovery(host: string): Record<string, unknown> {
  return {
    enabled: true,
    apiVersion: '1.4.0',
    // A bare host name, where the specification wants an address.
    endPoint: host,
    provider: 'EOSC Data Commons Dispatcher',
    resourceTypes: [
      {
        name: 'ro-crate',
        shareTypes: ['user'],
        protocols: { embedded: {} }
      }
    ]
  };
}
