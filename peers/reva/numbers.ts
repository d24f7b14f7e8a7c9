/**
 * The way to a site on which files have numbers for ids, as at CERNBox, where
 * they are those of EOS: `homes$F5UG63LF!7`. On a local disk Reva has the path
 * of the file there. All else passes as it is.
 */
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http';
import { text } from 'node:stream/consumers';

import { listenOnLoopback } from '../loopback/index.ts';

const meta = '/remote.php/dav/meta/';

export class Numbers {
  /** Host and port. */
  readonly host: string;
  private readonly server: Server;
  private readonly target: string;
  /** What the site itself calls a file; its number is its place. */
  private readonly ids: string[] = [];

  private constructor(server: Server, port: number, target: string) {
    this.server = server;
    this.host = `127.0.0.1:${port}`;
    this.target = target;
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) =>
      this.pass(asked, answer)
    );
  }

  /** @param target - host and port of the site */
  static async start(target: string): Promise<Numbers> {
    // Clients decide when a connection has been idle for too long.
    const server = createServer({ keepAliveTimeout: 0 });
    return new Numbers(server, await listenOnLoopback(server), target);
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { headers, method = 'GET', url = '/' } = asked;
    const [hostname, port] = this.target.split(':');
    const onward = request(
      { agent: false, hostname, port, method, path: this.known(url), headers },
      response => {
        void this.answer(method, response, answer).catch(() =>
          answer.destroy()
        );
      }
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }

  private async answer(
    method: string,
    response: IncomingMessage,
    answer: ServerResponse
  ): Promise<void> {
    const { headers, statusCode = 502 } = response;
    const id = headers['oc-fileid'];
    if (typeof id === 'string') {
      headers['oc-fileid'] = this.numbered(id);
    }
    if (method !== 'PROPFIND') {
      answer.writeHead(statusCode, headers);
      response.pipe(answer);
      return;
    }
    const body = (await text(response)).replace(
      /(<oc:fileid>)([^<]+)/g,
      (_, tag: string, found: string) => tag + this.numbered(found)
    );
    delete headers['transfer-encoding'];
    headers['content-length'] = String(Buffer.byteLength(body));
    answer.writeHead(statusCode, headers).end(body);
  }

  /** `homes$F5UG63LF!fileid-…` with a number after the mark. */
  private numbered(id: string): string {
    const [space = '', file = ''] = id.split('!');
    const plain = file.replaceAll('&amp;', '&');
    const at = this.ids.indexOf(plain);
    return `${space}!${at === -1 ? this.ids.push(plain) - 1 : at}`;
  }

  /** A path with the site's own id for a number. */
  private known(path: string): string {
    const [id = '', ...rest] = path.startsWith(meta)
      ? path.slice(meta.length).split('/')
      : [];
    const [space = '', number = ''] = decodeURIComponent(id).split('!');
    const own = this.ids[Number.parseInt(number, 10)];
    return own === undefined
      ? path
      : [`${meta}${encodeURIComponent(`${space}!${own}`)}`, ...rest].join('/');
  }
}
