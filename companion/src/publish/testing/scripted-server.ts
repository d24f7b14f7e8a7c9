/**
 * A server that says what a test wants it to say, and remembers what it heard:
 * for answers that no healthy repository gives.
 */
import {
  createServer,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';

export interface Heard {
  method: string;
  /** With its query, after `/api`. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Said {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Ends the connection instead, after the request was read. */
  lost?: boolean;
  /** Takes nothing of the body, and says nothing. */
  silent?: boolean;
}

export class ScriptedServer {
  readonly heard: Heard[] = [];
  private readonly script: Readonly<Record<string, Said | Said[]>>;
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });
  url = '';

  private constructor(script: Readonly<Record<string, Said | Said[]>>) {
    this.script = script;
  }

  /**
   * @param script answers by `METHOD path`; of a list one after another, the
   * last of them for good. 404 for all else.
   */
  static async start(
    script: Readonly<Record<string, Said | Said[]>>
  ): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(script);
    scripted.url = `http://127.0.0.1:${await listenOnLoopback(scripted.server)}`;
    return scripted;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** `METHOD path` of all requests so far. */
  get asked(): string[] {
    return this.heard.map(({ method, path }) => `${method} ${path}`);
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const method = request.method ?? '';
    const path = (request.url ?? '').replace(/^\/api/u, '');
    const heard = { method, path, headers: request.headers, body: '' };
    const before = this.asked.filter(one => one === `${method} ${path}`).length;
    this.heard.push(heard);
    const lines = [this.script[`${method} ${path}`] ?? { status: 404 }].flat();
    const said = lines[Math.min(before, lines.length - 1)] ?? {};
    if (said.silent === true) {
      return;
    }
    heard.body = (await buffer(request)).toString('utf8');
    if (said.lost === true) {
      request.socket.destroy();
      return;
    }
    response.writeHead(said.status ?? 200, {
      'content-type':
        said.text === undefined ? 'application/json' : 'text/html',
      ...said.headers
    });
    response.end(said.text ?? JSON.stringify(said.json ?? {}));
  }
}
