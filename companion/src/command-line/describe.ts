/**
 * Descriptions for programs: of the API, and of the configuration.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from 'sciencemesh-contract';
import { createApp } from '../app.ts';
import { loadSettings } from '../config.ts';
import { createLogger } from '../http/logger.ts';
import { openStore } from '../store/store.ts';

/**
 * Prints what a running companion answers at `/api/openapi.json`, so starts
 * one that is empty and unreachable.
 *
 * @returns the exit status
 */
export async function printOpenApi(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-'));
  try {
    const store = openStore(join(folder, 'data'));
    const app = await createApp({
      settings: loadSettings(null, folder),
      store,
      logger: createLogger('silent'),
      secret: '',
      listen: { type: 'socket', path: join(folder, 'socket') },
      ocmListen: null
    });
    print(await app.openApi());
    await app.close();
    store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
  return 0;
}

/**
 * Prints the JSON Schema of the configuration file.
 *
 * @returns the exit status
 */
export function printConfigSchema(): number {
  print({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...Config
  });
  return 0;
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
