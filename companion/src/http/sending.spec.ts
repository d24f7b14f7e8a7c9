import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { createOutboundClient } from './guarded-client.ts';
import { OutboundError, type OutboundStream } from './outbound.ts';

const client = createOutboundClient(
  { plainHttp: ['*'], privateHosts: ['*'], timeoutSeconds: 5 },
  undefined,
  { environment: {} }
);
const stops: (() => void)[] = [];

after(async () => {
  await client.close();
  stops.forEach(stop => stop());
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listenOnLoopback(server);
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}/file`;
}

const CHUNK = Buffer.alloc(64 * 1024, 7);

/** Chunks as they are asked for, and how many of them were. */
function chunks(count: number): OutboundStream & { asked: () => number } {
  let asked = 0;
  return {
    length: count * CHUNK.length,
    open: () =>
      Readable.from(
        (function* () {
          for (let index = 0; index < count; index++) {
            asked += 1;
            yield CHUNK;
          }
        })(),
        { highWaterMark: 1 }
      ),
    asked: () => asked
  };
}

function failsWith(code: OutboundError['code']) {
  return (error: unknown) => {
    assert.ok(error instanceof OutboundError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
}

describe('a streamed body', () => {
  it('arrives whole, with its length', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const hash = createHash('sha256');
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        size += chunk.length;
      });
      request.on('end', () => {
        seen.push(request.method, request.headers['content-length'], size);
        response.end(hash.digest('hex'));
      });
    });
    const body = chunks(64);
    const response = await client.request(url, { method: 'PUT', body });
    const expected = createHash('sha256');
    for (let index = 0; index < 64; index++) {
      expected.update(CHUNK);
    }
    assert.equal(await text(response.body), expected.digest('hex'));
    assert.deepEqual(seen, ['PUT', String(body.length), body.length]);
  });

  it('may be empty', async () => {
    const url = await serve((request, response) => {
      response.end(String(request.headers['content-length']));
    });
    const response = await client.request(url, {
      method: 'PUT',
      body: { length: 0, open: () => Readable.from([]) }
    });
    assert.equal(await text(response.body), '0');
  });

  it('waits for a host that reads slowly', async () => {
    let proceed: () => void = () => undefined;
    const url = await serve((request, response) => {
      proceed = () => {
        request.resume();
        request.on('end', () => response.end('done'));
      };
    });
    const body = chunks(4096);
    const answer = client.request(url, { method: 'PUT', body });
    let before = -1;
    // Until nothing more is asked for: the buffers on the way are full.
    while (body.asked() !== before || before === 0) {
      before = body.asked();
      for (let turn = 0; turn < 200; turn++) {
        await new Promise(resolve => setImmediate(resolve));
      }
    }
    assert.ok(body.asked() < 2048, `${body.asked()} chunks`);
    proceed();
    assert.equal(await text((await answer).body), 'done');
    assert.equal(body.asked(), 4096);
  });

  for (const [status, ending] of [
    [413, 'closes'],
    [507, 'closes'],
    [507, 'reads on']
  ] as const) {
    it(`ends with an early ${status} of a host that ${ending}`, async () => {
      const url = await serve((request, response) => {
        request.once('data', () => {
          request.pause();
          response.writeHead(
            status,
            ending === 'closes' ? { connection: 'close' } : {}
          );
          response.end('no');
          if (ending === 'reads on') {
            request.resume();
          }
        });
      });
      const source = { destroyed: false };
      const response = await client.request(url, {
        method: 'PUT',
        body: {
          length: 4096 * CHUNK.length,
          open: () => {
            const stream = chunks(4096).open();
            stream.once('close', () => (source.destroyed = true));
            return stream;
          }
        }
      });
      assert.equal(response.status, status);
      assert.equal(await text(response.body), 'no');
      while (!source.destroyed) {
        await new Promise(resolve => setImmediate(resolve));
      }
    });
  }

  it('ends the request with its own failure', async () => {
    let closed: () => void;
    const noticed = new Promise<void>(resolve => (closed = resolve));
    const url = await serve(request => {
      request.on('error', () => closed()).resume();
    });
    const trouble = new Error('disk');
    await assert.rejects(
      client.request(url, {
        method: 'PUT',
        body: {
          length: 10 * CHUNK.length,
          open: () =>
            Readable.from(
              (async function* () {
                yield CHUNK;
                await Promise.resolve();
                throw trouble;
              })()
            )
        }
      }),
      error => failsWith('aborted')(error) && (error as Error).cause === trouble
    );
    await noticed;
  });

  for (const [what, length] of [
    ['shorter', 3 * CHUNK.length],
    ['longer', CHUNK.length]
  ] as const) {
    it(`${what} than announced is no success`, async () => {
      const url = await serve((request, response) => {
        request.on('error', () => undefined).resume();
        request.on('end', () => response.end());
      });
      await assert.rejects(
        client.request(url, {
          method: 'PUT',
          body: { length, open: chunks(2).open }
        }),
        failsWith('aborted')
      );
    });
  }

  it('is not sent again when the connection breaks', async () => {
    let requests = 0;
    const url = await serve(request => {
      requests += 1;
      request.once('data', () => request.socket.destroy());
    });
    await assert.rejects(
      client.request(url, { method: 'PUT', body: chunks(100) }),
      failsWith('unreachable')
    );
    assert.equal(requests, 1);
  });

  it('ends when the caller stops', async () => {
    const stop = new AbortController();
    const url = await serve(request => {
      request.on('error', () => undefined);
      request.once('data', () => stop.abort());
    });
    await assert.rejects(
      client.request(url, {
        method: 'PUT',
        body: chunks(1000),
        signal: stop.signal
      }),
      failsWith('aborted')
    );
  });
});

describe('a redirect', () => {
  it('of a request that stays at its origin leads nowhere else', async () => {
    let asked = 0;
    const other = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const url = await serve((request, response) => {
      const location = request.url === '/file' ? '/second' : other;
      response.writeHead(302, { location }).end();
    });
    await assert.rejects(
      client.request(url, {
        headers: { authorization: 'Bearer secret' },
        stayAtOrigin: true
      }),
      failsWith('redirect-refused')
    );
    assert.equal(asked, 0);
  });
});

describe('a long file that is sent', () => {
  it('arrives as it is, however slowly it is taken', async () => {
    const digest = createHash('sha256');
    const url = await serve((request, response) => {
      request
        .on('data', (chunk: Buffer) => {
          digest.update(chunk);
          request.pause();
          setImmediate(() => request.resume());
        })
        .on('end', () => response.end());
    });
    const folder = await mkdtemp(join(tmpdir(), 'sending-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    const bytes = randomBytes(24 * 1024 * 1024 + 5);
    const path = join(folder, 'long');
    await writeFile(path, bytes);
    const { status } = await client.request(url, {
      method: 'PUT',
      body: { length: bytes.length, open: () => createReadStream(path) }
    });
    assert.equal(status, 200);
    assert.equal(
      digest.digest('hex'),
      createHash('sha256').update(bytes).digest('hex')
    );
  });
});
