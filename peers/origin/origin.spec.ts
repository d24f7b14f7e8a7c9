import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';

import { listenOnLoopback } from '../loopback/index.ts';
import {
  generatedBytes,
  generatedSha256,
  loginPage,
  startOrigin
} from './index.ts';
import type { Origin } from './index.ts';
import { get } from './testing/client.ts';

const host = 'data.example.org';

describe('the recorded origin', () => {
  let origin: Origin;
  before(async () => {
    origin = await startOrigin();
  });
  after(() => origin.stop());

  it('proves any host name with its own authority', async () => {
    const name = `${'long-'.repeat(10)}name.${'deep.'.repeat(5)}example.org`;
    origin.route(name, '/', { text: 'hello' });
    const { status, body } = await get(origin, `https://${name}/`);
    assert.equal(status, 200);
    assert.equal(body.toString(), 'hello');
  });

  it('proves an address literal too', async () => {
    origin.route('192.0.2.7', '/', { text: 'by number' });
    const { body } = await get(origin, 'https://192.0.2.7/');
    assert.equal(body.toString(), 'by number');
  });

  it('is not trusted by those who were not told to', async () => {
    origin.route(host, '/', { text: 'hello' });
    await assert.rejects(
      get(origin, `https://${host}/`, { trust: false }),
      /certificate/
    );
  });

  it('writes the certificate to trust', async () => {
    const pem = await readFile(origin.caFile, 'utf8');
    assert.equal(new X509Certificate(pem).ca, true);
  });

  it('refuses a tunnel to a host that is not recorded', async () => {
    await assert.rejects(get(origin, 'https://127.0.0.1/'), /502/);
    assert.ok(origin.connects.includes('127.0.0.1:443'));
  });

  it('answers a known host with 404 where nothing is recorded', async () => {
    origin.route(host, '/', { text: 'hello' });
    const { status } = await get(origin, `https://${host}/nothing`);
    assert.equal(status, 404);
  });

  it('keeps sites apart by port and by scheme', async () => {
    origin.route(`${host}:8443`, '/site', { text: 'port' });
    origin.route(`http://${host}`, '/site', { text: 'plain' });
    origin.route(host, '/site', { text: 'usual' });
    const bodies = [
      `https://${host}:8443/site`,
      `http://${host}/site`,
      `https://${host}/site`
    ].map(async url => (await get(origin, url)).body.toString());
    assert.deepEqual(await Promise.all(bodies), ['port', 'plain', 'usual']);
  });

  it('prefers the route with the query, then the longest prefix', async () => {
    origin.route(host, '/q', { text: 'plain' });
    origin.route(host, '/q?a=1', { text: 'query' });
    origin.route(host, '/p/*', { text: 'short' });
    origin.route(host, '/p/long/*', { text: 'long' });
    const bodies = ['/q?b=2', '/q?a=1', '/p/x', '/p/long/x'].map(async path =>
      (await get(origin, `https://${host}${path}`)).body.toString()
    );
    const expected = ['plain', 'query', 'short', 'long'];
    assert.deepEqual(await Promise.all(bodies), expected);
  });

  it('gives answers in turn and stays with the last', async () => {
    origin.route(host, '/turns', [loginPage, { text: 'first' }]);
    const bodies: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const { body } = await get(origin, `https://${host}/turns`);
      bodies.push(body.toString().slice(0, 5));
    }
    assert.deepEqual(bodies, ['<!doc', 'first', 'first']);
  });

  it('records who asked for what', async () => {
    origin.route(host, '/seen', { generated: { seed: 's', size: 10 } });
    await get(origin, `https://${host}/seen?x=1`, {
      headers: { 'user-agent': 'test' }
    });
    const [request] = origin.requestsTo(host, '/seen');
    assert.equal(request?.method, 'GET');
    assert.equal(request.path, '/seen?x=1');
    assert.equal(request.headers['user-agent'], 'test');
    assert.equal(request.status, 200);
    assert.equal(request.bytesSent, 10);
  });

  it('lets a function decide', async () => {
    origin.route(host, '/negotiated', request => ({
      json: { accept: request.headers.accept }
    }));
    const { body } = await get(origin, `https://${host}/negotiated`, {
      headers: { accept: 'application/vnd.inveniordm.v1+json' }
    });
    assert.deepEqual(JSON.parse(body.toString()), {
      accept: 'application/vnd.inveniordm.v1+json'
    });
  });

  it('says so when a recording is broken', async () => {
    origin.route(host, '/broken', { file: '/no/such/file' });
    const { status, body } = await get(origin, `https://${host}/broken`);
    assert.equal(status, 500);
    assert.match(body.toString(), /ENOENT/);
  });

  it('generates large bodies whose checksum is known', async () => {
    const size = 64 * 1024 * 1024;
    origin.route(host, '/large', { generated: { seed: 'large', size } });
    const { body } = await get(origin, `https://${host}/large`, {
      hashOnly: true
    });
    assert.equal(body.toString(), await generatedSha256('large', size));
  });

  it('gives a server of this machine a public name and TLS', async () => {
    const server = createServer((request, response) => {
      response.end(
        [request.url, request.headers['x-forwarded-proto']].join(' ')
      );
    });
    const port = await listenOnLoopback(server);
    origin.forward('cloud.example.org', `http://127.0.0.1:${port}`);
    const { body } = await get(origin, 'https://cloud.example.org/a?b=c');
    assert.equal(body.toString(), '/a?b=c https');
    server.close();
  });

  it('takes TLS connections that come without the proxy', async () => {
    origin.route('direct.example.org', '/', { text: 'direct' });
    const socket = connect({
      host: '127.0.0.1',
      port: origin.tlsPort,
      servername: 'direct.example.org',
      ca: origin.certificate
    });
    socket.end('GET / HTTP/1.0\r\nHost: direct.example.org\r\n\r\n');
    const answer = await text(socket);
    assert.match(answer, /\r\n\r\ndirect$/);
  });

  it('frees its port when it stops, whoever is still connected', async () => {
    const other = await startOrigin();
    other.route(host, '/endless', { endless: 'x' });
    const asked = assert.rejects(
      get(other, `https://${host}/endless`, { hashOnly: true })
    );
    await other.waitFor(request => request.path === '/endless');
    await other.stop();
    await asked;
    await assert.rejects(get(other, `https://${host}/`), /ECONNREFUSED/);
  });
});

describe('generated bytes', () => {
  it('are the same wherever the reading begins', async () => {
    const whole = await collect(generatedBytes('seed', 0, 100_000));
    for (const [start, end] of [
      [1, 17],
      [15, 16],
      [16, 70_000],
      [65_537, 100_000]
    ] as const) {
      const part = await collect(generatedBytes('seed', start, end));
      assert.deepEqual(part, whole.subarray(start, end));
    }
    assert.equal(
      createHash('sha256').update(whole).digest('hex'),
      await generatedSha256('seed', 100_000)
    );
  });
});

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    parts.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(parts);
}
