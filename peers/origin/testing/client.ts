import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent as HttpAgent, get as httpGet, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Socket } from 'node:net';

import type { Origin } from '../index.ts';

/** An answer as a caller of the origin sees it. */
export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body; with `hashOnly` its SHA-256 in hexadecimal. */
  body: Buffer;
  /** Whether the connection broke before the body was whole. */
  aborted: boolean;
}

interface GetOptions {
  headers?: Record<string, string>;
  method?: string;
  trust?: boolean;
  hashOnly?: boolean;
}

/** Asks the origin for an address, as a client behind its proxy does. */
export async function get(
  origin: Origin,
  url: string,
  options: GetOptions = {}
): Promise<Received> {
  const { protocol, hostname, host, port } = new URL(url);
  const { headers = {}, method = 'GET' } = options;
  const proxy = new URL(origin.proxyUrl);
  if (protocol === 'http:') {
    return receive(
      httpGet({
        host: proxy.hostname,
        port: proxy.port,
        path: url,
        headers: { ...headers, host },
        method,
        agent: new HttpAgent()
      }),
      options
    );
  }
  const tunnel = request({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: `${hostname}:${port || 443}`
  }).end();
  const [answer, socket]: [IncomingMessage, Socket] = (await once(
    tunnel,
    'connect'
  )) as [IncomingMessage, Socket];
  // The TLS connection above it reports the same error.
  socket.on('error', () => socket.destroy());
  if (answer.statusCode !== 200) {
    socket.destroy();
    throw new Error(`The proxy answered ${answer.statusCode}`);
  }
  return receive(
    httpsGet(url, {
      socket,
      agent: false,
      headers,
      method,
      ...(options.trust === false ? {} : { ca: origin.certificate })
    } as object),
    options
  );
}

async function receive(
  asked: ReturnType<typeof httpGet>,
  { hashOnly }: GetOptions
): Promise<Received> {
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  // From here on the answer itself tells of a broken connection.
  asked.on('error', () => undefined);
  const chunks: Buffer[] = [];
  const hash = createHash('sha256');
  let aborted = false;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (!hashOnly) {
        chunks.push(chunk);
      }
    }
  } catch (error) {
    if (hashOnly) {
      throw error;
    }
    aborted = true;
  }
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: hashOnly ? Buffer.from(hash.digest('hex')) : Buffer.concat(chunks),
    aborted
  };
}
