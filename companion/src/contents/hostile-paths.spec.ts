/**
 * Paths that no well-meaning page sends, each at every door: never a 500,
 * never anything outside of the share, never a change.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { SECRET } from '../ocm/testing/companion.ts';
import { startScene } from './testing/scene.ts';

/** Behind `/api/<door>/`, as they stand in the address. */
const PATHS = [
  '..',
  '../',
  'spectra/..',
  'spectra/../',
  'spectra/../..',
  'spectra/../../outside.txt',
  'spectra/./a.txt',
  'spectra/sub/../a.txt',
  '%2e%2e',
  'spectra/%2e%2e/%2e%2e/outside.txt',
  'spectra/%2E%2E%2Foutside.txt',
  'spectra/..%2f..%2foutside.txt',
  'spectra%2f..%2foutside.txt',
  'spectra/%2e',
  'spectra/.%2e/x',
  'spectra/%252e%252e/outside.txt',
  'spectra/..%5c..%5coutside.txt',
  'spectra/..%c0%af..%c0%afoutside.txt',
  'spectra/%c0%ae%c0%ae/outside.txt',
  'spectra/%e0%80%ae%e0%80%ae/x',
  'spectra/%u002e%u002e/x',
  'spectra/%',
  'spectra/%zz',
  'spectra/%f0%28%8c%bc',
  'spectra/%ed%a0%80',
  'spectra/a.txt%00',
  'spectra/a.txt%00.png',
  '%00',
  'spectra/%0d%0aset-cookie:%20x',
  'spectra/%0a',
  'spectra/%1b%5b2J',
  'spectra/%7f',
  'spectra/%c2%85',
  'spectra//a.txt',
  'spectra///a.txt',
  '//spectra/a.txt',
  'spectra/sub//',
  'spectra/a.txt/',
  'spectra/a.txt//',
  'spectra/a.txt/.',
  'spectra/a.txt/..',
  'spectra/a.txt/x',
  'ScienceMesh:spectra/b.txt',
  'ScienceMesh:spectra',
  'ScienceMesh%3Aspectra/b.txt',
  'spectra:/b.txt',
  'RTC:spectra/b.txt',
  'SPECTRA/a.txt',
  'Spectra',
  '%20spectra/a.txt',
  'spectra%20/a.txt',
  'spectra/%20a.txt',
  'spectra.',
  '~/a.txt',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  'spectra/%2fetc%2fpasswd',
  'file:%2f%2f%2fetc%2fpasswd',
  'C:/windows/win.ini',
  'C%3A%5Cwindows',
  'spectra/a.txt%20',
  'spectra/a%2etxt%2f',
  'spectra/a.txt;x=1',
  'spectra/a.txt:stream',
  'spectra/a.txt::$DATA',
  `spectra/${'x'.repeat(256)}`,
  `spectra/${'%CF%88'.repeat(200)}`,
  `spectra/${'x'.repeat(4096)}`,
  `spectra/${'d/'.repeat(2000)}x`,
  'x'.repeat(8000),
  `spectra/${encodeURIComponent('caf\u00e9'.normalize('NFD'))}`,
  `spectra/${encodeURIComponent('ﬁle')}`,
  'spectra/%E2%80%AEtxt.a',
  '__proto__',
  'constructor/a.txt',
  'spectra/__proto__/x',
  'undefined',
  'null',
  'spectra/checkpoints/../a.txt',
  'spectra/a.txt/checkpoints/..',
  'spectra/a.txt/checkpoints/%2e%2e',
  'spectra/a.txt/checkpoints/../../../x',
  'spectra/a.txt/checkpoints/00000000-0000-4000-8000-000000000000'
];

/** Answers that mean "no". */
const NO = [400, 403, 404, 410, 413, 414, 415, 405];

test('paths that no page sends', async t => {
  const scene = await startScene(t, {
    files: { 'a.txt': 'A', café: 'composed', 'sub/x': 'x' }
  });

  /** Sends an address exactly as it is written, unlike `fetch`. */
  function send(
    method: string,
    address: string,
    body?: object
  ): Promise<{ status: number; text: string }> {
    const { hostname, port } = new URL(scene.companion.app.addresses.listen);
    return new Promise((resolve, reject) => {
      const sending = request(
        {
          hostname,
          port,
          method,
          path: address,
          headers: {
            authorization: `Bearer ${SECRET}`,
            'content-type': 'application/json'
          }
        },
        answer => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text })
          );
        }
      ).on('error', reject);
      sending.end(body === undefined ? '' : JSON.stringify(body));
    });
  }

  const untouched = () => {
    assert.deepEqual(readdirSync(scene.folder).sort(), [
      'a.txt',
      'café',
      'sub'
    ]);
    assert.equal(readFileSync(join(scene.folder, 'a.txt'), 'utf8'), 'A');
    assert.ok(!existsSync(join(scene.folder, '..', 'outside.txt')));
  };

  for (const path of PATHS) {
    await t.test(`reads nothing at ${path.slice(0, 60)}`, async () => {
      for (const door of ['contents', 'raw', 'zip']) {
        const { status, text } = await send('GET', `/api/${door}/${path}`);
        if (status === 200) {
          // What is left when slashes at the ends do not count.
          assert.match(path, /^(?:\/\/spectra|spectra\/(?:a\.txt|sub)\/*$)/);
        } else {
          assert.ok(NO.includes(status), `${door}: ${status} ${text}`);
        }
        assert.doesNotMatch(text, /root:|composed/);
      }
      untouched();
    });
  }

  for (const path of PATHS.filter(one =>
    /%00|\.\.|%2e|%0|%c0|%2f|\/\//i.test(one)
  )) {
    await t.test(`changes nothing at ${path.slice(0, 60)}`, async () => {
      const text = { type: 'file', format: 'text', content: 'x' };
      for (const [method, address, body] of [
        ['PUT', `/api/contents/${path}`, text],
        ['PATCH', `/api/contents/${path}`, { path: 'spectra/stolen' }],
        ['DELETE', `/api/contents/${path}`, undefined],
        ['PUT', `/api/raw/${path}`, {}]
      ] as const) {
        if (/^\/\/spectra|a\.txt\/\/?$|sub\/\/$/.test(path)) {
          continue;
        }
        const answer = await send(method, address, body);
        assert.ok(
          NO.includes(answer.status),
          `${method} ${answer.status} ${answer.text}`
        );
      }
      untouched();
    });
  }

  await t.test('takes none of them from a body', async () => {
    for (const path of [
      '..',
      'spectra/../outside.txt',
      'spectra//x',
      'spectra/\0',
      'spectra/a\nb',
      'ScienceMesh:spectra/x',
      `spectra/${'x'.repeat(300)}`,
      'spectra/\ud800',
      ''
    ]) {
      const renamed = await send('PATCH', '/api/contents/spectra/a.txt', {
        path
      });
      assert.ok(NO.includes(renamed.status), `${path}: ${renamed.status}`);
      if (path !== '') {
        const copied = await send('POST', '/api/contents/spectra', {
          copy_from: path
        });
        assert.ok(NO.includes(copied.status), `${path}: ${copied.status}`);
      }
    }
    untouched();
  });
});
