import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import type { CompanionEvent } from 'sciencemesh-contract';
import { CompanionClient } from '../companion/client';
import { CompanionEvents } from '../companion/events';
import { CompanionStatus } from '../companion/status';
import type { ICompanion } from '../tokens';

/** What tests translate with: English as it stands in the code. */
export const trans = nullTranslator.load('jupyterlab_sciencemesh');

type Answer = { readonly status: number; readonly body: unknown };
type Handler = (body: unknown) => Answer | Promise<Answer>;

/**
 * A Jupyter server that answers what a test told it to.
 */
export class TestServer {
  /**
   * Every request that came, e.g. `PATCH api/shares/1 {"hidden":true}`.
   */
  readonly requests: string[] = [];

  /**
   * Sockets that were opened, the newest last.
   */
  readonly sockets: TestSocket[] = [];

  /**
   * Whether requests get through at all.
   */
  isReachable = true;

  readonly settings = ServerConnection.makeSettings({
    baseUrl: 'http://jupyter.test/user/marie/',
    wsUrl: 'ws://jupyter.test/user/marie/',
    fetch: (input: RequestInfo | URL) => this._answer(input),
    Request: UnawareRequest,
    WebSocket: this._socketClass()
  });

  /**
   * Say what a request is answered.
   *
   * @param route - method and path below `sciencemesh/`
   */
  on(route: string, answer: unknown, status = 200): void {
    this._handlers.set(route, () => ({ status, body: answer }));
  }

  /**
   * Say how a request is answered.
   */
  handle(route: string, handler: Handler): void {
    this._handlers.set(route, handler);
  }

  /**
   * Send an event to the page that is connected.
   */
  push(event: CompanionEvent): void {
    this.sockets
      .at(-1)
      ?.onmessage?.(
        new MessageEvent('message', { data: JSON.stringify(event) })
      );
  }

  private async _answer(input: RequestInfo | URL): Promise<Response> {
    if (!this.isReachable) {
      throw new TypeError('Failed to fetch');
    }
    const request = input instanceof Request ? input : new Request(input);
    const url = new URL(request.url);
    const path = url.pathname.replace('/user/marie/sciencemesh/', '');
    const text = await request.text();
    // A number that only keeps caches away.
    const search = url.search.replace(/[?&]\d+$/, '');
    this.requests.push(
      [`${request.method} ${path}${search}`, text].filter(Boolean).join(' ')
    );
    const type = request.headers.get('content-type');
    if (text !== '' && type !== 'application/json') {
      // As the companion does, against forms of other sites.
      return new Response('', { status: 415 });
    }
    const handler = this._handlers.get(`${request.method} ${path}`);
    const { status, body } = handler
      ? await handler(text === '' ? undefined : JSON.parse(text))
      : { status: 404, body: '<html>Not found</html>' };
    return new Response(
      status === 204 || typeof body === 'string'
        ? (body as string) || null
        : JSON.stringify(body),
      { status }
    );
  }

  private _socketClass(): typeof WebSocket {
    const { sockets } = this;
    const open = class extends TestSocket {
      constructor(url: string | URL) {
        super(String(url));
        sockets.push(this);
      }
    };
    return open as unknown as typeof WebSocket;
  }

  private readonly _handlers = new Map<string, Handler>();
}

/**
 * A request that hears of no signal: those of jsdom are strange to Node.
 */
class UnawareRequest extends Request {
  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    super(input, { ...init, signal: null });
  }
}

/**
 * The page's end of a socket that a test opens and closes.
 */
export class TestSocket {
  constructor(readonly url: string) {}

  isClosed = false;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: MessageEvent<unknown>) => void) | null = null;

  close(): void {
    this.isClosed = true;
  }
}

/**
 * The companion behind a test server, running and connected.
 */
export async function connected(server: TestServer): Promise<ICompanion> {
  server.on('GET status', { state: 'running', message: '', reason: null });
  const client = new CompanionClient({
    serverSettings: server.settings,
    trans
  });
  const status = new CompanionStatus({ client, connection: null, trans });
  const events = new CompanionEvents({
    connection: null,
    pollingInterval: 10,
    serverSettings: server.settings,
    status
  });
  await status.refresh();
  server.sockets.at(-1)?.onopen?.();
  return { client, events, status };
}

/**
 * Let everything happen that waits for nothing but answers.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise(resolve => setTimeout(resolve));
  }
}
