import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { listenOnLoopback } from '../loopback/index.ts';
import type { Dialect, Home, JsonAnswer, Notification } from './dialect.ts';
import { SharedFiles } from './files.ts';
import { makeShare } from './share.ts';
import type { Share, ShareOptions } from './share.ts';

/** How a receiver answered an offer or a notification. */
export interface Answer {
  status: number;
  /** The body as text: receivers may answer anything. */
  body: string;
}

/** How to start a sender. */
export interface SenderOptions {
  /** Public host name with TLS in front; default its own address without. */
  host?: string;
}

/** A notification that arrived, and what was answered. */
export interface Heard {
  notification: Notification;
  status: number;
}

/** A server of another institution, on loopback, with the ways of its software. */
export class Sender {
  readonly dialect: Dialect;
  /** Every notification, oldest first. */
  readonly heard: Heard[] = [];

  private readonly shares: Share[] = [];
  private readonly files: SharedFiles;
  private readonly publicHost: string | undefined;
  private readonly server: Server = createServer((request, response) => {
    this.serve(request, response).catch(() => {
      // Whoever asked has gone, or a file has: the connection says enough.
      response.destroy();
    });
  });
  private count = 0;

  private constructor(dialect: Dialect, { host }: SenderOptions) {
    this.dialect = dialect;
    this.publicHost = host;
    this.files = new SharedFiles(dialect);
  }

  /** Starts one; it listens on 127.0.0.1 only. */
  static async start(
    dialect: Dialect,
    options: SenderOptions = {}
  ): Promise<Sender> {
    const sender = new Sender(dialect, options);
    await sender.files.start();
    await listenOnLoopback(sender.server);
    return sender;
  }

  /** Address of the server itself. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Where it is for others. */
  get home(): Home {
    const origin = this.publicHost ? `https://${this.publicHost}` : this.url;
    return { origin, host: new URL(origin).host };
  }

  /** Shares without telling anyone. */
  share(options: ShareOptions): Share {
    this.count += 1;
    const providerId = this.dialect.providerIdOf(this.count);
    const share = makeShare(options, this.count, providerId);
    this.shares.push(share);
    this.files.add(share);
    return share;
  }

  /**
   * Shares and tells the recipient's node.
   *
   * @param endPoint - its OCM API, such as `http://127.0.0.1:8080/ocm`
   */
  async offer(
    endPoint: string,
    options: ShareOptions
  ): Promise<Answer & { share: Share; taken: boolean }> {
    const share = this.share(options);
    const offer = this.dialect.offer(share, this.home);
    const answer = await post(`${endPoint}/shares`, offer);
    const taken = this.dialect.takes(answer.status, parsed(answer.body));
    return { ...answer, share, taken };
  }

  /** Takes a share back, and says so where that is done. */
  async withdraw(endPoint: string, share: Share): Promise<Answer | undefined> {
    this.shares.splice(this.shares.indexOf(share), 1);
    this.files.remove(share);
    const notification = this.dialect.withdrawal(share);
    return notification && post(`${endPoint}/notifications`, notification);
  }

  /** Ends all connections and frees the ports. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    await this.files.stop();
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const { dialect } = this;
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    switch (path) {
      case dialect.redirectedPath:
        response.writeHead(301, { location: `${path}/` }).end();
        return;
      case `${dialect.endPoint}/notifications`:
        send(response, this.hear(parsed(await text(request)) ?? {}));
        return;
      case dialect.tokenPath: {
        const fields = new URLSearchParams(await text(request));
        const answer = dialect.exchange?.(fields, this.shares);
        send(response, answer ?? { status: 404, body: {} });
        return;
      }
      default:
        if (dialect.discoveryPaths.includes(path)) {
          send(response, { status: 200, body: dialect.discovery(this.home) });
        } else if (/\/(?:webdav|dav)(?:\/|$)/.test(path)) {
          await this.files.handle(request, response);
        } else {
          response.writeHead(404, { 'content-type': 'text/html' });
          response.end('<!DOCTYPE html><title>Not found</title>');
        }
    }
  }

  private hear(notification: Notification): JsonAnswer {
    const share = this.shares.find(
      ({ providerId }) => providerId === String(notification.providerId)
    );
    const answer = this.dialect.hear(notification, share);
    this.heard.push({ notification, status: answer.status });
    return answer;
  }
}

function send(response: ServerResponse, { status, body }: JsonAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

async function post(url: string, body: object): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  return { status: answer.status, body: await answer.text() };
}

function parsed(body: string): object | undefined {
  try {
    return JSON.parse(body) as object;
  } catch {
    return undefined;
  }
}
