/**
 * The user API, for those who do not know its secret and for those who make
 * somebody who knows it ask for something foolish.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { ShareList, TransferList } from 'sciencemesh-contract';
import { SECRET } from '../../companion/src/command-line/testing/process.ts';
import { crate } from './crates.ts';
import { preview, receive } from './packages.ts';
import { ask, assertRefusal, Scene } from './scene.ts';
import { share, webdav } from './shares.ts';
import { say, statuses } from './wire.ts';

const ROUTES: readonly [string, string][] = [
  ['GET', '/api/health'],
  ['GET', '/api/node'],
  ['GET', '/api/metrics'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/events'],
  ['GET', '/api/shares'],
  ['HEAD', '/api/shares'],
  ['GET', '/api/shares/x'],
  ['GET', '/api/shares/x/crate'],
  ['PATCH', '/api/shares/x'],
  ['POST', '/api/shares/seen'],
  ['POST', '/api/shares/x/delivery/retry'],
  ['POST', '/api/shares/x/set-back'],
  ['GET', '/api/providers'],
  ['POST', '/api/providers/x/refresh'],
  ['POST', '/api/packages'],
  ['GET', '/api/packages/x'],
  ['POST', '/api/packages/x/check'],
  ['DELETE', '/api/packages/x/check'],
  ['POST', '/api/packages/x/open'],
  ['GET', '/api/packages/x/document'],
  ['GET', '/api/transfers'],
  ['GET', '/api/transfers/x'],
  ['GET', '/api/transfers/x/files'],
  ['POST', '/api/transfers/x/cancel'],
  ['POST', '/api/transfers/x/retry'],
  ['POST', '/api/copies'],
  ['POST', '/api/copies/preview'],
  ['GET', '/api/versions/x'],
  ['POST', '/api/versions/x'],
  ['GET', '/api/version-content/x?id=1'],
  ['GET', '/api/trash/x'],
  ['POST', '/api/trash/x'],
  ['DELETE', '/api/trash/x'],
  ['GET', '/api/search?q=x'],
  ['POST', '/api/shares/x/check'],
  ['GET', '/api/repositories'],
  ['POST', '/api/repositories'],
  ['DELETE', '/api/repositories/x'],
  ['PUT', '/api/repositories/x/token'],
  ['DELETE', '/api/repositories/x/token'],
  ['POST', '/api/repositories/x/look'],
  ['GET', '/api/repositories/x/suggestions?kind=licence&q=x'],
  ['GET', '/api/publications'],
  ['POST', '/api/publications'],
  ['GET', '/api/publications/x'],
  ['DELETE', '/api/publications/x'],
  ['PUT', '/api/publications/x/form'],
  ['GET', '/api/publications/x/files'],
  ['POST', '/api/publications/x/create'],
  ['POST', '/api/publications/x/end'],
  ['GET', '/api/publications/x/citation?format=text'],
  ['OPTIONS', '/api/shares'],
  ['GET', '/'],
  ['GET', '/ocm/shares'],
  ['POST', '/ocm/shares']
];

const CREDENTIALS: readonly (string | undefined)[] = [
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Bearer guess',
  `Bearer ${SECRET.slice(0, -1)}`,
  `Bearer ${SECRET}x`,
  `Bearer ${SECRET.toUpperCase()}`,
  `Basic ${btoa(`:${SECRET}`)}`,
  `Token ${SECRET}`,
  SECRET,
  `Bearer ${'x'.repeat(8000)}`
];

/** What a page of another origin can send without asking first. */
const SIMPLE_TYPES = [
  undefined,
  'text/plain',
  'text/plain; charset=application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=application/json'
];

const IDS = [
  '..',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  'a%00b',
  'a b',
  "' OR 1=1 --",
  '__proto__',
  'constructor',
  '%F0%9F%98%80',
  '%',
  '%ff',
  'x'.repeat(65),
  'x'.repeat(9000),
  '1;DROP TABLE shares',
  '*',
  '-'
];

const FOLDERS: readonly unknown[] = [
  '',
  ' ',
  '/',
  '.',
  '..',
  '../outside',
  'ScienceMesh/../../outside',
  '/../../../tmp/outside',
  'a\0b',
  `${'x'.repeat(300)}`,
  `${'x/'.repeat(3000)}`,
  'notes.txt/below',
  '.sciencemesh\0',
  null,
  7,
  ['a'],
  {}
];

