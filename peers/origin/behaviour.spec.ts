import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { startOrigin, tooManyRequests, unavailable } from './index.ts';
import type { Behaviour, Origin } from './index.ts';
import { get } from './testing/client.ts';
import type { Received } from './testing/client.ts';

const host = 'data.example.org';

describe('a behaviour', () => {
  let origin: Origin;
  let count = 0;
  before(async () => {
    origin = await startOrigin();
  });
  after(() => origin.stop());

  async function ask(
    behaviour: Behaviour,
    headers: Record<string, string> = {},
    method = 'GET'
  ): Promise<Received> {
    const path = `/${count++}`;
    origin.route(host, path, behaviour);
    return get(origin, `https://${host}${path}`, { headers, method });
  }

  it('sends status, headers and body', async () => {
    const { status, headers, body } = await ask({
      status: 403,
      headers: { 'X-Reason': 'closed', etag: null },
      json: { message: 'Sign in first' }
    });
    assert.equal(status, 403);
    assert.equal(headers['x-reason'], 'closed');
    assert.equal(headers.etag, undefined);
    assert.equal(headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(body.toString()), { message: 'Sign in first' });
  });

  it('redirects anywhere, also where nobody should go', async () => {
    const { status, headers } = await ask({
      redirect: 'http://169.254.169.254/latest/meta-data/'
    });
    assert.equal(status, 302);
    assert.equal(headers.location, 'http://169.254.169.254/latest/meta-data/');
  });

  it('asks to come back later', async () => {
    const busy = await ask(tooManyRequests(7));
    const down = await ask(unavailable());
    assert.deepEqual([busy.status, down.status], [429, 503]);
    assert.equal(busy.headers['retry-after'], '7');
    assert.equal(down.headers['retry-after'], undefined);
  });

  it('serves ranges from the middle, the end and to the end', async () => {
    const digits = { text: '0123456789' };
    const middle = await ask(digits, { range: 'bytes=2-4' });
    const rest = await ask(digits, { range: 'bytes=7-' });
    const last = await ask(digits, { range: 'bytes=-2' });
    assert.deepEqual(
      [middle, rest, last].map(({ status, headers, body }) => [
        status,
        headers['content-range'],
        body.toString()
      ]),
      [
        [206, 'bytes 2-4/10', '234'],
        [206, 'bytes 7-9/10', '789'],
        [206, 'bytes 8-9/10', '89']
      ]
    );
  });

  it('refuses a range behind the end', async () => {
    const { status, headers } = await ask(
      { text: 'abc' },
      { range: 'bytes=3-' }
    );
    assert.equal(status, 416);
    assert.equal(headers['content-range'], 'bytes */3');
  });

  it('answers whole where ranges are off', async () => {
    const { status, headers, body } = await ask(
      { text: 'abc', ranges: false },
      { range: 'bytes=1-' }
    );
    assert.equal(status, 200);
    assert.equal(headers['accept-ranges'], undefined);
    assert.equal(body.toString(), 'abc');
  });

  it('answers whole when the content is no longer the same', async () => {
    const changed: Behaviour = { text: 'abc', etag: '"new"' };
    const resume = { range: 'bytes=1-', 'if-range': '"old"' };
    assert.equal((await ask(changed, resume)).status, 200);
    const careless = await ask({ ...changed, ignoresIfRange: true }, resume);
    assert.equal(careless.status, 206);
    const same = await ask(changed, { ...resume, 'if-range': '"new"' });
    assert.equal(same.status, 206);
  });

  it('never takes a weak tag for proof that nothing changed', async () => {
    const weak = { text: 'abc', etag: 'W/"same"' };
    const resume = { range: 'bytes=1-', 'if-range': 'W/"same"' };
    assert.equal((await ask(weak, resume)).status, 200);
  });

  it('tags equal content equally and other content otherwise', async () => {
    const [one, same, other] = await Promise.all([
      ask({ text: 'one' }),
      ask({ text: 'one' }),
      ask({ text: 'two' })
    ]);
    assert.ok(one?.headers.etag);
    assert.equal(one.headers.etag, same?.headers.etag);
    assert.notEqual(one.headers.etag, other?.headers.etag);
  });

  it('answers HEAD without a body, or not at all', async () => {
    const { headers, body } = await ask({ text: 'abc' }, {}, 'HEAD');
    assert.equal(headers['content-length'], '3');
    assert.equal(body.length, 0);
    const refused = await ask({ text: 'abc', head: false }, {}, 'HEAD');
    assert.equal(refused.status, 405);
  });

  it('compresses, also what swells enormously', async () => {
    const { headers, body } = await ask({ zeros: 10_000_000, gzip: true });
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(headers['content-length'], undefined);
    assert.ok(body.length < 50_000);
    assert.equal(gunzipSync(body).length, 10_000_000);
  });

  it('claims a length that is too great, or none', async () => {
    const greater = await ask({ text: 'abc', contentLength: 5 });
    assert.equal(greater.headers['content-length'], '5');
    assert.equal(greater.aborted, true);
    const none = await ask({ text: 'abc', contentLength: false });
    assert.equal(none.headers['content-length'], undefined);
    assert.equal(none.body.toString(), 'abc');
  });

  it('names the file that the body should be saved as', async () => {
    const { headers } = await ask({ text: 'x', attachment: 'Müonen "1".csv' });
    assert.equal(
      headers['content-disposition'],
      'attachment; filename="M_onen \\"1\\".csv"; ' +
        "filename*=UTF-8''M%C3%BConen%20%221%22.csv"
    );
  });

  it('corrupts one byte, wherever the reading begins', async () => {
    const behaviour = { text: 'aaaa', corruptAt: 2 };
    assert.equal((await ask(behaviour)).body.toString(), 'aa`a');
    const { body } = await ask(behaviour, { range: 'bytes=1-' });
    assert.equal(body.toString(), 'a`a');
  });

  it('truncates the body', async () => {
    const generated = { seed: 'x', size: 1_000_000 };
    const { body, aborted } = await ask({ generated, truncateAfter: 100_000 });
    assert.equal(aborted, true);
    assert.equal(body.length, 100_000);
  });

  it('resets the connection', async () => {
    const generated = { seed: 'x', size: 1_000_000 };
    // The reset may overtake bytes that were sent before it, headers included.
    const seen = await ask({ generated, resetAfter: 100_000 }).then(
      ({ aborted, body }) => aborted && body.length <= 100_000,
      (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET'
    );
    assert.equal(seen, true);
  });

  it('stalls until it is released', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    origin.route(host, '/stalled', {
      text: '0123456789',
      stallAfter: 4,
      release: promise
    });
    const asked = get(origin, `https://${host}/stalled`);
    const request = await origin.waitFor(({ path }) => path === '/stalled');
    resolve();
    assert.equal((await asked).body.toString(), '0123456789');
    assert.equal(request.finished, true);
  });

  it('sends no faster than it was told to', async () => {
    const began = performance.now();
    const { body } = await ask({ text: 'x'.repeat(100), bytesPerSecond: 1000 });
    assert.equal(body.length, 100);
    assert.ok(performance.now() - began >= 99);
  });
});
