import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import type { StorageFailure } from '../storage.ts';
import { fails, list, put } from '../testing/files.ts';
import {
  document,
  FOLDER,
  hostile,
  item,
  SELF,
  withFile,
  type Answer
} from '../testing/hostile-server.ts';
import { patienceOf } from './failures.ts';

const STATUSES: [status: number, code: StorageFailure, message: RegExp][] = [
  [400, 'name-refused', /Try another/],
  [401, 'login-refused', /ask its sender/],
  [402, 'broken-answer', /402/],
  [403, 'not-permitted', /more rights/],
  [404, 'not-found', /any more/],
  [405, 'unsupported', /cannot do this/],
  [408, 'timeout', /Try again later/],
  [410, 'not-found', /any more/],
  [413, 'too-large', /larger than/],
  [414, 'name-refused', /Try another/],
  [418, 'broken-answer', /418/],
  [423, 'locked', /somebody works/],
  [429, 'busy', /patience/],
  [451, 'broken-answer', /451/],
  [500, 'server-failed', /operator/],
  [501, 'unsupported', /cannot do this/],
  [502, 'server-failed', /Try again later/],
  [503, 'busy', /patience/],
  [504, 'timeout', /Try again later/],
  [507, 'no-space', /make room/],
  [599, 'server-failed', /operator/]
];

describe('a refusal', () => {
  for (const [status, code, message] of STATUSES) {
    it(`is said in words: ${status}`, async t => {
      const { storage } = await hostile(t, (request, response) => {
        request.resume();
        response.writeHead(status, { 'content-type': 'text/html' });
        response.end('<script>alert(1)</script> secret stack trace');
      });
      for (const attempt of [
        () => storage.stat('x'),
        () => storage.list('x'),
        () => storage.read('x')
      ]) {
        const error = await fails(attempt(), code);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /script|secret/);
      }
    });
  }

  it('of the whole share says that it is gone', async t => {
    for (const status of [404, 410]) {
      const { storage } = await hostile(t, (_, response) => {
        response.writeHead(status).end();
      });
      await fails(storage.list(''), 'share-gone');
      await fails(storage.stat(''), 'share-gone');
      await fails(storage.stat('x'), 'not-found');
    }
  });

  it('carries how long to wait', async t => {
    const { storage } = await hostile(t, (_, response) => {
      response.writeHead(503, { 'retry-after': '120' }).end();
    });
    const error = await fails(storage.stat('x'), 'busy');
    assert.equal(error.retryAfter, 120_000);
    assert.match(error.message, /120 seconds/);
  });

  for (const [value, expected] of [
    ['0', 0],
    ['7', 7000],
    ['999999999', 86_400_000],
    ['99999999999999999999', null],
    ['-5', null],
    ['soon', null],
    ['', null],
    ['Sun, 22 Nov 2026 00:00:10 GMT', 10_000],
    ['Sun, 22 Nov 2025 00:00:00 GMT', 0],
    ['Sun, 22 Nov 2099 00:00:00 GMT', 86_400_000]
  ] as const) {
    it(`may ask to wait nonsense: "${value}"`, () => {
      const now = Date.parse('2026-11-22T00:00:00Z');
      assert.equal(patienceOf(value, now), expected);
    });
  }
});

describe('a redirect', () => {
  for (const [what, status] of [
    ['found', 302],
    ['kept method', 307],
    ['moved for good', 308]
  ] as const) {
    it(`to another host never sees credentials (${what})`, async t => {
      const other = await hostile(t, (_, response) => response.end());
      const { storage } = await hostile(t, (request, response) => {
        request.resume();
        response.writeHead(status, { location: `${other.url}/x` }).end();
      });
      for (const attempt of [
        () => storage.stat('x'),
        () => storage.list('x'),
        () => storage.read('x'),
        () => put(storage, 'x', 'text'),
        () => storage.makeFolder('x'),
        () => storage.move('x', 'y'),
        () => storage.delete('x')
      ]) {
        const error = await fails(attempt(), 'broken-answer');
        assert.match(error.message, /not followed|another address/);
      }
      assert.deepEqual(other.requests, []);
    });
  }

  it('of a write is not followed, also at the same host', async t => {
    const { storage, requests } = await hostile(
      t,
      withFile(response => {
        response.writeHead(307, { location: '/elsewhere' }).end();
      })
    );
    await fails(put(storage, 'file', 'text'), 'broken-answer');
    await fails(storage.delete('file'), 'broken-answer');
    await fails(storage.move('file', 'other'), 'broken-answer');
    assert.ok(!requests.some(line => line.endsWith('/elsewhere')));
  });

  it('in circles is given up', async t => {
    const { storage } = await hostile(t, (request, response) => {
      response.writeHead(302, { location: request.url }).end();
    });
    await fails(storage.read('x'), 'broken-answer');
  });

  it('to a login page is no file and no folder', async t => {
    const { storage } = await hostile(t, (request, response) => {
      if (request.url === '/login') {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<form>password</form>');
      } else {
        response.writeHead(302, { location: '/login' }).end();
      }
    });
    await fails(storage.read('data.csv'), 'broken-answer');
    await fails(storage.list(''), 'broken-answer');
  });
});

