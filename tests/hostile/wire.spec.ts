import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { ShareList } from 'sciencemesh-contract';
import { ask, assertRefusal, Scene } from './scene.ts';
import { share } from './shares.ts';
import { open, say, statuses, taken } from './wire.ts';

const body = JSON.stringify(share());
const length = Buffer.byteLength(body);

function request(headers: readonly string[], content = body): string {
  return [
    'POST /ocm/shares HTTP/1.1',
    'Host: jupyter.example.org',
    'Content-Type: application/json',
    'Connection: close',
    ...headers,
    '',
    content
  ].join('\r\n');
}

const chunked = (content: string) =>
  `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;

/** What a proxy and a server might read as different requests. */
const SMUGGLED: readonly [string, string | Buffer][] = [
  ['two lengths', request([`Content-Length: ${length}`, 'Content-Length: 3'])],
  ['two lengths in one', request([`Content-Length: ${length}, 3`])],
  ['a negative length', request(['Content-Length: -1'])],
  ['a length with a sign', request([`Content-Length: +${length}`])],
  ['a length in hexadecimal', request(['Content-Length: 0x10'])],
  ['an endless length', request([`Content-Length: ${'9'.repeat(400)}`])],
  [
    'a length and chunks',
    request([`Content-Length: ${length}`, 'Transfer-Encoding: chunked'])
  ],
  [
    'chunks and a length',
    request(['Transfer-Encoding: chunked', 'Content-Length: 3'], chunked(body))
  ],
  ['an unknown coding', request(['Transfer-Encoding: xchunked'])],
  ['chunks that are not last', request(['Transfer-Encoding: chunked, gzip'])],
  ['chunks of no size', request(['Transfer-Encoding: chunked'], 'zz\r\nx\r\n')],
  [
    'a chunk of negative size',
    request(['Transfer-Encoding: chunked'], '-1\r\nx\r\n0\r\n\r\n')
  ],
  [
    'a chunk of endless size',
    request(['Transfer-Encoding: chunked'], `${'f'.repeat(40)}\r\nx`)
  ],
  ['a space before the colon', request([`Content-Length : ${length}`])],
  ['a folded header', request([`X-A: b\r\n c: d`, 'Content-Length: 1 1'])],
  ['a NUL in a header', request(['X-A: a\0b', `Content-Length: ${length}`])],
  ['a name with a space', request(['X A: b', `Content-Length: ${length}`])],
  ['no name', request([': b', `Content-Length: ${length}`])],
  ['a header of 100 KB', request([`X-A: ${'a'.repeat(100_000)}`])],
  [
    'ten thousand headers',
    request(Array.from({ length: 10_000 }, (_, index) => `X-${index}: a`))
  ],
  ['no host', 'GET /.well-known/ocm HTTP/1.1\r\n\r\n'],
  ['no version', 'GET /.well-known/ocm\r\n\r\n'],
  ['another version', 'GET / HTTP/9.9\r\nHost: a.org\r\n\r\n'],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a greeting of TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ['noise', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7) % 256))],
  ['a method of 10 KB', `${'A'.repeat(10_000)} / HTTP/1.1\r\n\r\n`],
  ['an address of 100 KB', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`],
  ['an address with a NUL', 'GET /\0 HTTP/1.1\r\nHost: a.org\r\n\r\n']
];

