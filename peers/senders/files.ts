import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type {
  IncomingMessage,
  OutgoingHttpHeaders,
  Server,
  ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import FileSystemAdapter from '@nephele/adapter-file-system';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import nephele from 'nephele';
import type { Authenticator } from 'nephele';

import { listenOnLoopback } from '../loopback/index.ts';
import { Checksums } from './checksums.ts';
import type { Credentials, Dialect } from './dialect.ts';
import { davError, multistatus, namesIn, readEntries } from './multistatus.ts';
import { folderOf } from './share.ts';
import type { Share } from './share.ts';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND']);
/** What the server behind says of itself, and what this one says instead. */
const ownHeaders = ['server', 'x-powered-by', 'content-location', 'location'];

/** A request that may go on, with where. */
interface Visit {
  share: Share;
  /** Path at the server behind. */
  path: string;
  destination?: string;
}

/**
 * Files of shares over WebDAV: a complete server behind, nephele, that knows
 * only folders, and in front of it the dialect: who gets in, where things lie,
 * what they are called and what may be done with them.
 */
export class SharedFiles {
  private readonly dialect: Dialect;
  private readonly checksums: Checksums;
  private readonly roots = new Map<Share, string>();
  private readonly behind: Express = express();
  private readonly server: Server = createServer(this.behind);

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    this.checksums = new Checksums(dialect.checksums);
  }

  async start(): Promise<void> {
    await listenOnLoopback(this.server);
  }

  /** Serves one more share. */
  add(share: Share): void {
    // Nobody who comes by another way than the front knows the path.
    const root = `/${randomUUID()}`;
    this.roots.set(share, root);
    const handler: unknown = nephele({
      adapter: new FileSystemAdapter({ root: folderOf(share) }),
      authenticator: new Anybody()
    });
    this.behind.use(root, handler as RequestHandler);
  }

  /** Serves a share no longer. */
  remove(share: Share): void {
    this.roots.delete(share);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** Answers a request, whoever sends it. */
  async handle(
    incoming: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const visit = this.admit(incoming);
    if (typeof visit === 'number') {
      if (visit === 401) {
        response.setHeader('www-authenticate', 'Basic realm="OCM"');
      }
      refuse(response, visit);
      return;
    }
    const said = saidIn(incoming);
    const body = said === undefined ? undefined : await buffer(incoming);
    if (body && !this.checksums.admits(said, body)) {
      refuse(
        response,
        400,
        'The computed checksum does not match the one received from the client.'
      );
      return;
    }
    const answer = await this.forward(incoming, visit, body);
    const status = answer.statusCode ?? 500;
    if (status >= 400) {
      answer.resume();
      refuse(response, status);
      return;
    }
    const { headers } = answer;
    for (const name of ownHeaders) {
      delete headers[name];
    }
    if (status !== 207) {
      const file = this.onDisk(visit.share, visit.path);
      if (incoming.method === 'PUT') {
        this.checksums.written(file, said);
      }
      const told =
        incoming.method === 'GET' ? await this.checksums.of(file) : undefined;
      // ownCloud tells one here, Nextcloud all that it has.
      const one =
        this.dialect.checksums === 'computed' ? told?.split(' ', 1)[0] : told;
      if (one !== undefined) {
        headers['oc-checksum'] = one;
      }
      response.writeHead(status, headers);
      await pipeline(answer, response);
      return;
    }
    const wanted = namesIn(await text(incoming));
    const listing = await this.listing(visit, await text(answer), wanted);
    response
      .writeHead(207, { 'content-type': 'application/xml; charset=utf-8' })
      .end(listing);
  }

  /** Where a request goes, or the status it is refused with. */
  private admit(incoming: IncomingMessage): Visit | number {
    const { method = 'GET', headers } = incoming;
    const path = (incoming.url ?? '/').split('?', 1)[0] ?? '/';
    const credentials = credentialsOf(headers.authorization ?? '');
    const share = [...this.roots.keys()].find(
      candidate =>
        below(this.dialect.place(candidate), path) !== undefined &&
        credentials !== undefined &&
        this.dialect.opens(candidate, credentials)
    );
    if (share === undefined) {
      return 401;
    }
    const inside = this.inside(share, path);
    if (inside === undefined) {
      return 404;
    }
    if (!readingMethods.has(method) && !share.writable) {
      return 403;
    }
    if (typeof headers.destination !== 'string') {
      return { share, path: inside };
    }
    const to = this.inside(share, new URL(headers.destination).pathname);
    return to === undefined ? 403 : { share, path: inside, destination: to };
  }

  /** The path behind of a path in front; undefined when nothing is there. */
  private inside(share: Share, path: string): string | undefined {
    const root = this.roots.get(share) ?? '';
    const rest = below(this.dialect.place(share), path);
    if (rest === undefined) {
      return undefined;
    }
    const file = `${root}/${encodeURIComponent(share.name)}`;
    const isRoot = rest === '' || rest === '/';
    if (share.kind === 'folder') {
      return root + rest;
    }
    if (this.dialect.fileLayout === 'root') {
      return isRoot ? file : undefined;
    }
    return isRoot ? `${root}/` : root + rest === file ? file : undefined;
  }

  /** Where the file is that a path behind leads to. */
  private onDisk(share: Share, path: string): string {
    const rest = path.slice(this.roots.get(share)?.length);
    return join(folderOf(share), decodeURIComponent(rest));
  }

  private async forward(
    incoming: IncomingMessage,
    { path, destination }: Visit,
    body: Buffer | undefined
  ): Promise<IncomingMessage> {
    const { port } = this.server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const headers: OutgoingHttpHeaders = { ...incoming.headers };
    delete headers.authorization;
    delete headers.host;
    if (destination !== undefined) {
      headers.destination = origin + destination;
    }
    const method = incoming.method ?? 'GET';
    if (method === 'PROPFIND') {
      // Everything is asked for behind; the front leaves out what was not.
      delete headers['content-length'];
      delete headers['transfer-encoding'];
    }
    const outgoing = ask(origin + path, { method, headers });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    if (method === 'PROPFIND' || body) {
      outgoing.end(body);
    } else {
      // A refusal may come before everything was read; the answer tells.
      pipeline(incoming, outgoing).catch(() => undefined);
    }
    const [answer] = await answered;
    return answer;
  }

  private async listing(
    { share, path }: Visit,
    xml: string,
    wanted: readonly string[] | undefined
  ): Promise<string> {
    const root = this.roots.get(share) ?? '';
    const file = `${root}/${encodeURIComponent(share.name)}`;
    const place = this.dialect.place(share);
    const atRoot = share.kind === 'file' && this.dialect.fileLayout === 'root';
    const told = new Map<string, string>();
    const entries = [];
    for (const entry of readEntries(xml)) {
      if (share.kind === 'folder' || [path, file].includes(entry.path)) {
        const shown = atRoot
          ? `${place}/`
          : place + entry.path.slice(root.length);
        const checksums = wanted?.includes('checksums')
          ? await this.checksums.of(this.onDisk(share, entry.path))
          : undefined;
        if (checksums !== undefined) {
          told.set(shown, checksums);
        }
        entries.push({ ...entry, path: shown });
      }
    }
    return multistatus(
      entries,
      ({ isFolder, path: at }) => {
        const rights = this.dialect.rights(share, isFolder);
        const more = { ...rights.more, 'oc:fileid': this.dialect.fileIdOf(at) };
        return { ...rights, more, checksums: told.get(at) };
      },
      wanted
    );
  }
}

/** What a request says of the bytes that it brings. */
function saidIn({ method, headers }: IncomingMessage): string | undefined {
  const said = headers['oc-checksum'];
  return method === 'PUT' && typeof said === 'string' ? said : undefined;
}

/** The front has asked already. */
class Anybody implements Authenticator {
  async authenticate(): ReturnType<Authenticator['authenticate']> {
    return { username: 'recipient' };
  }

  async cleanAuthentication(): Promise<void> {
    // Nothing is kept between requests.
  }
}

function credentialsOf(authorization: string): Credentials | undefined {
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { scheme: 'bearer', secret: value };
    case 'basic': {
      const [name = ''] = Buffer.from(value, 'base64').toString().split(':', 1);
      return { scheme: 'basic', secret: name };
    }
    default:
      return undefined;
  }
}

/** What follows a place in a path; undefined when the path is elsewhere. */
function below(place: string, path: string): string | undefined {
  return path === place || path.startsWith(`${place}/`)
    ? path.slice(place.length)
    : undefined;
}

function refuse(
  response: ServerResponse,
  status: number,
  message?: string
): void {
  response
    .writeHead(status, { 'content-type': 'application/xml; charset=utf-8' })
    .end(davError(status, message));
}
