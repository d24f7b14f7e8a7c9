import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FaultProxy, type Fault } from '../../../../peers/faults/index.ts';
import { Institution } from '../../../../peers/institution/index.ts';
import { fails, getText, names, put } from '../testing/files.ts';
import { localClient, webDavAt } from '../testing/webdav.ts';

/** A real WebDAV server behind somebody who answers in its place. */
async function scene(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-lost-'));
  const institution = await Institution.start();
  const share = institution.share({
    folder,
    name: 'data',
    shareWith: 'r@hub.example.org',
    permissions: ['read', 'write']
  });
  const proxy = await FaultProxy.start(
    `${institution.url}/remote.php/dav/ocm/${share.providerId}`
  );
  const outbound = localClient({ timeoutSeconds: 1, idleSeconds: 1 });
  t.after(async () => {
    await outbound.close();
    await proxy.stop();
    await institution.stop();
    await rm(folder, { recursive: true });
  });
  /** The next request of a method goes wrong; from then on others do. */
  const from = (
    method: string,
    fault: Fault,
    others: Readonly<Record<string, Fault>>
  ): void => {
    proxy.choose = asked => {
      if (asked !== method) {
        return null;
      }
      proxy.choose = next => others[next] ?? null;
      return fault;
    };
  };
  return {
    folder,
    proxy,
    storage: webDavAt(proxy.url, outbound, {
      authorization: `Bearer ${share.sharedSecret}`
    }),
    from,
    /** The next request of a method goes wrong. */
    once: (method: string, fault: Fault) => from(method, fault, {}),
    calm: () => {
      proxy.choose = () => null;
    }
  };
}

describe('somebody between us and the server', () => {
  it('who says 500 after a folder was made hides nothing', async t => {
    const { storage, once } = await scene(t);
    once('MKCOL', { type: 'status-after', status: 500 });
    await storage.makeFolder('new');
    assert.deepEqual(await names(storage), ['new']);
    await fails(storage.makeFolder('new'), 'exists');
  });

  it('who says 500 after a copy was made hides nothing', async t => {
    const { storage, once } = await scene(t);
    await put(storage, 'a', 'A');
    once('COPY', { type: 'status-after', status: 500 });
    await storage.copy('a', 'b');
    assert.equal(await getText(storage, 'b'), 'A');
  });

  it('who says 412 does not claim that a name is taken', async t => {
    const { storage, once } = await scene(t);
    await put(storage, 'a', 'old');
    once('MOVE', { type: 'status', status: 412 });
    await fails(put(storage, 'a', 'new'), 'changed');
    assert.equal(await getText(storage, 'a'), 'old');
    once('MOVE', { type: 'status', status: 412 });
    await fails(put(storage, 'b', 'new', { type: 'new' }), 'changed');
    await put(storage, 'b', 'new', { type: 'new' });
    assert.deepEqual(await names(storage), ['a', 'b']);
  });

  it('who says 412 is not read as if that were the file', async t => {
    const { storage, proxy } = await scene(t);
    await put(storage, 'a', 'A');
    const { etag } = await storage.stat('a');
    assert.ok(etag);
    proxy.choose = method =>
      method === 'GET' ? { type: 'status', status: 412 } : null;
    await fails(storage.read('a'), 'changed');
    await fails(storage.read('a', { start: 0, end: 0 }), 'changed');
    await fails(storage.read('a', { etag }), 'changed');
  });
});

const DONE = { type: 'status-after', status: 500 } as const;
/** Nobody can look what became of it. */
const BLIND = { PROPFIND: { type: 'status', status: 401 } } as const;