/** Only the routes of the protocol are there, however one writes them. */
const PATHS: readonly [string, string][] = [
  ['GET', '/api/shares'],
  ['GET', '//api/shares'],
  ['GET', '/ocm/../api/shares'],
  ['GET', '/ocm/%2e%2e/api/shares'],
  ['GET', '/ocm/shares/../../api/health'],
  ['GET', '/%61pi/shares'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/metrics'],
  ['GET', '/ocm/shares'],
  ['GET', '/../../../../etc/passwd'],
  ['GET', '/.well-known/../../etc/passwd'],
  ['GET', '/ocm/shares%00'],
  ['GET', '/ocm/shares%'],
  ['PUT', '/ocm/shares'],
  ['DELETE', '/ocm/shares'],
  ['TRACE', '/ocm/shares'],
  ['OPTIONS', '/ocm/shares'],
  ['PROPFIND', '/ocm/shares'],
  ['POST', '/ocm/invite-accepted'],
  ['POST', '/ocm/token'],
  ['POST', '/.well-known/ocm'],
  ['POST', 'http://127.0.0.1:1/ocm/x'],
  ['CONNECT', '127.0.0.1:22']
];

const TYPES = [
  '',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/jsonx',
  'application/ld+json',
  'application/json, text/plain',
  'x'.repeat(5000),
  'text/plain; x=application/json'
];

test('on the wire', { timeout: 120_000 }, async t => {
  const scene = await Scene.start(t, {
    config: {
      ocm: { hosts: { 'locked.example.org': { from: ['203.0.113.0/24'] } } }
    }
  });
  const node = scene.companion.ocmListen;
  const shares = async () => {
    const { value } = await scene.api('/api/shares?filter=all');
    return (value as ShareList).items;
  };

  for (const [name, bytes] of SMUGGLED) {
    await t.test(`a request with ${name} is refused as a whole`, async () => {
      const received = await say(node, bytes);
      const found = statuses(received);
      assert.ok(found.length <= 1, received);
      assert.ok(
        found.every(status => status >= 400 && status < 500),
        received
      );
      assert.deepEqual(await shares(), []);
    });
  }

  for (const [method, path] of PATHS) {
    await t.test(`${method} ${path} leads nowhere`, async () => {
      const received = await say(
        node,
        `${method} ${path} HTTP/1.1\r\nHost: a.org\r\nConnection: close\r\n\r\n`
      );
      const [status = 0] = statuses(received);
      assert.ok(
        (status >= 400 && status < 500) || (status === 0 && received === ''),
        received
      );
      assert.doesNotMatch(received, /root:|sciencemesh_|"items"/);
    });
  }

  for (const type of TYPES) {
    await t.test(
      `a body of the type "${type.slice(0, 40)}" is not read`,
      async () => {
        const answer = await ask(`${node}/ocm/shares`, {
          method: 'POST',
          headers: { 'content-type': type },
          body
        });
        assertRefusal(answer, 415);
      }
    );
  }

  for (const header of [
    'X-Forwarded-For: 203.0.113.5',
    'X-Forwarded-For: 127.0.0.1, 203.0.113.5',
    'X-Forwarded-For: 203.0.113.5, 127.0.0.1',
    'Forwarded: for=203.0.113.5',
    'X-Real-IP: 203.0.113.5',
    'X-Client-IP: 203.0.113.5',
    'CF-Connecting-IP: 203.0.113.5',
    'True-Client-IP: 203.0.113.5'
  ]) {
    await t.test(`nobody is let in by ${header}`, async () => {
      const content = JSON.stringify(
        share({
          sender: 'max@locked.example.org',
          owner: 'x@locked.example.org'
        })
      );
      const received = await say(
        node,
        request([header, `Content-Length: ${content.length}`], content)
      );
      assert.deepEqual(statuses(received), [403], received);
    });
  }

  await t.test('a body without end is cut off', async () => {
    const line = await open(node);
    line.socket.write(request(['Transfer-Encoding: chunked'], ''));
    const piece = `10000\r\n${'['.repeat(0x10000)}\r\n`;
    let sent = 0;
    while (!line.socket.destroyed && sent < 200 * 1024 * 1024) {
      sent += piece.length;
      if (!line.socket.write(piece)) {
        await Promise.race([
          new Promise(resolve => line.socket.once('drain', resolve)),
          line.closed
        ]);
      }
    }
    await line.closed;
    assert.ok(sent < 100 * 1024 * 1024, `${sent} bytes were taken`);
    assert.deepEqual(await shares(), []);
  });

  await t.test('the slow do not keep the others waiting', async () => {
    const slow = await Promise.all(
      Array.from({ length: 150 }, async (_, index) => {
        const line = await open(node);
        const whole = request([`Content-Length: ${length}`]);
        // Some stop in the middle of the header, some in the body.
        line.socket.write(whole.slice(0, index % 2 === 0 ? 60 : -10));
        return line;
      })
    );
    const answer = await scene.post('/ocm/shares', share());
    assert.equal(answer.status, 201);
    await scene.assertWell();
    slow.forEach(({ socket }) => socket.destroy());
  });

  await t.test(
    'many large bodies at once take no more than is there',
    async () => {
      const lines = await Promise.all(
        Array.from({ length: 12 }, async () => {
          const line = await open(node);
          line.socket.write(
            request(['Content-Length: 8000000'], ' '.repeat(7_900_000))
          );
          return line;
        })
      );
      await Promise.all(
        lines.map(async ({ socket }) => {
          if (socket.writableLength > 0) {
            await once(socket, 'drain');
          }
        })
      );
      await taken(node);
      await scene.assertWell();
      // Whoever was refused learns of it at the end of what it had to say.
      lines.forEach(({ socket }) => socket.write(' '.repeat(100_000)));
      await Promise.all(lines.map(({ closed }) => closed));
      const answers = lines.flatMap(line => statuses(line.received()));
      assert.ok(answers.includes(503), 'some are asked to come back later');
      assert.ok(answers.every(status => status === 503 || status === 400));
    }
  );

  await t.test('all that leaves nothing behind', async () => {
    await scene.assertUntouched();
    assert.deepEqual(scene.origin.connects, []);
    scene.assertDiscreet();
    assert.equal((await shares()).length, 1);
  });
});

test('too many requests are refused, whoever they claim to be from', async t => {
  const scene = await Scene.start(t, {
    config: { ocm: { rateLimit: { requests: 20, seconds: 60 } } }
  });
  for (let number = 0; number < 30; number++) {
    const answer = await ask(`${scene.companion.ocmListen}/ocm/shares`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `203.0.113.${number}`
      },
      body: '{}'
    });
    assertRefusal(answer, number < 20 ? 400 : 429);
  }
});
