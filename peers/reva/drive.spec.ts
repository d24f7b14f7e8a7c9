import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';

import type { RevaShare } from './index.ts';
import { Drive } from './testing/drive.ts';
import { skip, startScene } from './testing/scene.ts';
import { walkFile, walkFolder } from './testing/walk.ts';
import type { Walk } from './testing/walk.ts';

for (const mustExchangeToken of [false, true]) {
  const way = mustExchangeToken ? 'the code flow' : 'the plain secret';
  test(`the drive holds what Reva shares by ${way}`, { skip }, async t => {
    const { node, reva, folder } = await startScene(t);
    const drive = new Drive(node);

    const receive = async (
      path: string
    ): Promise<Walk & { share: RevaShare }> => {
      const share = await reva.share({
        path,
        shareWith: node.address,
        role: 'editor',
        // By OCS, a single file cannot be written.
        api: 'cs3',
        mustExchangeToken
      });
      const name = await drive.accept(reva.host, share.id);
      const at = (inside: string) =>
        inside === '' ? path : `${path}/${encodeURI(inside)}`;
      return {
        drive,
        name,
        share,
        owners: inside =>
          reva.files('GET', at(inside)).then(
            answer => answer.text(),
            () => null
          ),
        ownerSaves: (inside, text) => reva.put(at(inside), text)
      };
    };

    await t.test('a folder', async t => {
      await walkFolder(t, await receive(await folder('results')));
    });
    await t.test('a file', async t => {
      await walkFile(t, await receive(`${await folder('more')}/readme.txt`));
    });
    await t.test('whole where an upload breaks off', async () => {
      const { name, owners } = await receive(await folder('precious'));
      await halfAnUpload(drive, node.companion.listen, `${name}/readme.txt`);
      assert.equal(await owners('readme.txt'), '0123456789');
      assert.deepEqual(await drive.names(name), ['readme.txt', 'sub folder']);
    });
    await t.test('and of a large file its first page at once', async () => {
      const path = await folder('large');
      const size = 96 * 1024 * 1024;
      await reva.put(`${path}/large.bin`, Buffer.alloc(size, 'x'));
      const { name } = await receive(path);
      const page = await drive.read(`${name}/large.bin`, 'bytes=0-65535');
      assert.deepEqual([page.status, page.body.length], [206, 65_536]);
      const range = page.headers.get('content-range');
      assert.equal(range, `bytes 0-65535/${size}`);
      const again = await drive.read(`${name}/large.bin`, 'bytes=65536-65539');
      assert.equal(again.body, 'xxxx');
      // Reva 3.12: no part of a file is given.
      assert.equal(again.headers.get('accept-ranges'), 'none');
    });
    await t.test('and shows what is taken back', async t => {
      const { name, share } = await receive(await folder('old'));
      assert.equal((await drive.read(`${name}/readme.txt`)).status, 200);
      await reva.revoke(share);
      await t.test('Reva 3.12: once its token is over', async () => {
        // Until then it is served; whoever asks for a new one finds out.
        assert.equal((await drive.read(`${name}/readme.txt`)).status, 200);
        const heard = await fetch(`http://${node.host}/ocm/notifications`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            notificationType: 'SHARE_UNSHARED',
            resourceType: 'folder',
            providerId: share.id,
            notification: {}
          })
        });
        assert.equal(heard.status, 201);
        while ((await drive.reach(name)) !== 'gone') {
          // It is asked after the notification has had its answer.
        }
      });
    });
  });
}

/** Sends half of what it announces; resolves when our node has given up. */
async function halfAnUpload(
  drive: Drive,
  listen: string,
  path: string
): Promise<void> {
  const { hash } = await drive.contents(path, 'content=0&hash=1');
  const { hostname, port } = new URL(listen);
  const uploading = request({
    hostname,
    port,
    method: 'PUT',
    path: `/api/raw/${path.split('/').map(encodeURIComponent).join('/')}`,
    headers: {
      ...drive.credentials,
      'x-sciencemesh-upload': '1',
      'content-length': 1_000_000,
      'if-match': `"${hash}"`
    }
  });
  const ended = new Promise(resolve => uploading.on('close', resolve));
  uploading.on('error', () => undefined);
  await new Promise(resolve => uploading.write('half', resolve));
  uploading.destroy();
  await ended;
  // What is left under another name goes with the connection.
  await drive.save(`${path}.after`, 'a');
  await drive.delete(`${path}.after`);
}
