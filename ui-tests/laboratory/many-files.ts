import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { listenOnLoopback } from '../../peers/loopback/index.ts';

/** Entries that are written at once. */
const batch = 500;

/**
 * A WebDAV server with one folder of very many files, which are only named:
 * real ones would take minutes to make and seconds to list.
 */
export class ManyFiles {
  /** Path of the folder. */
  readonly path = '/dav/many/';

  private readonly count: number;
  private readonly server: Server;

  private constructor(count: number) {
    this.count = count;
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  /** Starts a server; it listens on 127.0.0.1 only. */
  static async start(count: number): Promise<ManyFiles> {
    const files = new ManyFiles(count);
    await listenOnLoopback(files.server);
    return files;
  }

  /** Address of the server. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Name of the file with a number. */
  name(index: number): string {
    return `run-${index}.root`;
  }

  /** Ends all connections and frees the port. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    request.resume();
    if (request.method === 'OPTIONS') {
      response.writeHead(200, { dav: '1', allow: 'OPTIONS, PROPFIND' }).end();
      return;
    }
    if (request.method !== 'PROPFIND') {
      response.writeHead(405).end();
      return;
    }
    response.writeHead(207, { 'content-type': 'application/xml' });
    const isDeep = request.headers.depth !== '0';
    await pipeline(Readable.from(this.multistatus(isDeep)), response).catch(
      () => undefined
    );
  }

  private *multistatus(isDeep: boolean): Generator<string> {
    yield '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">';
    yield entry(this.path, '<d:resourcetype><d:collection/></d:resourcetype>');
    const count = isDeep ? this.count : 0;
    for (let start = 0; start < count; start += batch) {
      let text = '';
      for (
        let index = start;
        index < Math.min(start + batch, count);
        index += 1
      ) {
        // Not in the order in which they will be shown.
        const name = this.name((index * 7919) % count);
        text += entry(
          this.path + name,
          `<d:resourcetype/><d:getcontentlength>${index}</d:getcontentlength>` +
            `<d:getetag>"${index}"</d:getetag>`
        );
      }
      yield text;
    }
    yield '</d:multistatus>';
  }
}

function entry(path: string, properties: string): string {
  return (
    `<d:response><d:href>${path}</d:href><d:propstat><d:prop>${properties}` +
    '<d:getlastmodified>Sun, 22 Nov 2026 10:00:00 GMT</d:getlastmodified>' +
    '</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>'
  );
}
