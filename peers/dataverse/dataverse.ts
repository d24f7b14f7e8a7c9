import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { listenOnLoopback } from '../loopback/index.ts';
import { frameError, Refused, serverFailed } from './answers.ts';
import type { Answer } from './answers.ts';
import type { LockReason } from './dataset.ts';
import { Datasets } from './datasets.ts';
import { DirectUploads } from './direct-uploads.ts';
import { Faults } from './faults.ts';
import type { Fault } from './faults.ts';
import type { Installation } from './installation.ts';
import { People } from './people.ts';
import { ROUTES } from './routes.ts';
import { settingsOf } from './settings.ts';
import type { DataverseOptions } from './settings.ts';
import { Storage } from './storage.ts';

/** A Dataverse installation, on loopback, with its object store. */
export class Dataverse {
  /** Where it is; without a slash at the end. */
  readonly url: string;

  private readonly server: Server;
  private readonly installation: Installation;
  private readonly faults: Faults;

  private constructor(
    url: string,
    server: Server,
    installation: Installation,
    faults: Faults
  ) {
    this.url = url;
    this.server = server;
    this.installation = installation;
    this.faults = faults;
    server.on('request', (request, response) => {
      void this.take(request, response).catch(() => response.destroy());
    });
  }

  /** Starts an installation; it listens on 127.0.0.1 only. */
  static async start(options: DataverseOptions = {}): Promise<Dataverse> {
    const settings = settingsOf(options);
    const storage = await Storage.open(settings);
    const faults = new Faults();
    const uploads = new DirectUploads(settings, storage, faults);
    await uploads.start();
    const server = createServer();
    const port = await listenOnLoopback(server);
    const people = new People(settings.people);
    const datasets = new Datasets();
    return new Dataverse(
      `http://127.0.0.1:${port}`,
      server,
      { settings, people, datasets, storage, uploads },
      faults
    );
  }

  /** The token of somebody: of alice, bob or carol, where none were named. */
  token(username: string): string {
    return this.installation.people.named(username).token;
  }

  /** Ends somebody's token, as a year does. */
  expire(username: string): void {
    this.installation.people.named(username).expires = new Date(0);
  }

  /** Lets something go wrong; faults are used up in their order. */
  fail(fault: Fault): void {
    this.faults.add(fault);
  }

  /** Lets nothing go wrong any more. */
  heal(): void {
    this.faults.clear();
  }

  /** Locks a dataset until `unlock`, as something inside it would. */
  lock(doi: string, reason: LockReason): void {
    const dataset = this.installation.datasets.named(doi);
    dataset.lock(reason, dataset.owner, reason, null);
  }

  /** Takes a lock off, as a superuser can. */
  unlock(doi: string, reason: LockReason): void {
    this.installation.datasets.named(doi).unlock(reason);
  }

  /** Takes back what was published, as those who run it can. */
  withdraw(doi: string): void {
    for (const version of this.installation.datasets.named(doi).versions) {
      version.state = 'DEACCESSIONED';
    }
  }

  /** Uploads in parts that were neither completed nor aborted. */
  get unfinishedUploads(): number {
    return this.installation.uploads.unfinished;
  }

  /** Whether a token was sent to the object store, which is another's host. */
  get leakedToken(): boolean {
    return this.installation.uploads.sawToken;
  }

  /** Ends all connections, frees the ports and forgets all. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    await this.installation.uploads.stop();
    await this.installation.storage.close();
  }

  private async take(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const fault = this.faults.next(request.method ?? '', url.pathname);
    if (fault && (await this.faults.instead(fault, request, response))) {
      return;
    }
    const answer = await this.answer(request, url);
    request.resume();
    await this.faults.send(fault, response, answer);
  }

  private async answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const here = ROUTES.filter(({ path }) => path.test(url.pathname));
    const route = here.find(({ method }) => method === request.method);
    if (!route) {
      return here.length === 0
        ? frameError(
            404,
            'API endpoint does not exist on this server. Please check your code for typos, or consult our API guide at http://guides.dataverse.org.'
          )
        : frameError(
            405,
            'API endpoint does not support this method. Consult our API guide at http://guides.dataverse.org.'
          );
    }
    const type = request.headers['content-type']?.split(';')[0]?.trim();
    if (route.takes !== undefined && type !== route.takes) {
      return frameError(415, 'HTTP 415 Unsupported Media Type');
    }
    const gaps = route.path.exec(url.pathname)?.slice(1) ?? [];
    const key = request.headers['x-dataverse-key'];
    const token = typeof key === 'string' ? key : url.searchParams.get('key');
    try {
      return await route.answer(this.installation, {
        request,
        query: url.searchParams,
        path: gaps.map(decodeURIComponent),
        person: this.installation.people.withToken(token)
      });
    } catch (fault) {
      if (fault instanceof Refused) {
        return fault.answer;
      }
      if (!request.destroyed) {
        process.stderr.write(`${String(fault)}\n`);
      }
      return serverFailed();
    }
  }
}
