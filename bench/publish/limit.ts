/**
 * Many small files where requests are counted: 100 a minute.
 */
import { rm } from 'node:fs/promises';
import { printTable } from '../drive/table.ts';
import { sendWithOurs } from './own.ts';
import { InvenioServer } from './servers.ts';
import { filesOf } from './shapes.ts';

const FILES = { name: '', count: 100, size: 4096 };
const LIMIT = 100;

export async function measureLimit(): Promise<void> {
  const server = await InvenioServer.start('zenodo', {
    settings: {
      RATELIMIT_ENABLED: true,
      RATELIMIT_GUEST_USER: `${LIMIT} per 1 minute`,
      RATELIMIT_AUTHENTICATED_USER: `${LIMIT} per 1 minute`
    }
  });
  const folder = await filesOf(FILES);
  const rows = new Map<string, Record<string, string>>();
  try {
    // The archive first: the files use up what is allowed.
    for (const [name, folders] of [
      ['one archive', 'zip'],
      ['files', 'names']
    ] as const) {
      const target = server.target(LIMIT);
      const { seconds } = await sendWithOurs({ target, folder, folders });
      rows.set(`100 x 4 KiB as ${name}`, {
        minutes: (seconds / 60).toFixed(2)
      });
    }
    printTable(`${LIMIT} requests a minute`, rows);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}