const TEN = '0123456789';

describe('a write', () => {
  /** A server of a kind that is given the file directly. */
  const direct =
    (answer: (response: ServerResponse, method: string) => void): Answer =>
    (request, response) => {
      response.setHeader('server', 'Apache/2.4');
      withFile((given, _, method) => answer(given, method))(request, response);
    };

  for (const [what, answer, code] of [
    ['is gone when the answer says it is there', 201, 'broken-answer'],
    ['is locked', 423, 'locked'],
    ['finds no space', 507, 'no-space'],
    ['is too large', 413, 'too-large'],
    ['is not permitted', 403, 'not-permitted'],
    ['finds a login', 401, 'login-refused'],
    ['finds a server that fails', 500, 'server-failed'],
    ['finds a server that rests', 503, 'busy'],
    ['is of a kind that is not taken', 415, 'broken-answer']
  ] as const) {
    it(`that ${what} is an error`, async t => {
      const { storage } = await hostile(
        t,
        direct(response => response.writeHead(answer).end())
      );
      await fails(put(storage, 'new', 'text'), code);
    });
  }

  it('of which the server kept another length is an error', async t => {
    const { storage } = await hostile(
      t,
      direct(response => response.writeHead(204).end())
    );
    // The server has ten bytes afterwards.
    await fails(put(storage, 'file', 'text'), 'broken-answer');
    assert.equal((await put(storage, 'file', TEN)).size, 10);
  });

  it('takes no header out of a validator', async t => {
    const { storage } = await hostile(
      t,
      direct(response => response.writeHead(204, { etag: '"a b\u00ff"' }).end())
    );
    assert.equal((await put(storage, 'file', TEN)).etag, 'e1');
  });

  it('whose connection breaks is an error', async t => {
    const { storage } = await hostile(
      t,
      direct(response => response.socket?.resetAndDestroy())
    );
    await fails(put(storage, 'new', 'text'), 'unreachable');
  });

  it('to a folder is refused before anything is sent', async t => {
    const { storage, requests } = await hostile(t, (request, response) => {
      response.writeHead(207, { 'content-type': 'application/xml' });
      response.end(document(item(request.url ?? '', FOLDER)));
    });
    await fails(put(storage, 'folder', 'text'), 'wrong-kind');
    assert.ok(!requests.some(line => line.startsWith('PUT')));
  });
});

describe('an order that is carried out in part', () => {
  const partly = (status: number): Answer =>
    withFile(response => {
      response.writeHead(207, { 'content-type': 'application/xml' });
      response.end(
        document(
          `<d:response><d:href>/dav/share/file</d:href><d:status>HTTP/1.1 424 x</d:status></d:response>`,
          `<d:response><d:href>/dav/share/file/x</d:href><d:status>HTTP/1.1 ${status} x</d:status></d:response>`
        )
      );
    });

  for (const [status, code] of [
    [403, 'not-permitted'],
    [423, 'locked'],
    [507, 'no-space']
  ] as const) {
    it(`fails for the reason of the part (${status})`, async t => {
      const { storage } = await hostile(t, partly(status));
      await fails(storage.delete('file'), code);
      await fails(storage.move('file', 'other'), code);
    });
  }

  it('fails when it cannot be read', async t => {
    const { storage } = await hostile(
      t,
      withFile(response => response.writeHead(207).end('<html>'))
    );
    await fails(storage.delete('file'), 'broken-answer');
  });
});

describe('space', () => {
  for (const [available, used, expected] of [
    ['100', '5', { available: 100, used: 5 }],
    ['-3', '5', { available: null, used: 5 }],
    ['', '', { available: null, used: null }],
    ['lots', '1e9', { available: null, used: null }]
  ] as const) {
    it(`is a number or not known: "${available}", "${used}"`, async t => {
      const xml = document(
        item(
          '/dav/share/',
          `<d:quota-available-bytes>${available}</d:quota-available-bytes><d:quota-used-bytes>${used}</d:quota-used-bytes>`
        )
      );
      const { storage } = await hostile(t, (_, response) => {
        response.writeHead(207, { 'content-type': 'text/xml' }).end(xml);
      });
      assert.deepEqual(await storage.quota(), expected);
    });
  }
});

describe('a listing of 207 that is 200', () => {
  it('is a listing all the same', async t => {
    const { storage } = await hostile(t, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(document(SELF, item('/dav/share/a')));
    });
    assert.equal((await list(storage))[0]?.name, 'a');
  });
});
