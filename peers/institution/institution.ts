import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express from 'express';
import type { Express, Request, Response } from 'express';

import { listenOnLoopback } from '../loopback/index.ts';
import { FolderShares, offerOf } from './shares.ts';
import type { FolderShare, ShareOptions } from './shares.ts';
import { serveFolder } from './webdav.ts';

const webdavRoot = '/remote.php/dav/ocm/';

/** How to start an institution. */
export interface InstitutionOptions {
  /** Public host name; others reach it there, through the recorded origin. */
  host?: string;
  /** Name for people. */
  name?: string;
  /**
   * Seconds that tokens live; left out, secrets are not exchanged for tokens
   * (OCM-API draft-07, "Token Exchange").
   */
  tokenSeconds?: number;
}

/** A notification that arrived. */
export interface ReceivedNotification {
  notificationType: string;
  providerId: string;
  notification: Record<string, unknown>;
  /** Whether it came with the secret of a share that exists. */
  accepted: boolean;
}

/** How a receiver answered the offer of a share. */
export interface OfferAnswer {
  share: FolderShare;
  status: number;
  body: string;
}

/**
 * Another institution of the federation, on loopback.
 *
 * It shares folders over WebDAV, offers them to receivers, and hears what
 * becomes of them.
 */
export class Institution {
  /** Public host name. */
  readonly host: string;
  /** Every notification, oldest first. */
  readonly notifications: ReceivedNotification[] = [];

  private readonly name: string;
  private readonly tokenSeconds: number | null;
  private readonly shares: FolderShares;
  private readonly app: Express;
  private readonly server: Server;
  private readonly arrivals = new EventEmitter();

  private constructor(options: InstitutionOptions) {
    this.host = options.host ?? 'cloud.example.org';
    this.name = options.name ?? 'Example Institution';
    this.tokenSeconds = options.tokenSeconds ?? null;
    this.shares = new FolderShares(this.host, webdavRoot);
    this.app = this.application();
    this.server = createServer(this.app);
    this.arrivals.setMaxListeners(0);
  }

  /** Starts an institution; it listens on 127.0.0.1 only. */
  static async start(options: InstitutionOptions = {}): Promise<Institution> {
    const institution = new Institution(options);
    await listenOnLoopback(institution.server);
    return institution;
  }

  /** Address of the server, to be given a public name and TLS. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Shares a folder without telling anyone. */
  share(options: ShareOptions): FolderShare {
    const share = this.shares.add(options);
    this.app.use(`${webdavRoot}${share.providerId}`, serveFolder(share));
    return share;
  }

  /**
   * Shares a folder and offers it to the recipient.
   *
   * @param endPoint - the receiver's OCM end point, such as
   *   `http://127.0.0.1:8080/ocm`
   */
  async offer(endPoint: string, options: ShareOptions): Promise<OfferAnswer> {
    const share = this.share(options);
    const answer = await post(`${endPoint}/shares`, offerOf(share));
    return { share, ...answer };
  }

  /** Takes a share back and tells the recipient so. */
  async withdraw(
    endPoint: string,
    share: FolderShare
  ): Promise<{ status: number; body: string }> {
    this.shares.remove(share.providerId);
    return post(`${endPoint}/notifications`, {
      notificationType: 'SHARE_UNSHARED',
      resourceType: 'folder',
      providerId: share.providerId,
      notification: { sharedSecret: share.sharedSecret, message: 'Unshared' }
    });
  }

  /** Waits for a notification of a type, from the past too. */
  async waitFor(notificationType: string): Promise<ReceivedNotification> {
    for (;;) {
      const found = this.notifications.find(
        notification => notification.notificationType === notificationType
      );
      if (found) {
        return found;
      }
      await once(this.arrivals, 'notification');
    }
  }

  /** Ends all connections and frees the port. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private application(): Express {
    const app = express();
    // The origin in front ends TLS and says which address was asked for.
    app.set('trust proxy', 'loopback');
    app.disable('x-powered-by');
    app.get(['/.well-known/ocm', '/ocm-provider'], (request, response) => {
      response.json(this.discovery(request));
    });
    app.post('/ocm/notifications', express.json(), (request, response) => {
      this.notified(request, response);
    });
    app.post(
      '/ocm/token',
      express.urlencoded({ extended: false }),
      (request, response) => this.exchange(request, response)
    );
    app.use(`${webdavRoot}:providerId`, (request, response, next) => {
      if (this.shares.get(request.params.providerId)) {
        next();
      } else {
        response.status(404).end();
      }
    });
    return app;
  }

  private notified(request: Request, response: Response): void {
    const body = (request.body ?? {}) as Partial<ReceivedNotification>;
    const { notificationType, notification = {} } = body;
    const providerId = String(body.providerId);
    if (typeof notificationType !== 'string') {
      response.status(400).json({ message: 'notificationType is missing' });
      return;
    }
    const secret = this.shares.get(providerId)?.sharedSecret;
    const accepted =
      secret !== undefined && notification.sharedSecret === secret;
    this.notifications.push({
      notificationType,
      providerId,
      notification,
      accepted
    });
    this.arrivals.emit('notification');
    response.status(accepted ? 201 : 403).json({});
  }

  private exchange(request: Request, response: Response): void {
    const { code } = (request.body ?? {}) as { code?: unknown };
    const share = this.shares.withSecret(String(code));
    if (this.tokenSeconds === null || share === undefined) {
      response.status(400).json({ error: 'invalid_grant' });
      return;
    }
    response.json({
      access_token: share.tokens.give(this.tokenSeconds),
      token_type: 'Bearer',
      expires_in: this.tokenSeconds
    });
  }

  private discovery(request: Request): Record<string, unknown> {
    return {
      enabled: true,
      apiVersion: '1.3.0',
      endPoint: `https://${this.host}/ocm`,
      provider: this.name,
      resourceTypes: ['file', 'folder'].map(name => ({
        name,
        shareTypes: ['user'],
        protocols: { webdav: webdavRoot }
      })),
      capabilities: [
        'notifications',
        'protocol-object',
        ...(this.tokenSeconds === null ? [] : ['exchange-token'])
      ],
      ...(this.tokenSeconds === null
        ? {}
        : {
            // Wherever it was asked, so that no name has to be resolved.
            tokenEndPoint: `${request.protocol}://${request.get('host')}/ocm/token`
          }),
      criteria: []
    };
  }
}

async function post(
  url: string,
  body: object
): Promise<{ status: number; body: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  return { status: answer.status, body: await answer.text() };
}
