import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer of a WebDAV server. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What goes with a request. */
export interface Asked {
  headers?: Record<string, string>;
  body?: string;
}

/** Asks below one address with one `Authorization`. */
export type Visitor = (
  method: string,
  path?: string,
  asked?: Asked
) => Promise<Answer>;

/**
 * Makes requests as they are written: no redirect is followed, no path is
 * made tidy, and no header comes from a library.
 */
export function visitor(base: string, authorization?: string): Visitor {
  return async (method, path = '', { headers = {}, body } = {}) => {
    const { hostname, port, pathname } = new URL(base);
    const sent = request({
      hostname,
      port,
      method,
      path: pathname + path,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined
          ? {}
          : { 'content-length': Buffer.byteLength(body) }),
        ...headers
      }
    });
    sent.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
    });
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: await text(answer)
    };
  };
}

/** The addresses in a multi-status answer, without origin. */
export function hrefsIn({ body }: Answer): string[] {
  return [...body.matchAll(/<(?:\w+:)?href>([^<]*)</g)].map(
    ([, href = '']) => new URL(href, 'http://host').pathname
  );
}

/** The first value of a property in a multi-status answer. */
export function propertyIn({ body }: Answer, name: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(body)?.[1];
}

/** `Authorization` with a secret as the name of the user, OCM 1.0. */
export function basic(secret: string): string {
  return `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;
}
