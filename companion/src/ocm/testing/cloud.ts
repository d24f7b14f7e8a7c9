/**
 * A cloud on loopback that shares a few files over WebDAV, in the way of one
 * family of servers. Only what a receiver can tell apart is there.
 */
import {
  createServer,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';

export interface CloudOptions {
  /** Path of the WebDAV root. */
  root: string;
  /** Names below the root that lead to the share, without slashes around. */
  share: string;
  /** Files of the share by path; a file at '' makes it a file share. */
  files: Record<string, string>;
  /** `Authorization` headers that are taken. */
  takes: (header: string) => boolean;
  /** Replaces members of the discovery document. */
  document?: Record<string, unknown>;
  /** Path of the discovery document. */
  wellKnown?: string;
  /** Answers at the token end point, `/ocm/token`. */
  token?: (form: URLSearchParams) => { status: number; body: unknown };
  /** Of every item (`oc:permissions`). */
  permissions?: string;
  /** The folder of the share cannot be listed. */
  hidesFolder?: boolean;
  /** Status of all answers below the root: the server is in trouble. */
  failure?: number;
}

export class Cloud {
  /** `METHOD path authorization` of every request, oldest first. */
  readonly requests: string[] = [];
  options: CloudOptions;
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });

  constructor(options: CloudOptions) {
    this.options = options;
  }

  static async start(options: CloudOptions): Promise<Cloud> {
    const cloud = new Cloud(options);
    await listenOnLoopback(cloud.#server);
    return cloud;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Requests of one method. */
  asked(method: string): string[] {
    return this.requests.filter(line => line.startsWith(`${method} `));
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const { method = '', url = '/' } = request;
    const authorization = request.headers.authorization ?? '';
    this.requests.push(`${method} ${url} ${authorization}`.trim());
    const body = await text(request);
    const { document, wellKnown = '/.well-known/ocm', token } = this.options;
    if (url === wellKnown) {
      json(response, 200, { ...this.#document(), ...document });
    } else if (url === '/ocm/token' && token) {
      const answer = token(new URLSearchParams(body));
      json(response, answer.status, answer.body);
    } else if (!url.startsWith(this.options.root)) {
      response.writeHead(404).end('<html>nothing here</html>');
    } else if (this.options.failure !== undefined) {
      response.writeHead(this.options.failure).end();
    } else if (!this.options.takes(authorization)) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    } else {
      this.#dav(method, url, request.headers['depth'], response);
    }
  }

  #document(): Record<string, unknown> {
    const { root } = this.options;
    const types = ['file', 'folder'].map(name => ({
      name,
      shareTypes: ['user'],
      protocols: { webdav: root, 'webdav-receive': { uri: 'absolute' } }
    }));
    return {
      enabled: true,
      apiVersion: '1.2.0',
      endPoint: `${this.url}/ocm`,
      resourceTypes: types
    };
  }

  #dav(
    method: string,
    url: string,
    depth: string | string[] | undefined,
    response: ServerResponse
  ): void {
    const { root, share, files, hidesFolder } = this.options;
    const base = `${root}${share}`.replace(/\/+$/, '');
    const path = url.startsWith(base)
      ? decodeURIComponent(url.slice(base.length)).replace(/^\/|\/$/g, '')
      : null;
    const content = path === null ? undefined : files[path];
    const isFolder = path === '' && content === undefined;
    if (content === undefined && (!isFolder || hidesFolder)) {
      response.writeHead(404).end();
    } else if (method === 'GET' && content !== undefined) {
      response.writeHead(200, { etag: '"1"' }).end(content);
    } else if (method === 'PROPFIND') {
      const below =
        isFolder && depth === '1'
          ? Object.keys(files).map(name => this.#item(`${base}/${name}`, name))
          : [];
      const items = [this.#item(url, path ?? ''), ...below];
      response.writeHead(207, { 'content-type': 'application/xml' });
      response.end(
        `<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">${items.join('')}</d:multistatus>`
      );
    } else {
      response.writeHead(405).end();
    }
  }

  #item(href: string, path: string): string {
    const { files, permissions } = this.options;
    const content = files[path];
    const letters =
      permissions === undefined
        ? ''
        : `<oc:permissions>${permissions}</oc:permissions>`;
    const about =
      content === undefined
        ? '<d:resourcetype><d:collection/></d:resourcetype>'
        : `<d:resourcetype/><d:getcontentlength>${content.length}</d:getcontentlength><d:getetag>"1"</d:getetag>`;
    return `<d:response><d:href>${encodeURI(href)}</d:href><d:propstat><d:prop>${about}${letters}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** The value of a Basic header for a user without password. */
export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString('base64')}`;
}
