/**
 * Files at a real Reva with the login of a session, held against all that a
 * storage promises: one's own, those in a received folder, and large ones that
 * go out in pieces over a line that breaks.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, it, test } from 'node:test';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

import { credentialSource } from '../../companion/src/cernbox/credentials.ts';
import { Session } from '../../companion/src/cernbox/session.ts';
import {
  accountTrees,
  listSpaces,
  spacePath
} from '../../companion/src/cernbox/spaces.ts';
import type { Storage } from '../../companion/src/storage/storage.ts';
import {
  fails,
  names,
  pattern,
  put
} from '../../companion/src/storage/testing/files.ts';
import {
  describeStorage,
  type Subject
} from '../../companion/src/storage/testing/storage-conformance.ts';
import { localClient } from '../../companion/src/storage/testing/webdav.ts';
import {
  createWebDavStorage,
  type WebDavStorageOptions
} from '../../companion/src/storage/webdav/webdav-storage.ts';
import { FaultProxy } from '../faults/index.ts';
import { people, Sites } from './index.ts';
import { skip } from './testing/scene.ts';

const MEBIBYTE = 1024 * 1024;

interface Marie {
  /** Of CERNBox, as she sees it. */
  url: URL;
  sites: Sites;
  session: Session;
  /** Of her own folder, as the server calls it. */
  home: string;
  storage: (
    space: string,
    options?: Partial<WebDavStorageOptions>,
    isFile?: boolean
  ) => Storage;
  close: () => Promise<void>;
}

/**
 * @param through what stands before the server, for her
 * @param tokenLife seconds for which a login lasts
 */
async function marieAtB(
  through: (url: string) => Promise<string> = async url => url,
  tokenLife = 3600
): Promise<Marie> {
  const sites = await Sites.start({ tokenLife });
  const folder = await mkdtemp(join(tmpdir(), 'cernbox-'));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, people.marie.password, { mode: 0o600 });
  const outbound = localClient();
  const url = new URL(`${await through(sites.b.url)}/`.replace(/\/+$/, '/'));
  const session = new Session({
    url,
    label: 'CERNBox',
    credential: credentialSource({
      kind: 'basic',
      user: people.marie.username,
      passwordFile
    }),
    outbound
  });
  const [home] = (await listSpaces(session)).items;
  assert.ok(home);
  const storages: Storage[] = [];
  return {
    url,
    sites,
    session,
    home: home.id,
    storage: (space, options, isFile = false) => {
      const root = new URL(spacePath(space).slice(1), url);
      const storage = createWebDavStorage({
        label: 'CERNBox',
        outbound,
        access: session.access(root, isFile, people.marie.id),
        ...options
      });
      storages.push(storage);
      return storage;
    },
    close: async () => {
      await Promise.all(storages.map(storage => storage.close()));
      await session.close();
      await outbound.close();
      await sites.stop();
      await rm(folder, { recursive: true });
    }
  };
}

if (skip) {
  describe('CERNBox', () => {
    it('is a storage', { skip }, () => undefined);
  });
} else {
  describeStorage('own files at CERNBox in pieces', async () => {
    const { close, home, storage } = await marieAtB();
    return {
      storage: storage(home, { resumable: { from: 1, piece: MEBIBYTE } }),
      close
    };
  });

  // Every request of it goes through both sites: a minute, for `make soak`.
  if (process.env['SCIENCEMESH_TRIALS'] !== undefined) {
    describeStorage('a received folder at CERNBox', receivedFolder, {
      noEtags: 'Reva tells none of what another site has.'
    });
  }
}

async function receivedFolder(): Promise<Subject> {
  const { close, sites, storage } = await marieAtB();
  await sites.shareFolder({ name: 'results', role: 'editor' });
  const { space } = await sites.received('results');
  const received = storage(space, {
    // In pieces where it can: it cannot.
    resumable: { from: 1 },
    makesFolders: true
  });
  return { storage: received, close };
}

test('a received folder at CERNBox is worked in', { skip }, async t => {
  const subject = await receivedFolder();
  t.after(() => subject.close());
  const { storage } = subject;
  const read = async (path: string) => text((await storage.read(path)).body);
  await storage.makeFolder('sub');
  await put(storage, 'sub/結果 #1.txt', 'first', { type: 'new' });
  await fails(put(storage, 'sub/結果 #1.txt', '2', { type: 'new' }), 'exists');
  await put(storage, 'sub/結果 #1.txt', 'second');
  assert.equal(await read('sub/結果 #1.txt'), 'second');
  await fails(put(storage, 'missing/a.txt', 'x'), 'not-found');
  await storage.move('sub/結果 #1.txt', 'b.txt');
  await fails(storage.move('b.txt', 'sub'), 'exists');
  await storage.copy('b.txt', 'sub/c.txt');
  assert.deepEqual(await names(storage), ['b.txt', 'readme.txt', 'sub']);
  assert.equal(await read('sub/c.txt'), 'second');
  await storage.delete('sub');
  assert.deepEqual(await names(storage), ['b.txt', 'readme.txt']);
});

test('a received file at CERNBox is read, and stays', { skip }, async t => {
  const { close, sites, storage } = await marieAtB();
  t.after(close);
  await sites.shareFile({ name: 'single.txt', text: '0123456789' });
  const { space } = await sites.received('single.txt');
  const file = storage(space, {}, true);
  const { kind, size } = await file.stat('');
  assert.deepEqual([kind, size], ['file', 10]);
  assert.equal(await text((await file.read('')).body), '0123456789');
  // Reva answers 416, and what stands before the part is skipped.
  const part = await file.read('', { start: 2, end: 4 });
  assert.deepEqual(part.range, { start: 2, end: 4 });
  assert.equal(await text(part.body), '234');
  await fails(file.list(''), 'wrong-kind');
  await fails(file.stat('below'), 'not-found');
  // To delete its address would delete the file of its owner.
  await fails(file.delete(''), 'not-permitted');
  await fails(put(file, '', 'other'), 'server-failed', 'not-permitted');
  assert.equal(await text((await file.read('')).body), '0123456789');
});

