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
import type { Readable } from 'node:stream';

import { credentialSource } from '../../companion/src/cernbox/credentials.ts';
import { Session } from '../../companion/src/cernbox/session.ts';
import { listSpaces, spacePath } from '../../companion/src/cernbox/spaces.ts';
import type { Storage } from '../../companion/src/storage/storage.ts';
import { pattern } from '../../companion/src/storage/testing/files.ts';
import { describeStorage } from '../../companion/src/storage/testing/storage-conformance.ts';
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
  sites: Sites;
  session: Session;
  /** Of her own folder, as the server calls it. */
  home: string;
  storage: (space: string, options?: Partial<WebDavStorageOptions>) => Storage;
  close: () => Promise<void>;
}

/** @param through what stands before the server, for her */
async function marieAtB(
  through: (url: string) => Promise<string> = async url => url
): Promise<Marie> {
  const sites = await Sites.start();
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
    sites,
    session,
    home: home.id,
    storage: (space, options) => {
      const root = new URL(spacePath(space).slice(1), url);
      const storage = createWebDavStorage({
        label: 'CERNBox',
        outbound,
        access: session.access(root, false, people.marie.id),
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

  describeStorage(
    'a received folder at CERNBox',
    async () => {
      const { close, sites, storage } = await marieAtB();
      await sites.shareFolder({ name: 'results', role: 'editor' });
      const { space } = await sites.received('results');
      const received = storage(space, {
        // In pieces where it can: it cannot.
        resumable: { from: 1 },
        makesFolders: true
      });
      return { storage: received, close };
    },
    {
      noEtags: 'Reva tells none of what another site has.'
    }
  );
}

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

async function sha256(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(body, hash);
  return hash.digest('hex');
}
