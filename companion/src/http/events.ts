/**
 * Tells every open page what happens, over WebSocket. Slow or dead listeners
 * are dropped: a page that comes back asks for the present state anyway.
 */
import type { CompanionEvent } from 'sciencemesh-contract';
import type { WebSocket } from 'ws';

const HEARTBEAT_MILLISECONDS = 30_000;
const GOODBYE_MILLISECONDS = 500;
/** What may wait for one listener before it is dropped. */
const MAXIMUM_BUFFER = 4 * 1024 * 1024;

export class EventHub {
  /** Listeners, and whether they answered the last heartbeat. */
  readonly #clients = new Map<WebSocket, { alive: boolean }>();
  readonly #hello: CompanionEvent;
  readonly #onCount: (count: number) => void;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param version of the companion, told first to every listener
   * @param onCount hears how many listeners there are
   */
  constructor(version: string, onCount: (count: number) => void = () => {}) {
    this.#hello = { type: 'hello', version };
    this.#onCount = onCount;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS);
    this.#timer.unref();
  }

  /** Takes a listener in until it leaves. */
  add(client: WebSocket): void {
    const state = { alive: true };
    this.#clients.set(client, state);
    client.on('pong', () => {
      state.alive = true;
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      this.#clients.delete(client);
      this.#onCount(this.#clients.size);
    });
    this.#onCount(this.#clients.size);
    client.send(JSON.stringify(this.#hello));
  }

  /** Whether a page is open. */
  get isHeard(): boolean {
    return this.#clients.size > 0;
  }

  /** Tells all listeners. */
  publish(event: CompanionEvent): void {
    if (this.#clients.size === 0) {
      return;
    }
    const text = JSON.stringify(event);
    for (const client of this.#clients.keys()) {
      if (client.bufferedAmount > MAXIMUM_BUFFER) {
        client.terminate();
      } else if (client.readyState === client.OPEN) {
        client.send(text);
      }
    }
  }

  /** Says goodbye; who does not answer is dropped. */
  close(): void {
    clearInterval(this.#timer);
    for (const client of this.#clients.keys()) {
      client.close(1001, 'The companion is stopping.');
      setTimeout(() => client.terminate(), GOODBYE_MILLISECONDS).unref();
    }
  }

  #beat(): void {
    for (const [client, state] of this.#clients) {
      if (!state.alive) {
        client.terminate();
        continue;
      }
      state.alive = false;
      client.ping();
    }
  }
}
