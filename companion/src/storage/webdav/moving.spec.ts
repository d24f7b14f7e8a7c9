import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  request as ask,
  type IncomingMessage,
  type ServerResponse
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { Institution } from '../../../../peers/institution/index.ts';
import type { Storage } from '../storage.ts';
import { fails, getText, names, put } from '../testing/files.ts';
import { hostile } from '../testing/hostile-server.ts';

/** What happens instead of a request; true: it was answered. */
type Instead = (
  response: ServerResponse,
  forward: () => Promise<number>
) => Promise<void>;

interface Scene {
  storage: Storage;
  folder: string;
  requests: string[];
  instead: Partial<Record<string, Instead>>;
  /** How often a method was asked for. */
  count: (method: string) => number;
}

/** A real WebDAV server behind one that cannot MOVE. */
async function scene(t: TestContext): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-moving-'));
  const institution = await Institution.start();
  t.after(async () => {
    await institution.stop();
    await rm(folder, { recursive: true });
  });
  const share = institution.share({
    folder,
    name: 'data',
    shareWith: 'r@hub.example.org',
    permissions: ['read', 'write']
  });
  const root = `${institution.url}/remote.php/dav/ocm/${share.providerId}`;
  const instead: Scene['instead'] = {
    MOVE: async response => void response.writeHead(500).end()
  };
  const behind = (url: string) => root + url.replace(/^.*?\/dav\/share/, '');
  const forward = (request: IncomingMessage, response: ServerResponse | null) =>
    new Promise<number>(resolve => {
      const { destination } = request.headers;
      const outgoing = ask(behind(request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: {
          ...request.headers,
          host: new URL(root).host,
          authorization: `Bearer ${share.sharedSecret}`,
          ...(typeof destination === 'string'
            ? { destination: behind(destination) }
            : {})
        }
      });
      outgoing.on('response', answer => {
        const status = answer.statusCode ?? 0;
        if (response === null) {
          answer.resume().on('end', () => resolve(status));
        } else {
          response.writeHead(status, answer.headers);
          answer.pipe(response).on('finish', () => resolve(status));
        }
      });
      outgoing.on('error', () => response?.destroy());
      request.on('close', () => {
        if (!request.complete) {
          outgoing.destroy();
        }
      });
      request.pipe(outgoing);
    });
  const { storage, requests } = await hostile(t, (request, response) => {
    const other = instead[request.method ?? ''];
    void (other
      ? other(response, () => forward(request, null))
      : forward(request, response));
  });
  return {
    storage,
    folder,
    requests,
    instead,
    count: method =>
      requests.filter(line => line.startsWith(`${method} `)).length
  };
}

describe('moving at a server that cannot MOVE', () => {
  it('copies and deletes, and asks for MOVE once', async t => {
    const { storage, count } = await scene(t);
    await storage.makeFolder('f');
    await storage.makeFolder('f/deep');
    await put(storage, 'f/deep/x', 'X');
    await put(storage, 'a', 'A');
    const asked = count('MOVE');
    assert.equal(asked, 1, 'to put the first file into place');
    await storage.move('a', 'f/a');
    await storage.move('f', 'g');
    assert.deepEqual(await names(storage), ['g']);
    assert.deepEqual(await names(storage, 'g'), ['a', 'deep']);
    assert.equal(await getText(storage, 'g/deep/x'), 'X');
    assert.equal(count('MOVE'), asked);
  });

  it('replaces nothing', async t => {
    const { storage, folder } = await scene(t);
    await put(storage, 'a', 'A');
    await put(storage, 'b', 'B');
    await fails(storage.move('a', 'b'), 'exists');
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'b']);
    assert.equal(await getText(storage, 'b'), 'B');
  });

  it('takes a failure of COPY for the failure that it is', async t => {
    const { storage, folder, instead, count } = await scene(t);
    writeFileSync(join(folder, 'a'), 'A');
    instead['COPY'] = async response => void response.writeHead(500).end();
    await fails(storage.move('a', 'b'), 'server-failed');
    assert.deepEqual(readdirSync(folder), ['a']);
    assert.equal(count('DELETE'), 0);
    delete instead['MOVE'];
    await storage.move('a', 'b');
    assert.deepEqual(readdirSync(folder), ['b']);
  });

  it('does not copy after a MOVE that was done all the same', async t => {
    const { storage, folder, instead, count } = await scene(t);
    writeFileSync(join(folder, 'a'), 'A');
    instead['MOVE'] = async (response, forward) => {
      await forward();
      response.writeHead(500).end();
    };
    await storage.move('a', 'b');
    assert.deepEqual(readdirSync(folder), ['b']);
    assert.equal(count('COPY') + count('DELETE'), 0);
  });

  for (const [what, spoil, code] of [
    [
      'a copy is cut short',
      (folder: string) => writeFileSync(join(folder, 'g/x'), 'short'),
      'broken-answer'
    ],
    [
      'a copy lacks a file',
      (folder: string) => rm(join(folder, 'g/y')),
      'broken-answer'
    ],
    [
      'somebody saves meanwhile',
      (folder: string) => writeFileSync(join(folder, 'f/x'), 'new and longer'),
      'changed'
    ],
    [
      'somebody adds a file meanwhile',
      (folder: string) => writeFileSync(join(folder, 'f/z'), 'new'),
      'changed'
    ]
  ] as const) {
    it(`deletes nothing when ${what}`, async t => {
      const { storage, folder, instead, count } = await scene(t);
      await storage.makeFolder('f');
      writeFileSync(join(folder, 'f/x'), 'a long text');
      writeFileSync(join(folder, 'f/y'), 'Y');
      instead['COPY'] = async (response, forward) => {
        const status = await forward();
        await spoil(folder);
        response.writeHead(status).end();
      };
      await fails(storage.move('f', 'g'), code);
      assert.equal(count('DELETE'), 0);
      assert.ok(existsSync(join(folder, 'f/x')));
      assert.equal(readFileSync(join(folder, 'f/y'), 'utf8'), 'Y');
    });
  }

  it('leaves the source when the connection breaks', async t => {
    const { storage, folder, instead, count } = await scene(t);
    writeFileSync(join(folder, 'a'), 'A');
    instead['COPY'] = async (response, forward) => {
      await forward();
      response.destroy();
    };
    await fails(storage.move('a', 'b'), 'unreachable', 'broken-answer');
    assert.equal(count('DELETE'), 0);
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'b']);
  });
});

