import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fails, pattern } from '../testing/files.ts';
import { document, FOLDER, hostile, item } from '../testing/hostile-server.ts';
import type { Storage, WriteCondition } from '../storage.ts';
import { BytesFrom } from './bytes-from.ts';

const ANY: WriteCondition = { type: 'any' };
const UPLOAD = '/data/upload-1';
const SIZE = 1000;
const PIECE = 300;

/** What a server of TUS does with a request, instead of what it should. */
type Instead = (
  request: IncomingMessage,
  response: ServerResponse
) => boolean | Promise<boolean>;

interface Scene {
  storage: Storage;
  requests: string[];
  /** What the server has: by uploads that are whole, and by PUT. */
  files: Map<string, Buffer>;
  arrived: () => number;
  write: (options?: {
    size?: number;
    condition?: WriteCondition;
    signal?: AbortSignal;
    body?: () => Readable;
  }) => Promise<unknown>;
}

/** A server that is strict about offsets, and a storage that asks it. */
async function setUp(
  test: TestContext,
  {
    instead = () => false,
    location = UPLOAD,
    says = { 'tus-version': '1.0.0' },
    from = 1
  }: {
    instead?: Instead;
    location?: string | null;
    says?: Record<string, string>;
    from?: number;
  } = {}
): Promise<Scene> {
  const files = new Map<string, Buffer>();
  let upload: { name: string; size: number; bytes: Buffer } | null = null;
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> => {
    const { headers, method, url = '' } = request;
    if (await instead(request, response)) {
      return;
    }
    const end = (status: number, more: Record<string, string> = {}) =>
      response.writeHead(status, more).end();
    switch (method) {
      case 'PROPFIND': {
        request.resume();
        const file = files.get(url);
        const isFolder = url.replace(/\/$/, '') === '/dav/share';
        if (!file && !isFolder) {
          return void end(404);
        }
        const etag = file && createHash('md5').update(file).digest('hex');
        response.writeHead(207, {
          'content-type': 'application/xml',
          // It is known to write into no file before it has all of it.
          server: 'Apache',
          ...says
        });
        response.end(
          document(
            item(
              url,
              file
                ? `<d:resourcetype/><d:getcontentlength>${file.length}</d:getcontentlength><d:getetag>"${etag}"</d:getetag>`
                : FOLDER
            )
          )
        );
        return;
      }
      case 'POST': {
        const [, name = ''] =
          /^filename (\S+)$/.exec(String(headers['upload-metadata'])) ?? [];
        upload = {
          name: Buffer.from(name, 'base64').toString(),
          size: Number(headers['upload-length']),
          bytes: Buffer.alloc(0)
        };
        return void end(201, location === null ? {} : { location });
      }
      case 'HEAD':
        return upload === null
          ? void end(404)
          : void end(200, { 'upload-offset': String(upload.bytes.length) });
      case 'PATCH': {
        assert.equal(url, UPLOAD);
        if (upload === null) {
          return void end(404);
        }
        if (Number(headers['upload-offset']) !== upload.bytes.length) {
          return void end(409);
        }
        const now = upload;
        try {
          for await (const bytes of request as AsyncIterable<Buffer>) {
            now.bytes = Buffer.concat([now.bytes, bytes]);
          }
        } catch {
          return;
        }
        if (now.bytes.length === now.size) {
          files.set(`/dav/share/${encodeURIComponent(now.name)}`, now.bytes);
          upload = null;
        }
        return void end(204, { 'upload-offset': String(now.bytes.length) });
      }
      case 'PUT':
        files.set(url, await buffer(request));
        return void end(201);
      case 'GET': {
        const file = files.get(url);
        response.writeHead(file ? 200 : 404).end(file);
        return;
      }
      default:
        end(501);
    }
  };
  const { requests, storage } = await hostile(
    test,
    (request, response) => void answer(request, response),
    undefined,
    { resumable: { from, piece: PIECE, pauses: [1, 1, 1] } }
  );
  return {
    storage,
    requests,
    files,
    arrived: () => upload?.bytes.length ?? 0,
    write: ({
      size = SIZE,
      condition = ANY,
      signal,
      body = pattern(size)
    } = {}) =>
      storage.write('größe #1.h5', body, {
        size,
        condition,
        ...(signal ? { signal } : {})
      })
  };
}

const FILE = `/dav/share/${encodeURIComponent('größe #1.h5')}`;

