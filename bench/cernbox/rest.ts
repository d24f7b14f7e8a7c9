/** How many requests an account costs its site while nothing happens. */
import { createServer, request as ask } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { listenOnLoopback } from '../../peers/loopback/index.ts';
import type { Sites } from '../../peers/reva/index.ts';
import { printTable } from '../drive/table.ts';
import { makeProvider } from './provider.ts';

const MINUTE = 60_000;

export async function measureRest(sites: Sites): Promise<void> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const { headers, method, url } = request;
    request.pipe(
      ask(sites.b.url + url, { method, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
    );
  });
  const port = await listenOnLoopback(server);
  let isWatched = true;
  const { provider, stop } = await makeProvider(
    sites,
    `http://127.0.0.1:${port}`,
    { isWatched: () => isWatched }
  );
  const during = async (minutes: number) => {
    const before = count;
    await setTimeout(minutes * MINUTE);
    return ((count - before) / minutes).toFixed(1);
  };
  try {
    await provider.refresh();
    const watched = await during(1);
    isWatched = false;
    await setTimeout(MINUTE / 4);
    const unwatched = await during(3);
    printTable(
      'Requests per minute at rest',
      new Map([
        ['while a page is open', { requests: watched }],
        ['while none is', { requests: unwatched }]
      ])
    );
  } finally {
    await stop();
    server.close();
    server.closeAllConnections();
  }
}