const OPENINGS: readonly [string, unknown][] = [
  ['no folder', {}],
  ['an unknown member', { folder: 'ScienceMesh/x', execute: true }],
  ['files by name', { folder: 'ScienceMesh/x', exclude: ['a'] }],
  ['files by negative numbers', { folder: 'ScienceMesh/x', exclude: [-1] }],
  ['files by fractions', { folder: 'ScienceMesh/x', exclude: [0.5] }],
  ['parameters as a list', { folder: 'ScienceMesh/x', parameters: ['a'] }],
  [
    'a parameter of objects',
    { folder: 'ScienceMesh/x', parameters: { a: { b: 1 } } }
  ],
  ['lists in lists', { folder: 'ScienceMesh/x', parameters: { a: [[1]] } }],
  ['fresh as text', { folder: 'ScienceMesh/x', fresh: 'yes' }],
  ['a list', []],
  ['a text', '"x"']
];

test('the user API', { timeout: 120_000 }, async t => {
  const scene = await Scene.start(t);
  const { listen } = scene.companion;
  const offer = await scene.post('/ocm/shares', webdav());
  assert.equal(offer.status, 201);
  const [pending] = ((await scene.api('/api/shares')).value as ShareList).items;
  assert.ok(pending);

  for (const [method, path] of ROUTES) {
    await t.test(`${method} ${path} asks for the secret`, async () => {
      for (const authorization of CREDENTIALS) {
        const answer = await ask(`${listen}${path}`, {
          method,
          headers: {
            ...(authorization === undefined ? {} : { authorization }),
            ...(method === 'GET' || method === 'HEAD'
              ? {}
              : { 'content-type': 'application/json' })
          }
        });
        assert.equal(answer.status, 401, authorization);
        if (method !== 'HEAD') {
          assertRefusal(answer, 401);
        }
      }
    });
  }

  await t.test('is not opened by a secret in another place', async () => {
    const places = [
      [`/api/shares?token=${SECRET}`, {}],
      [`/api/shares?authorization=Bearer ${SECRET}`, {}],
      ['/api/shares', { cookie: `authorization=Bearer ${SECRET}` }],
      ['/api/shares', { 'x-authorization': `Bearer ${SECRET}` }]
    ] as const;
    for (const [path, headers] of places) {
      assertRefusal(await ask(`${listen}${path}`, { headers }), 401);
    }
  });

  await t.test('tells no events to whom it does not know', async () => {
    for (const headers of [{}, { authorization: 'Bearer guess' }]) {
      const socket = new WebSocket(`${listen}/api/events`, {
        headers: { ...headers, origin: 'https://evil.example.org' }
      });
      const status = await new Promise(resolve => {
        socket.once('open', () => resolve('open'));
        socket.once('unexpected-response', (_, { statusCode }) =>
          resolve(statusCode)
        );
        socket.on('error', () => undefined);
      });
      socket.terminate();
      assert.equal(status, 401);
    }
  });

  await t.test('takes nothing from a listener of events', async () => {
    const socket = new WebSocket(`${listen}/api/events`, {
      headers: { authorization: `Bearer ${SECRET}` }
    });
    const code = await new Promise(resolve => {
      socket.once('open', () => socket.send('x'.repeat(1_000_000)));
      socket.once('close', resolve);
    });
    assert.equal(code, 1009);
    await scene.assertWell();
  });

  for (const type of SIMPLE_TYPES) {
    await t.test(`changes nothing for a body of the type ${type}`, async () => {
      const answer = await ask(`${listen}/api/shares/${pending.id}`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${SECRET}`,
          ...(type === undefined ? {} : { 'content-type': type })
        },
        body: new TextEncoder().encode('{"state":"accepted"}')
      });
      assertRefusal(answer, 415);
      const { value } = await scene.api(`/api/shares/${pending.id}`);
      assert.equal((value as { state: string }).state, 'pending');
    });
  }

  await t.test('changes nothing by GET, whatever it is called', async () => {
    for (const path of [
      `/api/shares/${pending.id}?state=accepted`,
      `/api/shares/${pending.id}?_method=PATCH`
    ]) {
      await ask(`${listen}${path}`, {
        headers: {
          authorization: `Bearer ${SECRET}`,
          'x-http-method-override': 'PATCH'
        }
      });
    }
    const { value } = await scene.api(`/api/shares/${pending.id}`);
    assert.equal((value as { state: string }).state, 'pending');
  });

  for (const id of IDS) {
    await t.test(`has nothing at ${id.slice(0, 30)}`, async () => {
      for (const path of [
        `shares/${id}`,
        `packages/${id}`,
        `transfers/${id}`,
        `publications/${id}`,
        `repositories/${id}/suggestions?kind=licence&q=x`
      ]) {
        const received = await say(
          listen,
          [
            `GET /api/${path.replaceAll(' ', '%20')} HTTP/1.1`,
            'Host: localhost',
            `Authorization: Bearer ${SECRET}`,
            'Connection: close',
            '',
            ''
          ].join('\r\n')
        );
        const [status = 0] = statuses(received);
        assert.ok([400, 404, 414, 431].includes(status), received);
        assert.match(received, /"message":"[^"]{6,}/);
      }
    });
  }

  for (const change of [
    {},
    { state: 'signed' },
    { state: null },
    { seen: 1 },
    { hidden: 'true' },
    { name: 'renamed' },
    { __proto__: null, state: 'accepted', delivery: {} },
    []
  ]) {
    await t.test(
      `does not change a share to ${JSON.stringify(change)}`,
      async () => {
        const path = `/api/shares/${pending.id}`;
        assertRefusal(await scene.api(path, 'PATCH', change), 400);
      }
    );
  }

  for (const query of [
    'filter=everything',
    'filter=all&filter=hidden',
    `search=${'x'.repeat(201)}`,
    'filter=__proto__'
  ]) {
    await t.test(`does not list shares by ${query.slice(0, 30)}`, async () => {
      assertRefusal(await scene.api(`/api/shares?${query}`), 400);
    });
  }

  await t.test('answers an odd or endless question all the same', async () => {
    for (const query of [
      'search=%25%27%22%3B--',
      'search=%F0%9F%98%80%00',
      `search=${'a '.repeat(100)}`,
      '__proto__=x&constructor=y',
      `${'x=1&'.repeat(1500)}`
    ]) {
      assert.equal((await scene.api(`/api/shares?${query}`)).status, 200);
    }
    const answer = await say(
      listen,
      `GET /api/shares?${'x'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`
    );
    assert.ok(statuses(answer).every(status => status === 431));
  });

  const id = await receive(scene, crate());
  await mkdir(join(scene.root, 'ScienceMesh'), { recursive: true });
  await writeFile(join(scene.root, 'ScienceMesh', 'file'), 'mine');
  for (const folder of FOLDERS) {
    await t.test(
      `opens nothing in ${JSON.stringify(folder).slice(0, 40)}`,
      async () => {
        const answer = await scene.api(`/api/packages/${id}/open`, 'POST', {
          folder
        });
        assertRefusal(answer, 400);
      }
    );
  }
  for (const [what, request] of OPENINGS) {
    await t.test(`opens nothing by a request with ${what}`, async () => {
      const path = `/api/packages/${id}/open`;
      assertRefusal(await scene.api(path, 'POST', request), 400);
    });
  }

  await t.test('says what does not fit on the disk', async () => {
    const huge = await receive(
      scene,
      crate(
        {},
        {
          '@id': 'https://data.example.org/huge.csv',
          '@type': 'File',
          contentSize: String(2 ** 52)
        }
      )
    );
    const { folder } = await preview(scene, huge);
    const path = `/api/packages/${huge}/open`;
    const answer = await scene.api(path, 'POST', { folder });
    assertRefusal(answer, 507);
    assert.match(answer.text, /are free/);
  });

  await t.test(
    'opens a package once, however often it is asked to',
    async () => {
      scene.origin.route('data.example.org', '/once.csv', {
        text: 'a,b\n'.repeat(1000),
        bytesPerSecond: 2000
      });
      const once = await receive(
        scene,
        crate(
          { name: 'Once' },
          { '@id': 'https://data.example.org/once.csv', '@type': 'File' }
        )
      );
      const { folder } = await preview(scene, once);
      const answers = await Promise.all(
        Array.from({ length: 8 }, () =>
          scene.api(`/api/packages/${once}/open`, 'POST', { folder })
        )
      );
      assert.ok(answers.every(({ status }) => status === 202));
      const { value } = await scene.api('/api/transfers');
      const transfers = (value as TransferList).items.filter(
        ({ packageId }) => packageId === once
      );
      assert.equal(transfers.length, 1);
    }
  );

  await t.test('lists shares that are full of names in bounds', async () => {
    const protocol = {
      embedded: { payload: crate() },
      webdav: {
        permissions: Array.from({ length: 50 }, () => 'p'.repeat(50_000))
      },
      ...Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [`protocol-${index}`, {}])
      ),
      ['n'.repeat(1_000_000)]: {}
    };
    assert.equal(
      (await scene.post('/ocm/shares', share({ protocol }))).status,
      201
    );
    const answer = await scene.api('/api/shares');
    assert.ok(answer.text.length < 20_000, `${answer.text.length} bytes`);
  });

  await t.test('leaves nothing behind', async () => {
    await scene.assertUntouched();
    scene.assertDiscreet(
      ['max@player', 'ScienceMesh/', 'notes.txt', 'huge.csv'],
      /Max payload size exceeded/
    );
    await scene.assertWell();
  });
});
