import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FaultProxy } from '../../../../peers/faults/index.ts';
import { Institution } from '../../../../peers/institution/index.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { UnfinishedUploads } from '../../store/unfinished.ts';
import { fails, put } from '../testing/files.ts';
import { localClient, webDavAt } from '../testing/webdav.ts';

const SHARE = 'share';

/** A server with a file that a killed process left, and the next process. */
async function scene(t: TestContext) {
  const base = emptyFolder(t);
  const folder = join(base, 'data');
  mkdirSync(folder);
  const institution = await Institution.start();
  t.after(() => institution.stop());
  const share = institution.share({
    folder,
    name: 'data',
    shareWith: 'r@hub.example.org',
    permissions: ['read', 'write']
  });
  const proxy = await FaultProxy.start(
    `${institution.url}/remote.php/dav/ocm/${share.providerId}`
  );
  t.after(() => proxy.stop());
  const outbound = localClient({ timeoutSeconds: 1, idleSeconds: 1 });
  t.after(() => outbound.close());
  const list = join(base, 'unfinished');
  const process = () => {
    const uploads = new UnfinishedUploads(list);
    const storage = webDavAt(proxy.url, outbound, {
      authorization: `Bearer ${share.sharedSecret}`,
      journal: {
        note: (path, target) => uploads.note({ shareId: SHARE, path, target }),
        forget: path => uploads.forget({ shareId: SHARE, path })
      }
    });
    return {
      uploads,
      storage,
      clear: async () => {
        for (const { path, target } of uploads.left()) {
          await storage.clear(path, target);
        }
      }
    };
  };
  /** As a process does that is killed then. */
  const leave = (target: string | null): void => {
    const path = `.sciencemesh-${randomUUID()}.part`;
    writeFileSync(join(folder, path), 'new bytes');
    new UnfinishedUploads(list).note({ shareId: SHARE, path, target });
  };
  return { folder, proxy, process, leave };
}

describe('what a killed process left at a server', () => {
  it('is removed, and nothing else', async t => {
    const { folder, process, leave } = await scene(t);
    writeFileSync(join(folder, 'a.txt'), 'old bytes');
    leave(null);
    leave('a.txt');
    const { clear, uploads } = process();
    assert.equal(uploads.left().length, 2);
    await clear();
    assert.deepEqual(readdirSync(folder), ['a.txt']);
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'old bytes');
    assert.deepEqual(uploads.left(), []);
    assert.deepEqual(process().uploads.left(), []);
  });

  it('takes the place of a file that went away for it', async t => {
    const { folder, process, leave } = await scene(t);
    leave('a.txt');
    const { clear, uploads } = process();
    await clear();
    assert.deepEqual(readdirSync(folder), ['a.txt']);
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'new bytes');
    assert.deepEqual(uploads.left(), []);
  });

  it('is remembered until its server can be reached', async t => {
    const { folder, proxy, process, leave } = await scene(t);
    leave(null);
    proxy.choose = () => ({ type: 'reset-before' });
    const { clear } = process();
    await fails(clear(), 'unreachable');
    proxy.choose = () => null;
    const next = process();
    assert.equal(next.uploads.left().length, 1);
    await next.clear();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('was noted before its first byte, and not after its last', async t => {
    const { folder, proxy, process } = await scene(t);
    const { storage } = process();
    const noted: (string | null | undefined)[] = [];
    proxy.choose = method => {
      if (method === 'PUT' || method === 'MOVE') {
        noted.push(process().uploads.left()[0]?.target);
      }
      return null;
    };
    await put(storage, 'a.txt', 'text');
    assert.deepEqual(noted, [null, 'a.txt']);
    assert.deepEqual(readdirSync(folder), ['a.txt']);
    assert.deepEqual(process().uploads.left(), []);
  });
});
