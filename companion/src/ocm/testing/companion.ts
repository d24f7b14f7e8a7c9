/**
 * A whole companion inside the test's process, with both listeners on free
 * ports and a data folder of its own.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pino from 'pino';
import type {
  CompanionEvent,
  Config,
  Share,
  ShareList,
  Transfer
} from 'sciencemesh-contract';
import { WebSocket } from 'ws';
import { createApp, type App } from '../../app.ts';
import { settingsFrom } from '../../config.ts';
import type { CreateSystem } from '../../jobs/site-registry.ts';
import { openStore, type Store } from '../../store/store.ts';
import { SETTLED } from '../../transfers/transfer.ts';

export const SECRET = 'a secret of the tests';

export interface TestCompanion {
  readonly app: App;
  readonly store: Store;
  readonly folder: string;
  /** Asks the public OCM node. */
  ocm(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a share or a notification. */
  post(path: string, body: unknown): Promise<Response>;
  /** Asks the user API with its secret; a body is sent as JSON by PATCH/POST. */
  api(path: string, method?: string, body?: unknown): Promise<Response>;
  /** All shares, newest first. */
  shares(): Promise<Share[]>;
  /** Resolves with a transfer when it has come to an end. */
  transferEnded(id: string): Promise<Transfer>;
  /** Resolves with something as soon as it is as wanted. */
  until<T>(wanted: Wanted<T>): Promise<T>;
  /** Stops it; with `keep` its data folder stays for another one. */
  stop(keep?: boolean): Promise<void>;
}

/** What is waited for. */
export interface Wanted<T> {
  /** Where it is found now. */
  path: string;
  /** Its next state, if the event tells of it. */
  told: (event: CompanionEvent) => T | null;
  isWanted: (value: T) => boolean;
}

export interface CompanionOptions {
  config?: Config;
  /** Folder of an earlier one. */
  folder?: string;
  /** Batch systems of sites, where not the real ones. */
  createSystem?: CreateSystem;
  /** Receives the log's lines. */
  log?: (line: string) => void;
}

/** Starts a companion that is stopped when the test ends. */
export async function startCompanion(
  test: TestContext,
  { config = {}, createSystem, folder, log = () => {} }: CompanionOptions = {}
): Promise<TestCompanion> {
  const base = folder ?? mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  const store = openStore(join(base, 'data'));
  const withUser = { ...config, ocm: { user: 'marie', ...config.ocm } };
  const app = await createApp({
    settings: settingsFrom(withUser, 'The configuration', base),
    store,
    logger: pino({ level: 'debug' }, { write: log }),
    secret: SECRET,
    ...(createSystem === undefined ? {} : { createSystem }),
    listen: { type: 'tcp', host: '127.0.0.1', port: 0 },
    ocmListen: { type: 'tcp', host: '127.0.0.1', port: 0 }
  });
  let stopped = false;
  const stop = async (keep = false) => {
    if (!stopped) {
      stopped = true;
      await app.close();
      store.close();
    }
    if (!keep) {
      rmSync(base, { recursive: true, force: true });
    }
  };
  test.after(() => stop());
  const ocm = (path: string, init?: RequestInit) =>
    fetch(`${app.addresses.ocmListen}${path}`, init);
  const api = (path: string, method = 'GET', body?: unknown) =>
    fetch(`${app.addresses.listen}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${SECRET}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
  return {
    app,
    store,
    folder: base,
    ocm,
    post: (path, body) =>
      ocm(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body)
      }),
    api,
    shares: async () => {
      const answer = await api('/api/shares?filter=all');
      return ((await answer.json()) as ShareList).items;
    },
    transferEnded: id =>
      until<Transfer>(app, {
        path: `/api/transfers/${id}`,
        told: event =>
          event.type === 'transfer' && event.transfer.id === id
            ? event.transfer
            : null,
        isWanted: ({ state }) => SETTLED.includes(state)
      }),
    until: wanted => until(app, wanted),
    stop
  };
}

/** Listens to the events, and looks once for what happened before. */
async function until<T>(
  { addresses: { listen } }: App,
  { isWanted, path, told }: Wanted<T>
): Promise<T> {
  const headers = { authorization: `Bearer ${SECRET}` };
  const socket = new WebSocket(`${listen.replace('http', 'ws')}/api/events`, {
    headers
  });
  const found = Promise.withResolvers<T>();
  const look = (value: T | null) => {
    if (value !== null && isWanted(value)) {
      found.resolve(value);
    }
  };
  socket.on('message', (data: Buffer) =>
    look(told(JSON.parse(data.toString()) as CompanionEvent))
  );
  try {
    await once(socket, 'open');
    const answer = await fetch(`${listen}${path}`, { headers });
    look((await answer.json()) as T);
    return await found.promise;
  } finally {
    socket.terminate();
  }
}
