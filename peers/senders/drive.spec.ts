import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { Drive } from '../reva/testing/drive.ts';
import { startNode } from '../reva/testing/node.ts';
import { walkFile, walkFolder } from '../reva/testing/walk.ts';
import type { Walk } from '../reva/testing/walk.ts';
import { Nextcloud, Nextcloud35, Ocis, OpenCloud, OwnCloud } from './index.ts';
import type { Dialect, Share } from './index.ts';
import { filesOf, senderOf } from './testing/scene.ts';

/** How the share looks after it was taken back. */
type End = 'gone' | 'refused';

const softwares: [make: () => Dialect, exchange: boolean, end: End][] = [
  [() => new Nextcloud(), false, 'gone'],
  [() => new Nextcloud35(), false, 'gone'],
  [() => new Nextcloud35(), true, 'gone'],
  [() => new OwnCloud(), false, 'gone'],
  // It says so without the secret; then its server is asked.
  [() => new Ocis(), false, 'refused'],
  // It says nothing; the next look shows it.
  [() => new OpenCloud(), false, 'refused']
];

test('the drive holds', async t => {
  const node = await startNode(t);
  const drive = new Drive(node);
  const endPoint = `http://${node.host}/ocm`;
  for (const [make, mustExchangeToken, end] of softwares) {
    const way = mustExchangeToken ? ' by the code flow' : '';
    await t.test(`what ${make().software} shares${way}`, async t => {
      const sender = await senderOf(t, make());
      const receive = async (
        kind: Share['kind']
      ): Promise<Walk & { share: Share }> => {
        const folder = await filesOf(t);
        const path = kind === 'folder' ? folder : join(folder, 'readme.txt');
        const { status, body, share } = await sender.offer(endPoint, {
          shareWith: node.address,
          kind,
          path,
          writable: true,
          mustExchangeToken
        });
        assert.equal(status, 201, body);
        const name = await drive.accept(sender.home.host, share.providerId);
        return {
          drive,
          name,
          share,
          owners: inside =>
            readFile(join(path, inside), 'utf8').catch(() => null),
          ownerSaves: (inside, text) => writeFile(join(path, inside), text)
        };
      };

      await t.test('a folder', async t => {
        const walk = await receive('folder');
        await walkFolder(t, walk);
        await t.test('is written in place, for it keeps ids so', async () => {
          const path = join(walk.share.path, 'readme.txt');
          const { ino } = await stat(path);
          const file = `${walk.name}/readme.txt`;
          assert.equal((await drive.save(file, 'anew')).status, 200);
          assert.equal(await readFile(path, 'utf8'), 'anew');
          assert.equal((await stat(path)).ino, ino);
        });
      });
      await t.test('a file', async t => {
        await walkFile(t, await receive('file'));
      });
      await t.test('and shows what is taken back', async () => {
        const { name, share } = await receive('folder');
        await drive.contents(name);
        await sender.withdraw(endPoint, share);
        if (sender.dialect instanceof OpenCloud) {
          assert.equal((await drive.read(`${name}/readme.txt`)).status, 502);
        }
        while ((await drive.reach(name)) !== end) {
          // It is asked after the notification has had its answer.
        }
        if (end === 'gone') {
          assert.equal((await drive.read(`${name}/readme.txt`)).status, 410);
          const { writable } = await drive.contents(name);
          assert.equal(writable, false);
          const last = ['readme.txt', 'sub folder'];
          assert.deepEqual(await drive.names(name), last);
        }
      });
    });
  }
});
