import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { people } from './index.ts';
import { holder, skip, startScene } from './testing/scene.ts';

test('Reva 3.12 shares with our node', { skip }, async t => {
  const { node, reva, folder } = await startScene(t);
  const kinds = [
    { kind: 'folder', path: await folder('arriving') },
    { kind: 'file', path: '/arriving/readme.txt' }
  ] as const;
  for (const { kind, path } of kinds) {
    for (const mustExchangeToken of [false, true]) {
      const way = mustExchangeToken ? 'by the code flow' : 'by a plain secret';
      await t.test(`a ${kind} ${way}`, async () => {
        const shareWith = node.address;
        const share = await reva.share({ path, shareWith, mustExchangeToken });
        const arrived = await node.find(reva.host, share.id);
        assert.equal(arrived?.kind, kind);
        assert.equal(arrived.name, path.slice(path.lastIndexOf('/') + 1));
        assert.equal(arrived.state, 'pending');
        assert.equal(
          arrived.sender.address,
          `${people.einstein.id}@${reva.host}`
        );
        assert.equal(arrived.sender.displayName, 'Albert Einstein');
        assert.deepEqual(arrived.protocols, ['webdav']);
        assert.deepEqual(arrived.permissions, ['read']);
        await reva.revoke(share);
      });
    }
  }
  await t.test('and says what an editor may', async () => {
    const path = await folder('editing');
    const share = await reva.share({
      path,
      shareWith: node.address,
      role: 'editor'
    });
    const arrived = await node.find(reva.host, share.id);
    assert.deepEqual(arrived?.permissions, ['read', 'write']);
  });
  await t.test('but tells it nothing when a share is taken back', async () => {
    const path = await folder('revoked');
    const share = await reva.share({ path, shareWith: node.address });
    const visit = holder(share);
    assert.equal((await visit('GET', '/readme.txt')).status, 200);
    await reva.revoke(share);
    assert.equal((await visit('GET', '/readme.txt')).status, 401);
    const arrived = await node.find(reva.host, share.id);
    assert.equal(arrived?.withdrawnAt, null);
  });
  await t.test('and refuses what our node does not know', async () => {
    const path = await folder('unknown');
    const shareWith = `nobody@${node.host}`;
    await assert.rejects(
      reva.share({ path, shareWith }),
      /share request failed/
    );
  });
});

test('Reva ends with whoever started it', { skip }, async () => {
  const index = new URL('index.ts', import.meta.url).href;
  const starter = spawn(process.execPath, [
    ...['--input-type=module', '--eval'],
    `import { Reva } from ${JSON.stringify(index)};
     console.log((await Reva.start({ nodes: [] })).host);`
  ]);
  const [host] = (await once(
    createInterface({ input: starter.stdout }),
    'line'
  )) as [string];
  const [name, port] = host.split(':');
  const connection = connect(Number(port), name);
  await once(connection, 'connect');
  // A connection may be reset when its process is gone; it ends either way.
  connection.on('error', () => undefined);
  const closed = new Promise(resolve => {
    connection.resume().once('close', resolve);
  });
  starter.kill('SIGKILL');
  await closed;
});
