import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { slowed } from '../origin/faults.ts';
import { error } from './answers.ts';
import type { Answer } from './answers.ts';

/** What goes wrong. */
export type FaultKind =
  /** 429; nothing happened. */
  | 'too-many-requests'
  /** 503; nothing happened. */
  | 'unavailable'
  /** A page for a browser, with 200; nothing happened. */
  | 'html'
  /** The connection ends before anything happened. */
  | 'lost-before'
  /** All happened, and the connection ends without an answer. */
  | 'lost-after-commit'
  /** Every checksum in the answer is another. */
  | 'wrong-checksum'
  /** The answer takes its time. */
  | 'slow-body';

/** A fault, and which requests it happens to. */
export interface Fault {
  kind: FaultKind;
  method?: string;
  /** Matches the path, of the installation or of the store. */
  path?: RegExp;
  /** How many requests it happens to; default one. */
  times?: number;
  /** Seconds after which a busy one wants to be asked again. */
  retryAfter?: number;
  /** Bytes a second of a slow answer. */
  bytesPerSecond?: number;
}

/** The faults that a test switched on, the first that fits counts. */
export class Faults {
  private readonly list: (Fault & { left: number })[] = [];

  add(fault: Fault): void {
    this.list.push({ ...fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.list.length = 0;
  }

  /** The fault that happens to a request, used up by it. */
  next(method: string, path: string): Fault | undefined {
    const found = this.list.find(
      fault =>
        fault.left > 0 &&
        (fault.method ?? method) === method &&
        (fault.path?.test(path) ?? true)
    );
    if (found) {
      found.left -= 1;
    }
    return found;
  }

  /** Answers in place of the installation; false where it has to answer. */
  async instead(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<boolean> {
    switch (fault.kind) {
      case 'too-many-requests':
        request.resume();
        send(response, {
          ...error(429, 'Too Many Requests'),
          headers: { 'retry-after': String(fault.retryAfter ?? 1) }
        });
        return true;
      case 'unavailable':
        request.resume();
        send(response, {
          ...error(503, 'Service Unavailable'),
          headers: { 'retry-after': String(fault.retryAfter ?? 1) }
        });
        return true;
      case 'html':
        await buffer(request);
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Maintenance</title><h1>Soon</h1>');
        return true;
      case 'lost-before':
        response.destroy();
        return true;
      case 'lost-after-commit':
      case 'wrong-checksum':
      case 'slow-body':
        return false;
    }
  }

  /** Sends an answer with what the fault makes of it. */
  async send(
    fault: Fault | undefined,
    response: ServerResponse,
    answer: Answer
  ): Promise<void> {
    if (fault?.kind === 'lost-after-commit') {
      response.destroy();
    } else if (fault?.kind === 'slow-body') {
      const bytes = Buffer.from(JSON.stringify(answer.body ?? null));
      response.writeHead(answer.status, headersOf(answer));
      const rate = fault.bytesPerSecond ?? 100;
      const chunks = slowed(Readable.from([bytes]), rate);
      for await (const chunk of chunks) {
        response.write(chunk);
      }
      response.end();
    } else {
      const wrong = fault?.kind === 'wrong-checksum';
      send(response, wrong ? withWrongChecksums(answer) : answer);
    }
  }
}

function headersOf({ text, headers }: Answer): Record<string, string> {
  const type = text === undefined ? 'application/json' : 'text/plain';
  return { 'content-type': type, ...headers };
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer));
  response.end(
    answer.text ??
      (answer.body === undefined ? undefined : JSON.stringify(answer.body))
  );
}

function withWrongChecksums(answer: Answer): Answer {
  const text = JSON.stringify(answer.body, (key, value: unknown) => {
    const wrong = typeof value === 'string' && /^[0-9a-f]{32,128}$/.test(value);
    return wrong && (key === 'md5' || key === 'value')
      ? '0'.repeat(value.length)
      : value;
  });
  return { ...answer, body: JSON.parse(text) as unknown };
}
