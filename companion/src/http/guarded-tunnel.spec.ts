import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import type { OutboundConfig } from 'sciencemesh-contract';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { startOrigin, type Origin } from '../../../peers/origin/index.ts';
import { createOutboundClient, type Surroundings } from './guarded-client.ts';
import { GuardedTunnel, type TunnelLimits } from './guarded-tunnel.ts';
import type { OutboundClient } from './outbound.ts';

const HOST = 'git.example.org';

let origin: Origin;
const open: { close(): Promise<void> }[] = [];

before(async () => {
  origin = await startOrigin();
  origin.route(HOST, '/hello', { text: 'hello' });
});
after(() => origin.stop());
afterEach(async () => {
  await Promise.all(open.splice(0).map(each => each.close()));
});

async function tunnelThrough(
  client: OutboundClient,
  limits: Partial<TunnelLimits> = {}
): Promise<GuardedTunnel> {
  const tunnel = await GuardedTunnel.start(client, {
    maximumBytes: 1_000_000,
    idleMilliseconds: 10_000,
    ...limits
  });
  open.push(tunnel, client);
  return tunnel;
}

/** As at an institution whose only way out is a proxy. */
function proxied(): OutboundClient {
  return createOutboundClient({}, undefined, {
    environment: origin.environment
  });
}

function direct(
  config: OutboundConfig,
  resolve?: Surroundings['resolve']
): OutboundClient {
  return createOutboundClient(config, undefined, { environment: {}, resolve });
}

interface Answer {
  status: number;
  socket: Socket;
}

/** What a program does with `https_proxy`. */
async function connect(
  tunnel: GuardedTunnel,
  target: string,
  authorization?: string
): Promise<Answer> {
  const { hostname, port, username, password } = new URL(tunnel.address);
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  const asking = request({
    host: hostname,
    port,
    method: 'CONNECT',
    path: target,
    headers: { 'proxy-authorization': authorization ?? `Basic ${pair}` }
  });
  asking.end();
  const [response, socket] = (await once(asking, 'connect')) as [
    { statusCode: number },
    Socket
  ];
  return { status: response.statusCode, socket };
}

async function get(socket: Socket, path: string): Promise<string> {
  const secured = connectTls({
    socket,
    servername: HOST,
    ca: origin.certificate
  });
  secured.on('error', () => undefined);
  secured.write(`GET ${path} HTTP/1.0\r\nHost: ${HOST}\r\n\r\n`);
  return await text(secured).catch(() => '');
}

describe('a guarded tunnel', () => {
  it("leads on through the institution's proxy, TLS untouched", async () => {
    const tunnel = await tunnelThrough(proxied());
    const { status, socket } = await connect(tunnel, `${HOST}:443`);
    assert.equal(status, 200);
    assert.match(await get(socket, '/hello'), /hello$/);
    assert.ok(origin.connects.includes(`${HOST}:443`));
    assert.equal(tunnel.failure, null);
  });

  it('leads straight to an address that the guard admits', async () => {
    const tunnel = await tunnelThrough(
      direct({ privateHosts: [HOST] }, async () => [
        { address: '127.0.0.1', family: 4 }
      ])
    );
    const target = `${HOST}:${origin.tlsPort}`;
    const { status, socket } = await connect(tunnel, target);
    assert.equal(status, 200);
    assert.match(await get(socket, '/hello'), /hello$/);
  });

  it("shows the institution's proxy the password of its address", async () => {
    const seen: (string | undefined)[] = [];
    const proxy: Server = createServer();
    proxy.on('connect', ({ headers }, socket) => {
      seen.push(headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const port = await listenOnLoopback(proxy);
    const tunnel = await tunnelThrough(
      createOutboundClient({}, undefined, {
        environment: { https_proxy: `http://marie:p%40ss@127.0.0.1:${port}` }
      })
    );
    assert.equal((await connect(tunnel, `${HOST}:443`)).status, 502);
    assert.deepEqual(seen, [`Basic ${btoa('marie:p@ss')}`]);
    assert.match(tunnel.failure?.message ?? '', /proxy wants a login/);
    proxy.close();
  });

  it('serves nobody without the secret of this run', async () => {
    const tunnel = await tunnelThrough(proxied());
    for (const wrong of ['', 'Basic ', `Basic ${btoa('tunnel:guess')}`]) {
      const { status } = await connect(tunnel, `${HOST}:443`, wrong);
      assert.equal(status, 407);
    }
    const other = await tunnelThrough(proxied());
    assert.notEqual(other.address, tunnel.address);
  });

  it('knows no other method than CONNECT', async () => {
    const tunnel = await tunnelThrough(proxied());
    const { origin: address } = new URL(tunnel.address);
    assert.equal((await fetch(`${address}/hello`)).status, 405);
  });

  for (const target of [
    HOST,
    `${HOST}:`,
    `${HOST}:443/path`,
    `user@${HOST}:443`,
    `${HOST}:443?x`,
    '/hello',
    ':443'
  ]) {
    it(`takes "${target}" for no target`, async () => {
      const tunnel = await tunnelThrough(proxied());
      assert.equal((await connect(tunnel, target)).status, 400);
    });
  }

  for (const target of [
    '127.0.0.1:443',
    '[::1]:443',
    '[::ffff:169.254.169.254]:443',
    '10.1.2.3:443',
    '2130706433:443',
    'localhost:443',
    `${HOST}:22`,
    `${HOST}:99999`
  ]) {
    it(`refuses ${target}`, async () => {
      const tunnel = await tunnelThrough(direct({}));
      assert.equal((await connect(tunnel, target)).status, 403);
      assert.equal(tunnel.failure?.code, 'address-refused');
    });
  }

  it('refuses a name that leads inside', async () => {
    const tunnel = await tunnelThrough(
      direct({}, async () => [{ address: '10.0.0.7', family: 4 }])
    );
    assert.equal((await connect(tunnel, `${HOST}:443`)).status, 403);
    assert.equal(tunnel.failure?.code, 'address-refused');
  });

  it('cuts what brings more bytes than it may', async () => {
    origin.route(HOST, '/big', { generated: { seed: 'big', size: 900_000 } });
    const tunnel = await tunnelThrough(proxied(), { maximumBytes: 200_000 });
    const { socket } = await connect(tunnel, `${HOST}:443`);
    const received = await get(socket, '/big');
    assert.ok(received.length < 400_000, `${received.length} bytes`);
    assert.equal(tunnel.failure?.code, 'too-large');
  });

  it('cuts a connection on which nothing moves', async () => {
    const tunnel = await tunnelThrough(proxied(), { idleMilliseconds: 50 });
    const { socket } = await connect(tunnel, `${HOST}:443`);
    socket.resume();
    await once(socket, 'close');
    assert.equal(tunnel.failure?.code, 'stalled');
  });

  it('ends its connections when it is closed', async () => {
    const tunnel = await GuardedTunnel.start(proxied(), {
      maximumBytes: 1000,
      idleMilliseconds: 60_000
    });
    const { socket } = await connect(tunnel, `${HOST}:443`);
    socket.resume();
    await Promise.all([once(socket, 'close'), tunnel.close()]);
  });
});