describe('an attempt that knows its own work from the one before', () => {
  it('finds the new file that it wrote', async t => {
    const { storage, from, calm } = await scene(t);
    const write = () => put(storage, 'a', 'A', { type: 'new' });
    from('MOVE', DONE, BLIND);
    await fails(write(), 'server-failed');
    calm();
    await write();
    assert.equal(await getText(storage, 'a'), 'A');
    await fails(write(), 'exists');
  });

  it('finds the folder that it made', async t => {
    const { storage, from, calm } = await scene(t);
    from('MKCOL', DONE, BLIND);
    await fails(storage.makeFolder('a'), 'server-failed');
    calm();
    await storage.makeFolder('a');
    await fails(storage.makeFolder('a'), 'exists');
  });

  it('finds what it moved', async t => {
    const { storage, from, calm } = await scene(t);
    await put(storage, 'a', 'A');
    from('MOVE', DONE, BLIND);
    await fails(storage.move('a', 'b'), 'server-failed');
    calm();
    await storage.move('a', 'b');
    assert.deepEqual(await names(storage), ['b']);
    await fails(storage.move('a', 'b'), 'not-found');
  });

  it('takes no file that arrives cut short for another one', async t => {
    const { storage, from, once } = await scene(t);
    const write = () => put(storage, 'a', 'a text', { type: 'new' });
    from('MOVE', DONE, BLIND);
    await fails(write(), 'server-failed');
    once('GET', { type: 'truncate' });
    await fails(write(), 'broken-answer');
    await write();
    assert.equal(await getText(storage, 'a'), 'a text');
  });

  it('finds what gets through while it tries again', async t => {
    const { storage, folder, proxy, once } = await scene(t);
    for (const [method, path, arrive, again] of [
      [
        'MKCOL',
        'late',
        (path: string) => mkdirSync(path),
        () => storage.makeFolder('late')
      ],
      [
        'MOVE',
        'late.txt',
        (path: string) => writeFileSync(path, 'text'),
        () => put(storage, 'late.txt', 'text', { type: 'new' })
      ]
    ] as const) {
      once(method, { type: 'status', status: 503 });
      await fails(again(), 'busy');
      proxy.choose = asked => {
        if (asked === method) {
          arrive(join(folder, path));
          proxy.choose = () => null;
        }
        return null;
      };
      await again();
      await fails(again(), 'exists');
    }
    assert.deepEqual(readdirSync(folder).sort(), ['late', 'late.txt']);
  });

  it('takes nothing for its own after it was refused', async t => {
    const { storage, folder, once } = await scene(t);
    once('MKCOL', { type: 'status-after', status: 502 });
    await fails(storage.makeFolder('a/b'), 'server-failed');
    await fails(storage.makeFolder('a/b'), 'not-found');
    await put(storage, 'first', 'known by then');
    once('PUT', { type: 'status-after', status: 502 });
    const write = () => put(storage, 'a/c', 'C', { type: 'new' });
    await fails(write(), 'server-failed');
    await fails(write(), 'not-found');
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/c'), 'C');
    await fails(storage.makeFolder('a/b'), 'exists');
    await fails(write(), 'exists');
  });
});

describe('what did not get its place', () => {
  it('is removed once the old file was seen again', async t => {
    const { storage, folder, from, calm } = await scene(t);
    await put(storage, 'a', 'old');
    from('MOVE', { type: 'status', status: 503 }, BLIND);
    await fails(put(storage, 'a', 'new'), 'busy');
    assert.equal(readdirSync(folder).length, 2);
    calm();
    await put(storage, 'b', 'B');
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'b']);
    assert.equal(await getText(storage, 'a'), 'old');
  });

  it('is removed when another attempt got there', async t => {
    const { storage, folder, proxy, from, calm } = await scene(t);
    await put(storage, 'a', 'old');
    from('MOVE', { type: 'status', status: 503 }, BLIND);
    await fails(put(storage, 'a', 'new'), 'busy');
    // The look whether "a" is still the old one fails again.
    let looks = 0;
    proxy.choose = (method, path) =>
      method === 'PROPFIND' && path.endsWith('/a') && (looks += 1) === 2
        ? { type: 'status', status: 401 }
        : null;
    await put(storage, 'a', 'new');
    calm();
    await put(storage, 'b', 'B');
    assert.deepEqual(readdirSync(folder).sort(), ['a', 'b']);
    assert.equal(await getText(storage, 'a'), 'new');
  });

  it('is removed also where it arrives after it was given up', async t => {
    const { storage, folder, proxy } = await scene(t);
    let late = '';
    proxy.choose = (method, path) => {
      if (method !== 'PUT') {
        return null;
      }
      late = basename(path);
      return { type: 'reset-before' };
    };
    await fails(put(storage, 'a', 'A'), 'unreachable');
    writeFileSync(join(folder, late), 'half');
    proxy.choose = () => null;
    await put(storage, 'a', 'A');
    assert.deepEqual(readdirSync(folder), ['a']);
  });
});
