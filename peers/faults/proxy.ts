import { Agent, createServer, request as ask } from 'node:http';
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  Server,
  ServerResponse
} from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { listenOnLoopback } from '../loopback/index.ts';

/** What goes wrong with one request. */
export type Fault =
  /** The connection breaks before the server hears of the request. */
  | { type: 'reset-before' }
  /** The server gets half of what is sent, then the connection breaks. */
  | { type: 'reset-within' }
  /** The server does its work, and its answer is lost. */
  | { type: 'lost-answer' }
  /** Half of the answer arrives, then the connection breaks. */
  | { type: 'reset-answer' }
  /** Half of the answer arrives and ends as if that were all. */
  | { type: 'truncate' }
  /** Half of the answer arrives and nothing more. */
  | { type: 'stall' }
  /** The server never hears of the request, and nobody answers. */
  | { type: 'silence' }
  /** Somebody in between refuses the request. */
  | {
      type: 'status';
      status: number;
      headers?: Record<string, string>;
      body?: string;
    }
  /** One byte of what is sent is another one when it arrives. */
  | { type: 'flip' }
  /** The server does its work, and somebody in between says it failed. */
  | { type: 'status-after'; status: number };

/** One of each kind. */
export const FAULTS: readonly Fault[] = [
  { type: 'reset-before' },
  { type: 'reset-within' },
  { type: 'lost-answer' },
  { type: 'reset-answer' },
  { type: 'truncate' },
  { type: 'stall' },
  { type: 'silence' },
  ...[401, 412, 423, 429, 503, 507].map(
    status => ({ type: 'status', status }) as const
  ),
  ...[500, 502, 504].map(status => ({ type: 'status-after', status }) as const)
];

/** What is to go wrong with a request; null: nothing. */
export type Choice = (method: string, path: string) => Fault | null;

/** Stands between a client and a server and makes requests go wrong. */
export class FaultProxy {
  /** Milliseconds that each request is held back. */
  latency = 0;
  choose: Choice = () => null;
  /** Faults that happened, by their type. */
  readonly happened = new Map<string, number>();
  /** Bytes that were sent as files, whether they arrived or not. */
  fileBytes = 0;

  private readonly target: URL;
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(target: string) {
    this.target = new URL(target);
    this.server = createServer((request, response) => {
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      void this.pass(request, response);
    });
  }

  /** Listens on 127.0.0.1, in front of the server at an address. */
  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await listenOnLoopback(proxy.server);
    return proxy;
  }

  /** Address to be asked instead of the server's. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.target.pathname}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
    await once(this.server, 'close');
  }

  private async pass(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    if (this.latency > 0) {
      await pause(this.latency);
    }
    if (request.headers['content-type'] === 'application/octet-stream') {
      this.fileBytes += Number(request.headers['content-length'] ?? 0);
    }
    const fault = this.choose(request.method ?? '', request.url ?? '');
    if (fault !== null) {
      this.happened.set(fault.type, (this.happened.get(fault.type) ?? 0) + 1);
    }
    switch (fault?.type) {
      case 'silence':
        request.resume();
        break;
      case 'reset-before':
        response.socket?.resetAndDestroy();
        break;
      case 'status':
        request.resume();
        request.on('end', () => {
          response
            .writeHead(fault.status, fault.headers)
            .end(fault.body ?? 'injected');
        });
        break;
      default:
        this.forward(request, response, fault);
    }
  }

  private forward(
    request: IncomingMessage,
    response: ServerResponse,
    fault: Exclude<Fault, { type: 'status' }> | null | undefined
  ): void {
    const { method, url, headers } = request;
    const asked = ask(
      {
        host: this.target.hostname,
        port: this.target.port,
        method,
        path: url,
        headers,
        // A connection that was broken on purpose must not be used again.
        agent: fault?.type === 'reset-within' ? false : this.agent
      },
      answer => this.answer(answer, response, fault)
    );
    asked.on('error', () => response.socket?.resetAndDestroy());
    if (fault?.type !== 'reset-within') {
      const sent = fault?.type === 'flip' ? request.pipe(flipped()) : request;
      pipeline(sent, asked, () => undefined);
      return;
    }
    let left = Number(headers['content-length'] ?? 0) / 2;
    request.on('data', (chunk: Buffer) => {
      asked.write(chunk.subarray(0, Math.max(0, left)));
      left -= chunk.length;
      if (left <= 0) {
        asked.destroy();
      }
    });
    request.on('end', () => asked.destroy());
  }

  private answer(
    answer: IncomingMessage,
    response: ServerResponse,
    fault: Exclude<Fault, { type: 'status' }> | null | undefined
  ): void {
    const { statusCode = 502, headers } = answer;
    if (response.destroyed) {
      // Whoever asked has gone.
      answer.resume();
      return;
    }
    switch (fault?.type) {
      case 'lost-answer':
        answer.resume();
        answer.on('end', () => response.socket?.resetAndDestroy());
        break;
      case 'status-after':
        answer.resume();
        answer.on('end', () => response.writeHead(fault.status).end('lost'));
        break;
      case 'truncate':
      case 'reset-answer':
      case 'stall':
        this.half(answer, response, fault.type);
        break;
      default:
        response.writeHead(statusCode, this.renamed(headers));
        pipeline(answer, response, () => undefined);
    }
  }

  /** What is at the server is at the proxy, for whoever asks there. */
  private renamed(headers: IncomingHttpHeaders): IncomingHttpHeaders {
    const { location = '' } = headers;
    return location.startsWith(`${this.target.origin}/`)
      ? {
          ...headers,
          location:
            new URL(this.url).origin + location.slice(this.target.origin.length)
        }
      : headers;
  }

  private half(
    answer: IncomingMessage,
    response: ServerResponse,
    ending: 'truncate' | 'reset-answer' | 'stall'
  ): void {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const all = Buffer.concat(chunks);
      const headers = { ...answer.headers };
      if (ending === 'truncate') {
        // Nothing is to give away that there was more.
        delete headers['content-length'];
      }
      response.writeHead(answer.statusCode ?? 502, headers);
      const piece = all.subarray(0, all.length / 2);
      if (ending === 'truncate') {
        response.end(piece);
        return;
      }
      response.write(piece, () => {
        if (ending === 'reset-answer') {
          response.socket?.resetAndDestroy();
        }
      });
    });
  }
}

/** The last bit of the first byte is another one. */
function flipped(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _, callback) {
      const copy = Buffer.from(chunk);
      copy[0] = isFirst ? (copy[0] ?? 0) ^ 1 : (copy[0] ?? 0);
      isFirst = false;
      callback(null, copy);
    }
  });
}
