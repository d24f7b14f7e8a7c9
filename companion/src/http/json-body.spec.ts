import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import { listen } from './listening.ts';
import { asProblem } from './problem.ts';
import { createServer } from './server.ts';

const MEBIBYTE = 1024 * 1024;

/** A server that takes anything; resolves with its address. */
async function start(test: TestContext, bodyLimit: number): Promise<string> {
  const server = createServer({
    logger: pino({ level: 'silent' }),
    bodyLimit,
    requestLevel: 'debug'
  });
  server.setErrorHandler((error, _request, reply) => {
    const { status, code, headers } = asProblem(error);
    return reply.code(status).headers(headers).send({ code });
  });
  server.post('/', request => ({ bytes: request.bodyBytes }));
  test.after(() => server.close());
  return listen(server, { type: 'tcp', host: '127.0.0.1', port: 0 });
}

function post(address: string, body: string | Uint8Array) {
  return fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body
  });
}

describe('bodies', () => {
  it('are taken up to the limit and not beyond, with or without a length', async t => {
    const address = await start(t, 1000);
    const text = JSON.stringify('x'.repeat(998));
    assert.deepEqual(await (await post(address, text)).json(), { bytes: 1000 });
    assert.equal((await post(address, `${text} `)).status, 413);
    const streamed = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([text, ' ']).stream(),
      duplex: 'half'
    });
    assert.equal(streamed.status, 413);
  });

  it('far beyond the limit are still answered, and the connection ends', async t => {
    const address = await start(t, 1000);
    const answer = await post(address, 'x'.repeat(3900));
    assert.equal(answer.status, 413);
    assert.equal(answer.headers.get('connection'), 'close');
  });

  it('that arrive at once share a budget of memory', async t => {
    const address = await start(t, 60 * MEBIBYTE);
    const stalled = request(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': 50 * MEBIBYTE
      }
    }).on('error', () => {});
    t.after(() => stalled.destroy());
    await new Promise(sent => {
      stalled.write(Buffer.alloc(40 * MEBIBYTE, ' '), sent);
    });
    const refused = await post(address, Buffer.alloc(50 * MEBIBYTE, ' '));
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await post(address, '1')).status, 200);
  });
});
