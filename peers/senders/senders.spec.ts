import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startNode } from '../reva/testing/node.ts';
import type { Node } from '../reva/testing/node.ts';
import {
  basic,
  hrefsIn,
  propertyIn,
  visitor
} from '../reva/testing/visitor.ts';
import type { Visitor } from '../reva/testing/visitor.ts';
import { Nextcloud, Nextcloud35, Ocis, OpenCloud, OwnCloud } from './index.ts';
import type { Dialect } from './index.ts';
import { filesOf, placeOf, senderOf } from './testing/scene.ts';

interface Software {
  dialect: () => Dialect;
  /** How it lets in somebody who has the secret of a share. */
  authorization: (secret: string) => string;
  /** What the recipient is told about a shared folder. */
  resourceType: 'file' | 'folder';
  /**
   * Whether it proves that its share is taken back: oCIS says so without the
   * secret, OpenCloud says nothing.
   */
  withdrawal: 'proven' | 'said' | 'silent';
}

const bearer = (secret: string): string => `Bearer ${secret}`;

const softwares: Software[] = [
  {
    dialect: () => new Nextcloud(),
    authorization: basic,
    resourceType: 'file',
    withdrawal: 'proven'
  },
  {
    dialect: () => new Nextcloud35(),
    authorization: basic,
    resourceType: 'folder',
    withdrawal: 'proven'
  },
  {
    dialect: () => new OwnCloud(),
    authorization: basic,
    resourceType: 'file',
    withdrawal: 'proven'
  },
  {
    dialect: () => new Ocis(),
    authorization: bearer,
    resourceType: 'folder',
    withdrawal: 'said'
  },
  {
    dialect: () => new OpenCloud(),
    authorization: bearer,
    resourceType: 'folder',
    withdrawal: 'silent'
  }
];

async function assertFolder(visit: Visitor, place: string): Promise<void> {
  const listing = await visit('PROPFIND', '/', { headers: { depth: '1' } });
  assert.equal(listing.status, 207);
  const { pathname } = new URL(place);
  assert.deepEqual(hrefsIn(listing).sort(), [
    `${pathname}/`,
    `${pathname}/readme.txt`,
    `${pathname}/sub%20folder/`
  ]);
  assert.match(propertyIn(listing, 'permissions') ?? '', /CK$/);
  const headers = { range: 'bytes=2-4' };
  const part = await visit('GET', '/readme.txt', { headers });
  assert.deepEqual([part.status, part.body], [206, '234']);
  assert.equal((await visit('PUT', '/new.txt', { body: 'new' })).status, 201);
  const destination = `${place}/sub%20folder/moved.txt`;
  const moved = await visit('MOVE', '/new.txt', { headers: { destination } });
  assert.equal(moved.status, 201);
  assert.equal((await visit('GET', '/sub%20folder/moved.txt')).body, 'new');
  assert.equal((await visit('DELETE', '/sub%20folder/moved.txt')).status, 204);
}

