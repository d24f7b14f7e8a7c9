import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import {
  fails,
  getText,
  put
} from '../../companion/src/storage/testing/files.ts';
import {
  localClient,
  webDavAt
} from '../../companion/src/storage/testing/webdav.ts';
import { basic, visitor } from '../reva/testing/visitor.ts';
import { Nextcloud, Ocis, OpenCloud, OwnCloud } from './index.ts';
import { filesOf, placeOf, senderOf } from './testing/scene.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

for (const make of [
  () => new Nextcloud(),
  () => new OwnCloud(),
  () => new Ocis(),
  () => new OpenCloud()
]) {
  const { software, checksums } = make();
  test(`checksums of ${software}`, async t => {
    const sender = await senderOf(t, make());
    const path = await filesOf(t);
    const share = sender.share({
      shareWith: 'marie@node.example.org',
      kind: 'folder',
      path,
      writable: true
    });
    const authorization = basic(share.sharedSecret);
    const visit = visitor(placeOf(sender, share), authorization);
    const outbound = localClient();
    const storage = webDavAt(placeOf(sender, share), outbound, {
      authorization
    });
    t.after(async () => {
      await storage.close();
      await outbound.close();
    });

    await t.test('come along with a save, and stay', async () => {
      await storage.write('saved.txt', () => Readable.from(['saved']), {
        size: 5,
        condition: { type: 'new' },
        isAtHand: true
      });
      const { headers } = await visit('GET', '/saved.txt');
      assert.equal(headers['oc-checksum'], `SHA1:${sha1('saved')}`);
      assert.deepEqual((await storage.stat('saved.txt')).checksum, {
        algorithm: 'sha1',
        value: sha1('saved')
      });
      assert.equal(await getText(storage, 'saved.txt'), 'saved');
    });

    await t.test('show that bytes arrived, where computed there', async () => {
      const { verified } = await put(storage, 'sent.txt', 'sent');
      assert.equal(verified, checksums === 'computed');
    });

    await t.test('keep out what was damaged on the way', async () => {
      const versions = ['right', 'wrong'];
      const writing = storage.write(
        'damaged.txt',
        () => Readable.from([versions.shift()]),
        { size: 5, condition: { type: 'new' }, isAtHand: true }
      );
      if (checksums === 'computed') {
        await fails(writing, 'damaged');
        await assert.rejects(readFile(join(path, 'damaged.txt')));
      } else {
        // It takes what it is told; whoever reads the file finds out.
        await writing;
        await fails(getText(storage, 'damaged.txt'), 'damaged');
      }
    });
  });
}
