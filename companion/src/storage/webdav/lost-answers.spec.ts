import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  return {
    storage: webDavAt(proxy.url, outbound, {
      authorization: `Bearer ${share.sharedSecret}`
    }),
    proxy,
    /** The next request of a method goes wrong. */
    once: (method: string, fault: Fault) => {
      proxy.choose = asked => {
        if (asked !== method) {
          return null;
        }
        proxy.choose = () => null;
        return fault;
      };
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
