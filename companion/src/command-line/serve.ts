/**
 * `sciencemesh serve`: runs until it is told to stop.
 */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { createApp, type App } from '../app.ts';
import type { HubEnvironment } from '../cernbox/hub.ts';
import { loadSettings } from '../config.ts';
import type { Endpoint } from '../http/listening.ts';
import { createLogger } from '../http/logger.ts';
import { VERSION } from '../http/version.ts';
import { waitForAbandonedLock } from '../store/lock.ts';
import { openStore, type Store } from '../store/store.ts';
import { releaseStartupMemory } from './startup-memory.ts';
import { UsageError } from './usage.ts';

const SHORTEST_SECRET = 16;
/** A stop that takes longer is cut short; all that is durable is so already. */
const STOP_MILLISECONDS = 8_000;

interface ServeOptions {
  listen: Endpoint;
  ocmListen: Endpoint | null;
  data: string;
  config: string | null;
  root: string | null;
  exitWithParent: boolean;
}

/** Taken out of the environment; see `main.ts`. */
export interface Secrets {
  secret: string | undefined;
  /** Of the server of one person at a JupyterHub. */
  hub: HubEnvironment;
}

/** @returns the exit status */
export async function serve(
  args: readonly string[],
  { secret, hub }: Secrets
): Promise<number> {
  const options = readOptions(args);
  if (secret === undefined || secret.length < SHORTEST_SECRET) {
    throw new UsageError(
      `The environment variable SCIENCEMESH_SECRET must hold a secret of at least ${SHORTEST_SECRET} characters.`
    );
  }
  const settings = loadSettings(options.config, options.root);
  const logger = createLogger(settings.logLevel);
  await waitForAbandonedLock(options.data, () =>
    logger.info('waiting for the data folder, which another host may use')
  );
  const store = openStore(options.data);
  const { mode, reason } = store.journal;
  logger.info({ journal: mode, reason }, 'data folder opened');
  let app: App;
  try {
    app = await createApp({
      settings,
      store,
      logger,
      secret,
      hub,
      listen: options.listen,
      ocmListen: options.ocmListen
    });
  } catch (error) {
    store.close();
    throw error;
  }
  logger.info({ version: VERSION, ...app.addresses }, 'ready');
  releaseStartupMemory();
  const lost = await Promise.race([
    stopRequested(options.exitWithParent),
    store.lost
  ]);
  return stop(app, store, logger, lost);
}

/** Resolves with null when somebody wants the companion to end. */
async function stopRequested(exitWithParent: boolean): Promise<null> {
  const ways: Promise<unknown>[] = [
    once(process, 'SIGTERM'),
    once(process, 'SIGINT')
  ];
  if (exitWithParent) {
    process.stdin.resume();
    // A pipe that breaks says the same as one that ends.
    ways.push(once(process.stdin, 'close').catch(() => null));
  }
  await Promise.race(ways);
  // An open pipe would keep this process alive after all else has ended.
  process.stdin.destroy();
  return null;
}

async function stop(
  app: App,
  store: Store,
  logger: Logger,
  lost: Error | null
): Promise<number> {
  const status = lost === null ? 0 : 1;
  if (lost === null) {
    logger.info('stopping');
  } else {
    logger.fatal({ err: lost }, 'stopping at once');
  }
  setTimeout(() => {
    logger.warn('stopped before all work had ended');
    process.exit(status);
  }, STOP_MILLISECONDS).unref();
  await app.close();
  store.close();
  logger.info('stopped');
  return status;
}

function readOptions(args: readonly string[]): ServeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mode: { type: 'string', default: 'user' },
      socket: { type: 'string' },
      listen: { type: 'string' },
      data: { type: 'string' },
      config: { type: 'string' },
      'ocm-listen': { type: 'string' },
      root: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false }
    }
  });
  if (values.mode === 'hub') {
    throw new UsageError(
      'The mode "hub" is not available yet; use --mode user.'
    );
  }
  if (values.mode !== 'user') {
    throw new UsageError(`There is no mode "${values.mode}"; use --mode user.`);
  }
  if ((values.socket === undefined) === (values.listen === undefined)) {
    throw new UsageError('Give either --socket PATH or --listen HOST:PORT.');
  }
  if (values.data === undefined) {
    throw new UsageError(
      'Give the folder for everything durable with --data DIR.'
    );
  }
  return {
    listen:
      values.listen === undefined
        ? { type: 'socket', path: resolve(values.socket ?? '') }
        : parseEndpoint('--listen', values.listen),
    ocmListen:
      values['ocm-listen'] === undefined
        ? null
        : parseEndpoint('--ocm-listen', values['ocm-listen']),
    data: resolve(values.data),
    config: values.config === undefined ? null : resolve(values.config),
    root: values.root === undefined ? null : resolve(values.root),
    exitWithParent: values['exit-with-parent']
  };
}

/** @throws UsageError */
export function parseEndpoint(option: string, text: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  if (match === null || host === '' || port > 65_535) {
    throw new UsageError(
      `${option} needs HOST:PORT, e.g. 127.0.0.1:8400; "${text}" is not that.`
    );
  }
  return { type: 'tcp', host, port };
}
