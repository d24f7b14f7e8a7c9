import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import {
  REFUSED_PORTS,
  atFreePort,
  freePort,
  listenAtFreePort
} from './free-port.ts';

const HOST = '127.0.0.1';

describe('REFUSED_PORTS', () => {
  it('are those of the Fetch standard above the reserved ones', () => {
    const { badPorts } = createRequire(import.meta.url)(
      'undici/lib/web/fetch/constants.js'
    ) as { badPorts: string[] };
    assert.deepEqual(
      [...REFUSED_PORTS],
      badPorts.map(Number).filter(port => port > 1023)
    );
  });

  it('are those that fetch refuses before it connects', async () => {
    for (const port of REFUSED_PORTS) {
      await assert.rejects(
        fetch(`http://${HOST}:${port}`),
        ({ cause }: Error) =>
          cause instanceof Error && cause.message === 'bad port'
      );
    }
  });
});

describe('freePort', () => {
  it('passes over refused ports, none of them twice', async () => {
    const seen: number[] = [];
    const refused = {
      has: (port: number) => seen.push(port) <= 30
    };
    const port = await freePort(HOST, refused);
    assert.equal(new Set(seen).size, 31);
    assert.equal(port, seen.at(-1));
  });

  it('holds what it passes over until it has found one, then nothing', async () => {
    const taken: Promise<void>[] = [];
    const seen: number[] = [];
    const port = await freePort(HOST, {
      has(candidate) {
        // The first one is still held; without a host that is tried at once.
        const other = createServer()
          .listen(seen[0] ?? candidate)
          .unref();
        taken.push(
          assert.rejects(once(other, 'listening'), { code: 'EADDRINUSE' })
        );
        return seen.push(candidate) < 3;
      }
    });
    await Promise.all(taken);
    for (const free of new Set([...seen, port])) {
      const server = createServer().listen(free, HOST);
      await once(server, 'listening');
      server.close();
    }
  });

  it('says so when there is no such host here', async () => {
    await assert.rejects(freePort('192.0.2.1'), { code: 'EADDRNOTAVAIL' });
  });
});

describe('listening at a free port', () => {
  it('takes another one when somebody was faster', async t => {
    const ports: number[] = [];
    const server = createServer();
    t.after(() => server.close());
    const port = await atFreePort(HOST, async candidate => {
      if (ports.push(candidate) < 3) {
        const faster = createServer().listen(candidate, HOST);
        t.after(() => faster.close());
        await once(faster, 'listening');
      }
      server.listen(candidate, HOST);
      await once(server, 'listening');
      return candidate;
    });
    assert.equal(ports.length, 3);
    assert.equal((server.address() as AddressInfo).port, port);
  });

  it('gives up when somebody always is', async () => {
    let tries = 0;
    await assert.rejects(
      atFreePort(HOST, () => {
        tries += 1;
        return Promise.reject(
          Object.assign(new Error('taken'), { code: 'EADDRINUSE' })
        );
      }),
      { code: 'EADDRINUSE' }
    );
    assert.equal(tries, 10);
  });

  it('tells the port at which the server listens', async t => {
    const server = createServer();
    t.after(() => server.close());
    const port = await listenAtFreePort(server, HOST);
    assert.equal((server.address() as AddressInfo).port, port);
  });
});