function count(requests: readonly string[], method: string): number {
  return requests.filter(line => line.startsWith(`${method} `)).length;
}

describe('a large file', () => {
  it('goes out in pieces, from one opening', async t => {
    const { files, requests, write } = await setUp(t);
    let opened = 0;
    const body = () => {
      opened += 1;
      return pattern(SIZE)();
    };
    await write({ body });
    assert.deepEqual(files.get(FILE), await buffer(pattern(SIZE)()));
    assert.equal(count(requests, 'PATCH'), Math.ceil(SIZE / PIECE));
    assert.equal(count(requests, 'PUT'), 0);
    assert.equal(opened, 1);
  });

  it('goes by PUT when it is not large, or the server has no TUS', async t => {
    for (const [options, posts] of [
      [{ from: SIZE + 1 }, 0],
      [{ says: {} }, 0],
      [{ says: { 'tus-version': '0.2.2' } }, 0],
      // As Reva answers for what others share.
      [{ location: null }, 1],
      [{ location: '' }, 1],
      [{ location: 'https://evil.example.org/data' }, 1],
      [{ location: 'http://' }, 1]
    ] as const) {
      const { files, requests, write } = await setUp(t, options);
      await write();
      await write();
      assert.equal(files.get(FILE)?.length, SIZE);
      // It is not asked for again.
      assert.equal(count(requests, 'POST'), posts, JSON.stringify(options));
      assert.equal(count(requests, 'PATCH'), 0);
    }
  });

  it('takes no address with a login of its own', async t => {
    const { requests, write } = await setUp(t, {
      instead: ({ headers, method }, response) => {
        if (method !== 'POST') {
          return false;
        }
        const location = `http://a:b@${headers.host}${UPLOAD}`;
        response.writeHead(201, { location }).end();
        return true;
      }
    });
    await write();
    assert.deepEqual(
      [count(requests, 'PATCH'), count(requests, 'PUT')],
      [0, 1]
    );
  });

  it('goes by PUT where the server refuses to begin', async t => {
    for (const status of [403, 405, 412, 500, 501]) {
      const { files, write } = await setUp(t, {
        instead: ({ method }, response) => {
          if (method === 'POST') {
            response.writeHead(status).end();
            return true;
          }
          return false;
        }
      });
      await write();
      assert.equal(files.get(FILE)?.length, SIZE);
    }
  });

  for (const [what, broken] of [
    ['in the middle of a piece', 50],
    ['before a piece', 0]
  ] as const) {
    it(`goes on where the connection broke ${what}`, async t => {
      let patches = 0;
      const sent: number[] = [];
      const scene = await setUp(t, {
        instead: ({ method, headers, socket }) => {
          if (method !== 'PATCH') {
            return false;
          }
          patches += 1;
          sent.push(Number(headers['upload-offset']));
          if (patches !== 2) {
            return false;
          }
          if (broken === 0) {
            socket.destroy();
            return true;
          }
          setTimeout(() => socket.destroy(), broken);
          return false;
        }
      });
      // Slow enough for the break to come in between.
      const slow = () =>
        Readable.from(
          (async function* () {
            for await (const bytes of pattern(
              SIZE
            )() as AsyncIterable<Buffer>) {
              for (let at = 0; at < bytes.length; at += 20) {
                yield bytes.subarray(at, at + 20);
                await new Promise(done => setTimeout(done, 5));
              }
            }
          })()
        );
      await scene.write({ body: slow });
      assert.deepEqual(scene.files.get(FILE), await buffer(pattern(SIZE)()));
      assert.equal(count(scene.requests, 'HEAD'), 1);
      assert.equal(count(scene.requests, 'PUT'), 0);
      // Nothing that had arrived was sent again.
      assert.deepEqual(
        [...sent],
        sent.toSorted((a, b) => a - b)
      );
      assert.ok((sent[2] ?? 0) >= PIECE);
    });
  }

  it('goes on from where the server is, also behind', async t => {
    let patches = 0;
    const scene = await setUp(t, {
      instead: async (request, response) => {
        if (request.method !== 'PATCH') {
          return false;
        }
        patches += 1;
        if (patches !== 2) {
          return false;
        }
        // Taken, and lost again before it was kept.
        await text(request);
        response.writeHead(500).end();
        return true;
      }
    });
    await scene.write();
    assert.deepEqual(scene.files.get(FILE), await buffer(pattern(SIZE)()));
  });

  it('is found whole when the last answer was lost', async t => {
    const scene: Scene = await setUp(t, {
      instead: (request, response) => {
        const isLast = request.headers['upload-offset'] === '900';
        if (request.method === 'PATCH' && isLast) {
          response.writeHead = () => {
            request.socket.destroy();
            return response;
          };
        }
        return false;
      }
    });
    await scene.write();
    assert.equal(scene.files.get(FILE)?.length, SIZE);
  });

  it('stops where nothing helps, and says that it may pass', async t => {
    for (const [status, codes] of [
      [500, ['server-failed']],
      [404, ['broken-answer']],
      [507, ['no-space']],
      [403, ['not-permitted']]
    ] as const) {
      let isGone = false;
      const { files, write } = await setUp(t, {
        instead: (request, response) => {
          const { method, headers } = request;
          isGone ||= method === 'PATCH' && headers['upload-offset'] === '300';
          if (isGone && ['PATCH', 'HEAD'].includes(method ?? '')) {
            request.resume();
            response.writeHead(status).end();
            return true;
          }
          return false;
        }
      });
      await fails(write(), ...codes);
      assert.equal(files.get(FILE), undefined);
    }
  });

  it('believes no offset that cannot be', async t => {
    for (const offset of ['', '-1', '299', '300', '1e3', '5000', 'NaN']) {
      let patches = 0;
      const { files, write } = await setUp(t, {
        instead: async (request, response) => {
          const { method } = request;
          patches += method === 'PATCH' ? 1 : 0;
          const isLie = method === 'PATCH' && patches > 1;
          if (isLie || (method === 'HEAD' && offset !== '')) {
            await text(request);
            response.writeHead(method === 'HEAD' ? 200 : 204, {
              'upload-offset': offset
            });
            response.end();
            return true;
          }
          return false;
        }
      });
      await write().then(
        () => assert.equal(files.get(FILE)?.length, SIZE),
        () => assert.equal(files.get(FILE), undefined)
      );
      assert.ok(patches < 20, `${patches} with ${offset}`);
    }
  });

  it('replaces nothing that somebody else has changed meanwhile', async t => {
    const scene: Scene = await setUp(t, {
      instead: ({ headers, method }) => {
        if (method === 'PATCH' && headers['upload-offset'] === '600') {
          scene.files.set(FILE, Buffer.from('theirs'));
        }
        return false;
      }
    });
    await fails(scene.write({ condition: { type: 'new' } }), 'exists');
    assert.equal(scene.files.get(FILE)?.toString(), 'theirs');
    const { etag } = await scene.storage.stat('größe #1.h5');
    assert.ok(etag);
    scene.files.set(FILE, Buffer.from('other'));
    await fails(
      scene.write({ condition: { type: 'unchanged', etag } }),
      'changed'
    );
  });

  it('stops when it is told to, and sends nothing more', async t => {
    const control = new AbortController();
    const { requests, write } = await setUp(t, {
      instead: ({ headers, method }) => {
        if (method === 'PATCH' && headers['upload-offset'] === '300') {
          control.abort();
        }
        return false;
      }
    });
    await fails(write({ signal: control.signal }), 'aborted');
    assert.ok(count(requests, 'PATCH') <= 2);
    assert.equal(count(requests, 'DELETE'), 0);
  });
});

describe('bytes from a place on', () => {
  it('are opened anew only where they do not follow', async () => {
    let opened = 0;
    const bytes = new BytesFrom(() => {
      opened += 1;
      return Readable.from([Buffer.from('0123'), Buffer.from('456789')]);
    });
    assert.equal(await text(bytes.take(0, 3)), '012');
    assert.equal(await text(bytes.take(3, 4)), '3456');
    assert.equal(opened, 1);
    assert.equal(await text(bytes.take(2, 3)), '234');
    assert.equal(opened, 2);
    // One that was given up in between is not gone on with.
    const part = bytes.take(5, 5);
    part.destroy();
    assert.equal(await text(bytes.take(5, 5)), '56789');
    assert.equal(opened, 3);
    await assert.rejects(text(bytes.take(8, 9)), /end before/);
    assert.equal(await text(bytes.take(4, 6, true)), '456789');
    await assert.rejects(text(bytes.take(0, 3, true)), /more bytes/);
    bytes.close();
  });
});
