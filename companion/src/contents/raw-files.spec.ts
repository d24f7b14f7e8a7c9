import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text as consume } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type {
  Config,
  ContentModel,
  OutboxList,
  Problem
} from 'sciencemesh-contract';
import { SECRET } from '../ocm/testing/companion.ts';
import { noise, startScene } from './testing/scene.ts';

const RAW = '/api/raw/spectra';

describe('GET /api/raw', () => {
  it('sends files whole and in parts', async t => {
    const { ask } = await startScene(t, { files: { digits: '0123456789' } });
    const whole = await ask(`${RAW}/digits`);
    assert.equal(whole.status, 200);
    assert.equal(whole.headers.get('content-length'), '10');
    assert.equal(whole.headers.get('accept-ranges'), 'bytes');
    assert.equal(await whole.text(), '0123456789');
    for (const [range, status, contentRange, expected] of [
      ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
      ['bytes=7-', 206, 'bytes 7-9/10', '789'],
      ['bytes=-3', 206, 'bytes 7-9/10', '789'],
      ['bytes=8-500', 206, 'bytes 8-9/10', '89'],
      ['bytes=0-1,4-5', 200, null, '0123456789'],
      ['bytes=5-2', 200, null, '0123456789'],
      ['lines=1-2', 200, null, '0123456789']
    ] as const) {
      const part = await ask(`${RAW}/digits`, { headers: { range } });
      assert.equal(part.status, status, range);
      assert.equal(part.headers.get('content-range'), contentRange);
      assert.equal(await part.text(), expected);
    }
    for (const range of ['bytes=10-', 'bytes=500-600']) {
      const none = await ask(`${RAW}/digits`, { headers: { range } });
      assert.equal(none.status, 416);
      assert.equal(none.headers.get('content-range'), 'bytes */10');
    }
  });

  it('sends nothing that is known already, and no part of another state', async t => {
    const { ask } = await startScene(t, { files: { a: 'content' } });
    const etag = (await ask(`${RAW}/a`)).headers.get('etag');
    assert.ok(etag);
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const answer = await ask(`${RAW}/a`, {
        headers: { 'if-none-match': known }
      });
      assert.equal(answer.status, 304);
      assert.equal(await answer.text(), '');
    }
    const range = 'bytes=0-1';
    const same = await ask(`${RAW}/a`, {
      headers: { range, 'if-range': etag }
    });
    assert.equal(same.status, 206);
    const other = await ask(`${RAW}/a`, {
      headers: { range, 'if-range': '"other"' }
    });
    assert.equal(other.status, 200);
  });

  it('answers HEAD with all but the bytes', async t => {
    const { ask } = await startScene(t, { files: { 'ψ "x".csv': '1,2' } });
    const answer = await ask(`${RAW}/${encodeURIComponent('ψ "x".csv')}`, {
      method: 'HEAD'
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-length'), '3');
    assert.ok(answer.headers.get('etag'));
    assert.equal(
      answer.headers.get('content-disposition'),
      `inline; filename="_ _x_.csv"; filename*=UTF-8''%CF%88%20%22x%22.csv`
    );
  });

  it('never sends a page of ours', async t => {
    const files: Record<string, string> = {};
    const names = ['a.html', 'a.xhtml', 'a.xml', 'a.js', 'a.svg', 'a.HTM', 'a'];
    for (const name of names) {
      files[name] = '<script>alert(1)</script>';
    }
    const { ask } = await startScene(t, { files });
    for (const name of names) {
      const { headers } = await ask(`${RAW}/${name}`);
      assert.doesNotMatch(
        headers.get('content-type') ?? '',
        /html|javascript|^(?:text|application)\/xml/
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(
        headers.get('content-security-policy'),
        "sandbox; default-src 'none'"
      );
      assert.equal(headers.get('cache-control'), 'private, no-cache');
      const download = await ask(`${RAW}/${name}?download=1`);
      assert.match(
        download.headers.get('content-disposition') ?? '',
        /^attachment;/
      );
    }
  });

  it('refuses folders and what is not there', async t => {
    const { ask } = await startScene(t, { files: { 'sub/a': 'a' } });
    assert.equal((await ask(`${RAW}/sub`)).status, 400);
    assert.equal((await ask(`${RAW}/missing`)).status, 404);
    assert.equal((await ask('/api/raw/nowhere/a')).status, 404);
    const head = await ask(`${RAW}/missing`, { method: 'HEAD' });
    assert.equal(head.status, 404);
  });
});

describe('PUT /api/raw', () => {
  it('writes a stream whole, under conditions', async t => {
    const { ask, folder } = await startScene(t);
    const bytes = noise(300_000);
    const put = (body: Buffer, headers: Record<string, string> = {}) =>
      fetch(`${base}${RAW}/data.bin`, {
        method: 'PUT',
        body,
        headers: {
          authorization: `Bearer ${SECRET}`,
          'content-type': 'application/octet-stream',
          ...headers
        }
      });
    const base = new URL((await ask('/api/health')).url).origin;
    const first = await put(bytes, { 'if-none-match': '*' });
    assert.equal(first.status, 201);
    const etag = first.headers.get('etag');
    assert.ok(etag);
    assert.deepEqual(readFileSync(join(folder, 'data.bin')), bytes);
    assert.equal((await put(bytes, { 'if-none-match': '*' })).status, 409);
    const second = await put(Buffer.from('two'), { 'if-match': etag });
    assert.equal(second.status, 200);
    assert.equal((await put(bytes, { 'if-match': etag })).status, 409);
    assert.equal(readFileSync(join(folder, 'data.bin'), 'utf8'), 'two');
    assert.equal((await put(bytes, { 'if-match': '*' })).status, 200);
  });

  it('takes bytes whose number is not known', async t => {
    const { ask, folder } = await startScene(t);
    const { url } = await ask('/api/health');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest(
        `${new URL(url).origin}${RAW}/chunked`,
        {
          method: 'PUT',
          headers: {
            authorization: `Bearer ${SECRET}`,
            'x-sciencemesh-upload': '1'
          }
        },
        answer => {
          answer.resume();
          resolve(answer.statusCode);
        }
      ).on('error', reject);
      sending.write('one ');
      sending.end('two');
    });
    assert.equal(status, 201);
    assert.equal(readFileSync(join(folder, 'chunked'), 'utf8'), 'one two');
  });

  it('leaves nothing of an upload that broke off', async t => {
    const { ask, folder, contents } = await startScene(t);
    const { url } = await ask('/api/health');
    await new Promise<void>(resolve => {
      const sending = httpRequest(`${new URL(url).origin}${RAW}/half`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${SECRET}`,
          'content-type': 'application/octet-stream',
          'content-length': '1000000'
        }
      });
      sending.on('error', () => resolve());
      sending.write(Buffer.alloc(100_000), () => sending.destroy());
      sending.on('close', () => resolve());
    });
    const list = (await (await contents('')).json()) as ContentModel;
    assert.deepEqual(list.content, []);
    assert.ok(!existsSync(join(folder, 'half')));
  });

  it('refuses what a form of another origin could send', async t => {
    const { ask, folder } = await startScene(t);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded; charset=utf-8',
      'multipart/form-data; boundary=x'
    ]) {
      const answer = await ask(`${RAW}/form`, {
        method: 'PUT',
        body: 'x',
        headers: { 'content-type': type }
      });
      assert.equal(answer.status, 415);
    }
    assert.ok(!existsSync(join(folder, 'form')));
  });
});

/** A page that uploads to a server which is, or goes, out of reach. */
async function setUp(t: TestContext, config: Config = {}) {
  const scene = await startScene(t, { config });
  const { ask, gate, folder } = scene;
  const { url } = await ask('/api/health');
  const { hostname, port } = new URL(url);
  const begin = (name: string, size: number, headers = {}) => {
    const sending = httpRequest({
      hostname,
      port,
      path: `${RAW}/${name}`,
      method: 'PUT',
      headers: {
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/octet-stream',
        'content-length': size,
        ...headers
      }
    });
    const answered = once(sending, 'response').then(async ([answer]) => {
      const { statusCode } = answer as IncomingMessage;
      const text = await consume(answer as IncomingMessage);
      return { statusCode, body: JSON.parse(text) as ContentModel & Problem };
    });
    return { sending, answered };
  };
  const waiting = async () =>
    ((await (await ask('/api/outbox')).json()) as OutboxList).items;
  return {
    ...scene,
    begin,
    waiting,
    spooled: () => readdirSync(join(scene.companion.folder, 'data', 'uploads')),
    /** Something of the file has come to the institution. */
    arriving: async () => {
      while (readdirSync(folder).length === 0) {
        await turn();
      }
    },
    sent: async () => {
      gate.set('open');
      while ((await waiting()).length > 0) {
        for (const { id, state } of await waiting()) {
          if (state === 'waiting') {
            const body = { action: 'retry' };
            await ask(`/api/outbox/${id}`, { method: 'POST', body });
          }
        }
      }
    }
  };
}

describe('an upload whose server fails', () => {
  it('is kept whole when the server is down, whatever its size', async t => {
    const page = await setUp(t, { drive: { keptUploadMebibytes: 0 } });
    const bytes = noise(3_000_000);
    page.gate.set('closed');
    const { sending, answered } = page.begin('a.bin', bytes.length, {
      'if-none-match': '*'
    });
    sending.end(bytes);
    const { statusCode, body } = await answered;
    assert.equal(statusCode, 201);
    assert.equal(body.sciencemesh.sync, 'pending');
    assert.deepEqual(page.spooled(), []);
    const read = await page.ask(`${RAW}/a.bin`);
    assert.deepEqual(Buffer.from(await read.arrayBuffer()), bytes);
    await page.sent();
    assert.deepEqual(readFileSync(join(page.folder, 'a.bin')), bytes);
  });

  it('does not take the place of another one that waits, unasked', async t => {
    const page = await setUp(t);
    page.gate.set('closed');
    const send = async (text: string) => {
      const { sending, answered } = page.begin('a.txt', text.length, {
        'if-none-match': '*'
      });
      sending.end(text);
      return answered;
    };
    assert.equal((await send('first')).statusCode, 201);
    const { statusCode, body } = await send('second');
    assert.equal(statusCode, 409);
    assert.equal(body.code, 'changed');
    assert.equal(await (await page.ask(`${RAW}/a.txt`)).text(), 'first');
  });

  it('is kept whole when the server fails in the middle of it', async t => {
    const page = await setUp(t);
    const bytes = noise(8_000_000);
    const { sending, answered } = page.begin('a.bin', bytes.length);
    sending.write(bytes.subarray(0, 3_000_000));
    await page.arriving();
    page.gate.set('closed');
    sending.end(bytes.subarray(3_000_000));
    const { body } = await answered;
    assert.equal(body.sciencemesh.sync, 'pending');
    assert.deepEqual(page.spooled(), []);
    await page.sent();
    assert.deepEqual(readFileSync(join(page.folder, 'a.bin')), bytes);
  });

  it('is refused in words where it is too large to be kept', async t => {
    const page = await setUp(t, { drive: { keptUploadMebibytes: 1 } });
    const bytes = noise(8_000_000);
    const { sending, answered } = page.begin('a.bin', bytes.length);
    sending.on('error', () => undefined);
    sending.write(bytes.subarray(0, 3_000_000));
    await page.arriving();
    page.gate.set('closed');
    sending.write(bytes.subarray(3_000_000));
    const { statusCode, body } = await answered;
    assert.equal(statusCode, 502);
    assert.match(body.message, /too large to be kept here .* upload it again/);
    assert.deepEqual(await page.waiting(), []);
    assert.deepEqual(page.spooled(), []);
  });

  it('that breaks off itself leaves nothing to send', async t => {
    const page = await setUp(t);
    const { sending, answered } = page.begin('a.bin', 1_000_000);
    answered.catch(() => undefined);
    sending.on('error', () => undefined);
    page.gate.set('closed');
    const closed = new Promise<void>(resolve => {
      sending.once('close', resolve);
    });
    sending.write(noise(100_000), () => sending.destroy());
    await closed;
    const second = page.begin('b.bin', 3);
    second.sending.end('abc');
    await second.answered;
    const items = await page.waiting();
    assert.deepEqual(
      items.map(({ path }) => path),
      ['spectra/b.bin']
    );
  });
});