for (const software of softwares) {
  const { authorization, dialect, resourceType, withdrawal } = software;
  test(`${dialect().software} shares with our node`, async t => {
    const node: Node = await startNode(t);
    const sender = await senderOf(t, dialect());
    const folder = await filesOf(t);
    const endPoint = `http://${node.host}/ocm`;
    const shareWith = node.address;

    await t.test('and is found by it', async () => {
      const { discoveryPaths } = sender.dialect;
      for (const path of ['/.well-known/ocm', ...discoveryPaths]) {
        const answer = await fetch(sender.url + path);
        const isThere = discoveryPaths.includes(path);
        assert.equal(answer.status, isThere ? 200 : 404, path);
      }
    });
    await t.test('a folder', async () => {
      const { status, body, share, taken } = await sender.offer(endPoint, {
        shareWith,
        kind: 'folder',
        path: folder,
        writable: true
      });
      assert.deepEqual([status, taken], [201, true], body);
      const arrived = await node.find(sender.home.host, share.providerId);
      assert.equal(arrived?.name, 'results');
      assert.equal(arrived.resourceType, resourceType);
      assert.deepEqual(arrived.protocols, ['webdav']);
      const place = placeOf(sender, share);
      await assertFolder(
        visitor(place, authorization(share.sharedSecret)),
        place
      );
    });
    await t.test(
      'a file, which can be saved but nothing beside it',
      async () => {
        const path = join(folder, 'readme.txt');
        const { status, body, share } = await sender.offer(endPoint, {
          shareWith,
          kind: 'file',
          path,
          writable: true
        });
        assert.equal(status, 201, body);
        const arrived = await node.find(sender.home.host, share.providerId);
        assert.equal(arrived?.kind, 'file');
        const place = placeOf(sender, share);
        const visit = visitor(place, authorization(share.sharedSecret));
        const inFolder = sender.dialect.fileLayout === 'member';
        const at = inFolder ? '/readme.txt' : '/';
        const listing = await visit('PROPFIND', '/', {
          headers: { depth: '1' }
        });
        const root = `${new URL(place).pathname}/`;
        assert.deepEqual(
          hrefsIn(listing),
          inFolder ? [root, `${root}readme.txt`] : [root]
        );
        assert.equal((await visit('GET', at)).body, '0123456789');
        assert.equal((await visit('PUT', at, { body: '9876' })).status, 204);
        assert.equal((await visit('GET', at)).body, '9876');
        const beside = await visit('PUT', '/other.txt', { body: 'a' });
        assert.equal(beside.status, 404);
        await writeFile(path, '0123456789');
      }
    );
    await t.test('for reading only', async () => {
      const share = sender.share({ shareWith, kind: 'folder', path: folder });
      const place = placeOf(sender, share);
      const visit = visitor(place, authorization(share.sharedSecret));
      assert.equal((await visit('GET', '/readme.txt')).status, 200);
      assert.equal((await visit('DELETE', '/readme.txt')).status, 403);
      const stranger = visitor(place, authorization('wrong'));
      assert.equal((await stranger('GET', '/readme.txt')).status, 401);
    });
    await t.test('and takes the share back', async () => {
      const { share } = await sender.offer(endPoint, {
        shareWith,
        kind: 'folder',
        path: folder
      });
      const answer = await sender.withdraw(endPoint, share);
      const place = placeOf(sender, share);
      const visit = visitor(place, authorization(share.sharedSecret));
      assert.equal((await visit('GET', '/readme.txt')).status, 401);
      const heard = withdrawal === 'silent' ? undefined : 201;
      assert.equal(answer?.status, heard, answer?.body);
      const arrived = await node.find(sender.home.host, share.providerId);
      assert.equal(arrived?.withdrawnAt !== null, withdrawal === 'proven');
    });
  });
}

test('each software hears of an accepted share in its way', async t => {
  for (const [dialect, status, start] of [
    [new Nextcloud(), 201, '[]'],
    [new Nextcloud35(), 201, '[]'],
    [new OwnCloud(), 201, '[]'],
    [new Ocis(), 400, '{"code"'],
    [new OpenCloud(), 201, '{}']
  ] as const) {
    await t.test(dialect.software, async t => {
      const sender = await senderOf(t, dialect);
      const share = sender.share({
        shareWith: 'marie@node.example.org',
        kind: 'folder',
        path: tmpdir()
      });
      const url = `${sender.url}${dialect.endPoint}/notifications`;
      const answer = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({
          notificationType: 'SHARE_ACCEPTED',
          providerId: share.providerId,
          notification: { sharedSecret: share.sharedSecret }
        })
      });
      assert.equal(answer.status, status);
      const text = await answer.text();
      assert.ok(text.startsWith(start), text);
      assert.equal(sender.heard.length, 1);
    });
  }
});
