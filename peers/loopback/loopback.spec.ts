import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';

import { freePort, freePorts, listenOnLoopback } from './index.ts';

it('a server listens where only this machine reaches it', async t => {
  const server = createServer((_, response) => response.end('here'));
  t.after(() => server.close());
  const port = await listenOnLoopback(server);
  assert.deepEqual(server.address(), {
    address: '127.0.0.1',
    family: 'IPv4',
    port
  });
  const answer = await fetch(`http://127.0.0.1:${port}`);
  assert.equal(await answer.text(), 'here');
});

it('a server listens at the port that it is given', async t => {
  const server = createServer();
  t.after(() => server.close());
  const port = await freePort();
  assert.equal(await listenOnLoopback(server, port), port);
  assert.equal((server.address() as AddressInfo).port, port);
});

it('several free ports are different ones', async () => {
  assert.equal(new Set(await freePorts(50)).size, 50);
});
