/**
 * What is sent again after `kill -9`, and what of a new version is sent.
 */
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printTable } from '../drive/table.ts';
import { CountingProxy } from './counting-proxy.ts';
import { freshFolder, sendUntil, sendWithOurs } from './own.ts';
import { InvenioServer } from './servers.ts';
import { filesOf, MIB, nameOf } from './shapes.ts';

const LARGE = { name: '', count: 6, size: 96 * MIB };
const SMALL = { name: '', count: 100, size: 256 * 1024 };

export async function measureAgain(): Promise<void> {
  const rows = new Map<string, Record<string, string>>();
  for (const profile of ['plain', 'zenodo'] as const) {
    const proxy = await CountingProxy.start();
    // Addresses of parts are made of it.
    const server = await InvenioServer.start(profile, {
      settings: { SITE_API_URL: `${proxy.url}/api`, SITE_UI_URL: proxy.url }
    });
    proxy.leadTo(server.url);
    const parts =
      profile === 'plain'
        ? { above: 64 * MIB, bytes: 64 * MIB, together: 2 }
        : null;
    const target = { ...server.target(), url: proxy.url, parts };
    const folder = await filesOf(LARGE);
    const dataFolder = freshFolder();
    const bytes = LARGE.count * LARGE.size;
    try {
      await sendUntil({ target, folder, dataFolder }, bytes / 2);
      await sendWithOurs({ target, folder }, dataFolder);
      rows.set(
        `6 x 96 MiB, killed half way, ${profile === 'plain' ? 'parts of 64 MiB' : 'whole files'}`,
        {
          sent: `${(proxy.sent / MIB).toFixed(1)} MiB`,
          'more than needed': `${((proxy.sent - bytes) / MIB).toFixed(1)} MiB`
        }
      );
      if (profile === 'plain') {
        rows.set(
          '100 x 256 KiB, one of them changed, new version',
          await newVersion(proxy, server)
        );
      }
    } finally {
      await server.stop();
      proxy.stop();
      await rm(folder, { recursive: true });
    }
  }
  printTable('Bytes that the server was sent', rows);
}

async function newVersion(
  proxy: CountingProxy,
  server: InvenioServer
): Promise<Record<string, string>> {
  const target = { ...server.target(), url: proxy.url };
  const folder = await filesOf(SMALL);
  const dataFolder = freshFolder();
  await sendWithOurs({ target, folder, publish: true }, dataFolder);
  await appendFile(join(folder, nameOf(0)), 'changed');
  const before = proxy.sent;
  await sendWithOurs({ target, folder, previous: true }, dataFolder);
  await rm(folder, { recursive: true });
  const sent = proxy.sent - before;
  const more = sent - SMALL.size - 'changed'.length;
  return {
    sent: `${(sent / MIB).toFixed(2)} MiB`,
    'more than needed': `${(more / MIB).toFixed(2)} MiB`
  };
}
