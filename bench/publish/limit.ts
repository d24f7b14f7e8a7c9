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
  try {
    const { seconds } = await sendWithOurs({
      target: server.target(LIMIT),
      folder
    });
    printTable(
      `${LIMIT} requests a minute`,
      new Map([
        ['100 x 4 KiB as files', { minutes: (seconds / 60).toFixed(2) }]
      ])
    );
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}