test('a large file over a line that breaks', { skip }, async t => {
  const size = 40 * MEBIBYTE;
  let proxy: FaultProxy | undefined;
  const marie = await marieAtB(async url => {
    proxy = await FaultProxy.start(url);
    return proxy.url;
  });
  t.after(async () => {
    await marie.close();
    await proxy?.stop();
  });
  assert.ok(proxy);
  let patches = 0;
  const asked: string[] = [];
  proxy.choose = method => {
    asked.push(method);
    patches += method === 'PATCH' ? 1 : 0;
    return method === 'PATCH' && patches % 3 === 2
      ? { type: 'reset-within' }
      : null;
  };
  const storage = marie.storage(marie.home, {
    resumable: {
      from: MEBIBYTE,
      piece: 8 * MEBIBYTE,
      pauses: [50, 200, 1000, 2000]
    }
  });
  const written = await storage.write('scan.h5', pattern(size), {
    size,
    condition: { type: 'new' }
  });
  assert.equal(written.size, size);
  assert.equal(
    await sha256((await storage.read('scan.h5')).body),
    await sha256(pattern(size)())
  );
  assert.ok((proxy.happened.get('reset-within') ?? 0) >= 2);
  const times = (method: string) => asked.filter(one => one === method).length;
  assert.equal(times('POST'), 1, 'it was begun once');
  assert.equal(times('PUT'), 0);
  assert.ok(times('HEAD') >= 2, 'it was asked how much had arrived');
});

test('the login ends in the middle of what is done', { skip }, async t => {
  let proxy: FaultProxy | undefined;
  const marie = await marieAtB(async url => {
    proxy = await FaultProxy.start(url);
    return proxy.url;
  });
  t.after(async () => {
    await marie.close();
    await proxy?.stop();
  });
  assert.ok(proxy);
  const storage = marie.storage(marie.home, {
    trees: accountTrees(marie.url),
    // What goes out in pieces leaves a version.
    resumable: { from: 2, piece: 4 }
  });
  const { trash, versions } = storage;
  assert.ok(trash && versions);
  const write = (path: string, bytes: string) =>
    storage.write(path, () => Readable.from([Buffer.from(bytes)]), {
      size: bytes.length,
      condition: { type: 'any' }
    });
  const read = async (path: string) => text((await storage.read(path)).body);
  await write('a.txt', 'first');
  await setTimeout(1100);
  await write('a.txt', 'second');
  const version = async () => (await versions.list('a.txt'))[0]?.id ?? '';
  const deleted = async () => {
    const { items } = await trash.list();
    return items[0]?.id ?? '';
  };

  const works: [string, () => Promise<unknown>][] = [
    ['stat', () => storage.stat('a.txt')],
    ['list', () => storage.list('')],
    ['read', () => read('a.txt')],
    ['write', () => write('b.txt', '1')],
    ['write in pieces', () => write('c.txt', '0123456789')],
    ['make a folder', () => storage.makeFolder('d')],
    ['copy', () => storage.copy('c.txt', 'd/c.txt')],
    ['move', () => storage.move('d/c.txt', 'd/e.txt')],
    ['room', () => storage.quota()],
    ['versions', () => versions.list('a.txt')],
    ['a version', async () => versions.read('a.txt', await version())],
    ['go back', async () => versions.restore('a.txt', await version())],
    ['delete', () => storage.delete('c.txt')],
    ['what is deleted', () => trash.list()],
    ['get back', async () => trash.restore(await deleted(), 'c.txt')]
  ];
  for (const [name, work] of works) {
    let left = 1;
    let signIns = 0;
    proxy.choose = (_, path) => {
      if (path.endsWith('/graph/v1.0/me')) {
        signIns += 1;
        return null;
      }
      return left-- > 0 ? { type: 'status', status: 401 } : null;
    };
    await work().catch((error: unknown) => {
      throw new Error(name, { cause: error });
    });
    assert.ok(left < 0, name);
    assert.equal(signIns, 1, name);
    assert.equal(marie.session.state().state, 'ready', name);
  }
  proxy.choose = () => null;
  assert.equal(await read('a.txt'), 'first');
  assert.equal(await read('b.txt'), '1');
  assert.equal(await read('c.txt'), '0123456789');
  assert.equal(await read('d/e.txt'), '0123456789');
});

test('the login ends between the pieces', { skip }, async t => {
  let proxy: FaultProxy | undefined;
  const marie = await marieAtB(async url => {
    proxy = await FaultProxy.start(url);
    return proxy.url;
  }, 2);
  t.after(async () => {
    await marie.close();
    await proxy?.stop();
  });
  assert.ok(proxy);
  let signIns = 0;
  proxy.choose = (_, path) => {
    signIns += path.endsWith('/graph/v1.0/me') ? 1 : 0;
    return null;
  };
  proxy.latency = 500;
  const storage = marie.storage(marie.home, {
    resumable: { from: 1, piece: MEBIBYTE }
  });
  const size = 6 * MEBIBYTE;
  await storage.write('long.h5', pattern(size), {
    size,
    condition: { type: 'new' }
  });
  proxy.latency = 0;
  assert.equal(
    await sha256((await storage.read('long.h5')).body),
    await sha256(pattern(size)())
  );
  assert.ok(signIns >= 2, `${signIns} sign-ins`);
  assert.equal(marie.session.state().state, 'ready');
});

async function sha256(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(body, hash);
  return hash.digest('hex');
}
