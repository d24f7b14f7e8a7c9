import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ContentModel } from 'sciencemesh-contract';
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
