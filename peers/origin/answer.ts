import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Behaviour, RecordedRequest } from './behaviour.ts';
import { bodyOf } from './body.ts';
import type { Body } from './body.ts';
import { deliver } from './delivery.ts';
import { gzipped } from './faults.ts';

/** What answers a request besides its behaviour. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  recorded: RecordedRequest;
  /** Folder that relative files lie in. */
  folder: string;
  /** Breaks the connection so that the caller sees a reset. */
  reset: () => void;
}

type Headers = Record<string, string | string[]>;

interface Span {
  start: number;
  end: number;
}

/** Answers one request as its behaviour says. */
export async function answer(
  exchange: Exchange,
  behaviour: Behaviour
): Promise<void> {
  const { request, response, recorded } = exchange;
  if (request.method === 'HEAD' && behaviour.head === false) {
    return finishEmpty(exchange, behaviour, 405, { allow: 'GET' });
  }
  if (behaviour.redirect !== undefined) {
    return finishEmpty(exchange, behaviour, behaviour.status ?? 302, {
      location: behaviour.redirect
    });
  }

  const body = await bodyOf(behaviour, exchange.folder);
  const status = behaviour.status ?? 200;
  const rangeable = canBeRanged(behaviour, body, status);
  const span = rangeable ? requestedSpan(request, behaviour, body) : 'whole';
  if (span === 'unsatisfiable') {
    return finishEmpty(exchange, behaviour, 416, {
      'content-range': `bytes */${body.size}`
    });
  }

  const { start, end } = span === 'whole' ? { start: 0, end: body.size } : span;
  const headers = baseHeaders(behaviour, body, rangeable);
  if (span !== 'whole') {
    headers['content-range'] = `bytes ${start}-${end - 1}/${body.size}`;
  }
  if (behaviour.gzip) {
    headers['content-encoding'] = 'gzip';
  }
  const length = behaviour.contentLength ?? trueLength(behaviour, start, end);
  if (length !== false) {
    headers['content-length'] = String(length);
  }
  if (typeof behaviour.contentLength === 'number') {
    // A length that is not true leaves the connection of no further use.
    headers['connection'] = 'close';
  }
  recorded.status = span === 'whole' ? status : 206;
  response.writeHead(recorded.status, withGiven(headers, behaviour));
  if (request.method === 'HEAD') {
    response.end();
    recorded.finished = true;
    return;
  }
  const plain = body.read(start, end);
  const chunks = behaviour.gzip ? gzipped(plain) : plain;
  await deliver(exchange, behaviour, chunks, start);
}

function finishEmpty(
  { response, recorded }: Exchange,
  behaviour: Behaviour,
  status: number,
  headers: Headers
): void {
  recorded.status = status;
  const all = { ...headers, 'content-length': '0' };
  response.writeHead(status, withGiven(all, behaviour));
  response.end();
  recorded.finished = true;
}

function baseHeaders(
  behaviour: Behaviour,
  body: Body,
  rangeable: boolean
): Headers {
  const headers: Headers = {
    'content-type': behaviour.contentType ?? body.contentType
  };
  if (rangeable) {
    headers['accept-ranges'] = 'bytes';
  }
  const etag = behaviour.etag ?? body.etag;
  if (etag !== false) {
    headers['etag'] = etag;
  }
  if (behaviour.lastModified !== undefined) {
    headers['last-modified'] = behaviour.lastModified;
  }
  if (behaviour.attachment !== undefined) {
    headers['content-disposition'] = disposition(behaviour.attachment);
  }
  return headers;
}

/** RFC 6266: a plain name for all, and the exact one for those who can. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&');
  const exact = encodeURIComponent(name);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** The headers with those that the behaviour sets or takes away. */
function withGiven(headers: Headers, behaviour: Behaviour): Headers {
  const all = { ...headers };
  for (const [name, value] of Object.entries(behaviour.headers ?? {})) {
    if (value === null) {
      delete all[name.toLowerCase()];
    } else {
      all[name.toLowerCase()] = value;
    }
  }
  return all;
}

function trueLength(
  behaviour: Behaviour,
  start: number,
  end: number
): number | false {
  const length = end - start;
  return behaviour.gzip || !Number.isFinite(length) ? false : length;
}

function canBeRanged(behaviour: Behaviour, body: Body, status: number) {
  return (
    behaviour.ranges !== false &&
    !behaviour.gzip &&
    status === 200 &&
    Number.isFinite(body.size)
  );
}

/** RFC 9110 section 14; several ranges at once are answered whole. */
function requestedSpan(
  request: IncomingMessage,
  behaviour: Behaviour,
  body: Body
): Span | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (first + last === '' || !stillTheSame(request, behaviour, body)) {
    return 'whole';
  }
  const start =
    first === '' ? Math.max(0, body.size - Number(last)) : Number(first);
  const end =
    first === '' || last === ''
      ? body.size
      : Math.min(Number(last) + 1, body.size);
  return start < end ? { start, end } : 'unsatisfiable';
}

/** RFC 9110 section 13.1.5: only a strong tag or the exact date will do. */
function stillTheSame(
  request: IncomingMessage,
  behaviour: Behaviour,
  body: Body
): boolean {
  const condition = request.headers['if-range'];
  if (typeof condition !== 'string' || behaviour.ignoresIfRange) {
    return true;
  }
  const etag = behaviour.etag ?? body.etag;
  const strong = etag !== false && !etag.startsWith('W/');
  return (strong && condition === etag) || condition === behaviour.lastModified;
}
