import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { listenOnLoopback } from '../../../../peers/loopback/index.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { BatchError } from '../batch-system.ts';
import { SlurmRest } from './rest.ts';

const signal = new AbortController().signal;

/** A server that leads everybody to another address; it hears of all. */
async function startLeading(test: TestContext, elsewhere: string) {
  const heard: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    heard.push(request);
    response.writeHead(302, { location: elsewhere }).end();
  });
  const port = await listenOnLoopback(server);
  test.after(() => server.close());
  return { heard, url: `http://127.0.0.1:${port}` };
}

test('the token goes to the address of the site and nowhere else', async t => {
  const other = await startLeading(t, '/');
  const site = await startLeading(t, `${other.url}/slurm/v0.0.42/ping/`);
  const tokenFile = join(emptyFolder(t), 'token');
  writeFileSync(tokenFile, 'SLURM_JWT=first.token\n');
  const config = { kind: 'slurmrestd', id: 'rest', user: 'alice' } as const;
  const rest = new SlurmRest({ ...config, url: site.url, tokenFile });
  const ask = () => rest.call('GET', 'slurm', 'jobs/', { signal });
  await assert.rejects(ask, { code: 'broken' });
  // Renewed from outside, it is read again.
  writeFileSync(tokenFile, 'second.token');
  await assert.rejects(ask, { code: 'broken' });
  const tokens = site.heard.map(({ headers }) => headers['x-slurm-user-token']);
  assert.equal(tokens.at(0), 'first.token');
  assert.equal(tokens.at(-1), 'second.token');
  assert.deepEqual(other.heard, []);
});

test('without a token nothing is sent, and the person is told', async t => {
  const site = await startLeading(t, '/');
  const folder = emptyFolder(t);
  writeFileSync(join(folder, 'strange'), 'a b\r\nX-Other: 1');
  for (const name of ['missing', 'strange']) {
    const rest = new SlurmRest({
      kind: 'slurmrestd',
      id: 'rest',
      url: site.url,
      tokenFile: join(folder, name),
      signIn: 'get-a-token'
    });
    await assert.rejects(
      rest.call('GET', 'slurm', 'jobs/', { signal }),
      (error: unknown) =>
        error instanceof BatchError &&
        error.code === 'signed-out' &&
        error.message.includes('get-a-token')
    );
  }
  assert.deepEqual(site.heard, []);
});