describe('writing at a server that cannot MOVE', () => {
  it('puts a complete file into place, and leaves nothing behind', async t => {
    const { storage, folder } = await scene(t);
    const first = await put(storage, 'a', 'one');
    assert.ok(first.etag);
    const condition = { type: 'unchanged', etag: first.etag } as const;
    const second = await put(storage, 'a', 'three', condition);
    assert.equal((await storage.stat('a')).etag, second.etag);
    await fails(put(storage, 'a', 'other', condition), 'changed');
    assert.equal(await getText(storage, 'a'), 'three');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('keeps the old bytes when the new ones break off', async t => {
    const { storage, folder } = await scene(t);
    writeFileSync(join(folder, 'a'), 'precious');
    const broken = () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(100_000);
          await Promise.resolve();
          throw new Error('the source fails');
        })()
      );
    const order = { size: 200_000, condition: { type: 'any' } } as const;
    await fails(storage.write('a', broken, order), 'aborted');
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'precious');
  });

  it('fills the place that a failing MOVE has emptied', async t => {
    const { storage, folder, instead } = await scene(t);
    writeFileSync(join(folder, 'a'), 'old');
    instead['MOVE'] = async response => {
      // Reva deletes what is there before it finds out that it cannot move.
      await rm(join(folder, 'a'));
      response.writeHead(500).end();
    };
    await put(storage, 'a', 'new');
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('leaves the new bytes where the old ones are lost', async t => {
    const { storage, folder, instead } = await scene(t);
    writeFileSync(join(folder, 'a'), 'old');
    const failing = async (response: ServerResponse) => {
      await rm(join(folder, 'a'), { force: true });
      response.writeHead(500).end();
    };
    instead['MOVE'] = failing;
    instead['COPY'] = failing;
    await fails(put(storage, 'a', 'new'), 'server-failed');
    await put(storage, 'b', '');
    const [left = '', ...others] = readdirSync(folder).sort();
    assert.match(left, /^\.sciencemesh-/);
    assert.equal(readFileSync(join(folder, left), 'utf8'), 'new');
    assert.deepEqual(others, ['b']);
  });

  it('tries again when the place was emptied and not filled', async t => {
    const { storage, folder, instead } = await scene(t);
    writeFileSync(join(folder, 'a'), 'old');
    let count = 0;
    instead['COPY'] = async (response, forward) => {
      count += 1;
      if (count === 1) {
        // Reva deletes what is there before it copies.
        await rm(join(folder, 'a'));
        response.writeHead(500).end();
      } else {
        response.writeHead(await forward()).end();
      }
    };
    await put(storage, 'a', 'new');
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('has saved when only the cleaning up failed, and does that later', async t => {
    const { storage, folder, instead } = await scene(t);
    instead['DELETE'] = async response => void response.writeHead(500).end();
    await put(storage, 'a', 'new');
    assert.equal(readdirSync(folder).length, 2);
    assert.deepEqual(await names(storage), ['a']);
    delete instead['DELETE'];
    await put(storage, 'a', 'newer');
    assert.deepEqual(readdirSync(folder), ['a']);
  });
});

describe('the root of a share', () => {
  it('is never deleted, moved or replaced, not even asked for', async t => {
    const { storage, requests, count } = await scene(t);
    await put(storage, 'a', 'A');
    requests.length = 0;
    for (const attempt of [
      storage.delete(''),
      storage.delete('', { etag: 'x' }),
      storage.move('', 'b')
    ]) {
      const { message } = await fails(attempt, 'not-permitted');
      assert.match(message, /Remove the share from your list/);
    }
    await fails(storage.move('a', ''), 'exists');
    await fails(storage.copy('a', ''), 'exists');
    assert.deepEqual(requests, []);
    assert.equal(count('DELETE') + count('MOVE'), 0);
  });
});
