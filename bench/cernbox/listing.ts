/**
 * A look at 1 000 received shares, down to the rows of the database, beside
 * curl with the same three requests at once and nothing done with the answers.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { people, type Sites } from '../../peers/reva/index.ts';
import { median } from '../drive/statistics.ts';
import { printTable } from '../drive/table.ts';
import { makeProvider } from './provider.ts';

const run = promisify(execFile);
const SHARES = 1000;
const ROUNDS = 21;
const PATHS = [
  '/graph/v1beta1/me/drive/sharedWithMe',
  '/ocs/v2.php/apps/files_sharing/api/v1/shares?shared_with_me=true&state=all&format=json',
  '/sciencemesh/embedded-shares'
];

export async function measureListing(sites: Sites): Promise<void> {
  await sites.announceFolders(SHARES);
  const token = await sites.b.login(people.marie);
  const first: number[] = [];
  const again: number[] = [];
  const curl: number[] = [];
  const options = { isWatched: () => true, pollSeconds: 3600 };
  const known = await makeProvider(sites, sites.b.url, options);
  try {
    await known.provider.refresh();
    const { length } = await known.provider.list({});
    if (length !== SHARES) {
      throw new Error(`${length} of ${SHARES} shares are listed.`);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      curl.push(await timed(() => listWithCurl(sites.b.url, token)));
      again.push(await timed(() => known.provider.refresh()));
      if (round % 4 === 0) {
        const empty = await makeProvider(sites, sites.b.url, options);
        first.push(await timed(() => empty.provider.refresh()));
        await empty.stop();
      }
    }
  } finally {
    await known.stop();
  }
  const row = (times: readonly number[]) => ({
    median: `${median(times).toFixed(0)} ms`,
    ratio: (median(times) / median(curl)).toFixed(2)
  });
  printTable(
    `A look at ${SHARES} received shares`,
    new Map([
      ['curl, the three lists at once', row(curl)],
      ['ours, a further look', row(again)],
      ['ours, the first look: signing in, own spaces, all rows new', row(first)]
    ])
  );
}

async function listWithCurl(url: string, token: string): Promise<void> {
  await run('curl', [
    ...['--noproxy', '*', '--silent', '--fail', '--parallel'],
    ...['--header', `x-access-token: ${token}`],
    ...PATHS.flatMap(path => ['--output', '/dev/null', url + path])
  ]);
}

/** @returns milliseconds */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
