import assert from 'node:assert/strict';
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';

import { basic, visitor } from '../reva/testing/visitor.ts';
import { Nextcloud } from './index.ts';
import { filesOf, placeOf, senderOf } from './testing/scene.ts';

const mebibytes = 64;

test('a sender outlives those who go away in the middle', async t => {
  const sender = await senderOf(t, new Nextcloud());
  const path = await filesOf(t);
  await writeFile(join(path, 'large.bin'), '');
  await truncate(join(path, 'large.bin'), mebibytes * 2 ** 20);
  const share = sender.share({
    shareWith: 'marie@node.example.org',
    kind: 'folder',
    path,
    writable: true
  });
  const place = placeOf(sender, share);
  const headers = { authorization: basic(share.sharedSecret) };
  const visit = visitor(place, headers.authorization);

  await t.test('while they read', async () => {
    const reading = request(`${place}/large.bin`, { headers }).end();
    const [answer] = (await once(reading, 'response')) as [IncomingMessage];
    await once(answer, 'readable');
    answer.destroy();
    assert.equal((await visit('GET', '/readme.txt')).body, '0123456789');
  });
  await t.test('while they write', async () => {
    const writing = request(`${place}/half.bin`, {
      method: 'PUT',
      headers: { ...headers, 'content-length': 1000 }
    });
    writing.on('error', () => undefined);
    await new Promise(resolve => writing.write('half', resolve));
    writing.destroy();
    assert.equal((await visit('GET', '/readme.txt')).body, '0123456789');
  });
});
