/**
 * A server on loopback that answers as a test wants, and a storage that asks
 * it for a share at `/dav/share`.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import type { TestContext } from 'node:test';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';
import type { Storage } from '../storage.ts';
import type { MultistatusLimits } from '../webdav/multistatus.ts';
import type { WebDavStorageOptions } from '../webdav/webdav-storage.ts';
import { localClient, webDavAt } from './webdav.ts';

export type Answer = (
  request: IncomingMessage,
  response: ServerResponse
) => void;

export interface Hostile {
  storage: Storage;
  url: string;
  /** `METHOD path` of every request, oldest first. */
  requests: string[];
}

/** Starts the server; it is stopped when the test ends. */
export async function hostile(
  test: TestContext,
  answer: Answer,
  limits?: MultistatusLimits,
  options: Partial<WebDavStorageOptions> = {}
): Promise<Hostile> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    answer(request, response);
  });
  const port = await listenOnLoopback(server);
  const outbound = localClient({ timeoutSeconds: 1, idleSeconds: 1 });
  const url = `http://127.0.0.1:${port}/dav/share`;
  const storage = webDavAt(url, outbound, {
    authorization: 'Bearer a-secret',
    label: 'cloud.example.org',
    ...(limits ? { limits } : {}),
    ...options
  });
  test.after(async () => {
    await storage.close();
    await outbound.close();
    server.close();
    server.closeAllConnections();
  });
  return { storage, url, requests };
}

const HEAD = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">';

/** A multistatus document of these items. */
export function document(...items: string[]): string {
  return `${HEAD}${items.join('')}</d:multistatus>`;
}

/** One item; the properties are XML. */
export function item(href: string, properties = FILE): string {
  return `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}

export const FILE =
  '<d:resourcetype/><d:getcontentlength>4</d:getcontentlength><d:getetag>"e1"</d:getetag>';
export const FOLDER = '<d:resourcetype><d:collection/></d:resourcetype>';
export const SELF = item('/dav/share/', FOLDER);
export const GOOD = item('/dav/share/good.txt');

/** Answers with a document, whatever is asked. */
export function says(xml: string | Buffer, status = 207): Answer {
  return (request, response) => {
    request.resume();
    response.writeHead(status, {
      'content-type': 'application/xml; charset=utf-8'
    });
    response.end(xml);
  };
}

/** Answers PROPFIND about one file of 10 bytes, and lets others answer. */
export function withFile(
  others: (
    response: ServerResponse,
    headers: IncomingHttpHeaders,
    method: string
  ) => void,
  etag: () => string = () => 'e1'
): Answer {
  return (request, response) => {
    const { method = '', headers, url = '' } = request;
    request.resume();
    if (method !== 'PROPFIND') {
      others(response, headers, method);
      return;
    }
    const isFile = url.endsWith('/file');
    response.writeHead(
      isFile || url.endsWith('/share/') || url.endsWith('/share') ? 207 : 404,
      {
        'content-type': 'application/xml'
      }
    );
    response.end(
      isFile
        ? document(
            item(
              url,
              `<d:resourcetype/><d:getcontentlength>10</d:getcontentlength><d:getlastmodified>Mon, 02 Nov 2026 10:00:00 GMT</d:getlastmodified><d:getetag>"${etag()}"</d:getetag>`
            )
          )
        : document(item(url, FOLDER))
    );
  };
}
