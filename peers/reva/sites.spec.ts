import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { people } from './index.ts';
import { callGateway } from './testing/gateway.ts';
import { skip } from './testing/scene.ts';
import {
  answerShare,
  asking,
  hide,
  jsonOf,
  ocsShares,
  sharedWithMe,
  startSites
} from './testing/sites.ts';
import { basic } from './testing/visitor.ts';

test('what Reva 3.12 says of received shares', { skip }, async t => {
  const { sites, marie } = await startSites(t);
  const { a, b } = sites;
  await sites.shareFolder({ name: 'results', role: 'editor' });
  await sites.shareFile({ name: 'Δ data.txt' });
  const folder = await sites.received('results');
  const file = await sites.received('Δ data.txt');

  await t.test('lists them, each with the id of a space', async () => {
    const items = await sharedWithMe(marie);
    assert.deepEqual(
      items.map(({ id, name, remoteItem }) => [id, name, remoteItem.id]),
      [folder, file].map(({ id, name, space }) => [id, name, space])
    );
    const decoded = Buffer.from(`/ocm-received/${folder.id}`);
    assert.equal(folder.space, `ocm-received$${base32(decoded)}`);
    const [first, second] = items;
    assert.deepEqual([first?.folder, first?.file], [{}, undefined]);
    // Nothing says that it is a file.
    assert.deepEqual([second?.folder, second?.file], [undefined, undefined]);
  });
  await t.test('shortens the id of who shares', async () => {
    const [{ createdBy, ...item }] = (await sharedWithMe(marie)) as [
      Awaited<ReturnType<typeof sharedWithMe>>[number]
    ];
    assert.equal(createdBy.user.displayName, 'Albert Einstein');
    assert.equal(createdBy.user.id, `4c510ada... on ${a.host}`);
    // Neither is what its name says.
    assert.match(item.eTag, /^seconds:\d+$/);
    assert.equal(
      item.remoteItem.webUrl,
      `${b.url}/files/spaces/ocm-share/results`
    );
  });
  await t.test('tells the permissions by a role', async () => {
    const roles = (await sharedWithMe(marie)).map(
      ({ remoteItem }) => remoteItem.permissions[0]?.roles
    );
    assert.deepEqual(roles, [
      ['fb6c3e19-e378-47e5-b277-9732f9de6e21'],
      ['b1e2218d-eef8-4d4c-b82d-0f1a1b48f3b5']
    ]);
  });
  await t.test('lists them in OCS with their sender and state', async () => {
    const shares = await ocsShares(marie);
    assert.deepEqual(
      shares.map(({ id, name, share_type, state, permissions }) => ({
        id,
        name,
        share_type,
        state,
        permissions
      })),
      [
        {
          id: folder.id,
          name: 'results',
          share_type: 6,
          state: 1,
          permissions: 15
        },
        {
          id: file.id,
          name: 'Δ data.txt',
          share_type: 6,
          state: 1,
          permissions: 1
        }
      ]
    );
    const [first] = shares;
    assert.equal(first?.uid_owner, `${people.einstein.id}@${a.host}`);
    assert.equal(first.path, `/ocm-received/${folder.id}`);
  });
  await t.test('calls neither file nor folder by its kind in OCS', async () => {
    const kinds = (await ocsShares(marie)).map(({ item_type }) => item_type);
    assert.deepEqual(kinds, ['invalid', 'invalid']);
  });
  await t.test('lists none when asked for the type of theirs', async () => {
    assert.deepEqual(await ocsShares(marie, 'state=all&share_types=6'), []);
    const mixed = await ocsShares(marie, 'state=all&share_types=0,6');
    assert.equal(mixed.length, 2);
  });
  await t.test('accepts and declines', async () => {
    const accepted = await answerShare(marie, 'POST', folder.id);
    assert.deepEqual([accepted.status, accepted.states], [200, [0]]);
    const declined = await answerShare(marie, 'DELETE', file.id);
    assert.deepEqual([declined.status, declined.states], [200, [2]]);
    for (const [state, id] of [
      [0, folder.id],
      [2, file.id]
    ] as const) {
      const listed = await ocsShares(marie, `state=${state}`);
      assert.deepEqual(
        listed.map(share => share.id),
        [id]
      );
    }
    assert.deepEqual(await ocsShares(marie, 'state=1'), []);
    // The other list knows no states: what is declined stays in it.
    assert.equal((await sharedWithMe(marie)).length, 2);
    const again = await answerShare(marie, 'POST', file.id);
    assert.deepEqual([again.status, again.states], [200, [0]]);
  });
  await t.test('fails for an answer to what is not there', async () => {
    const { status, message } = await answerShare(marie, 'POST', '99');
    assert.equal(status, 500);
    assert.equal(message, 'grpc update received share request failed');
  });
  await t.test('hides and shows, and lists the hidden as well', async () => {
    const hidden = jsonOf<{ '@UI.Hidden': boolean }>(
      await hide(marie, folder.id, true)
    );
    assert.equal(hidden['@UI.Hidden'], true);
    const flags = async () =>
      (await sharedWithMe(marie)).map(item => item['@UI.Hidden']);
    assert.deepEqual(await flags(), [true, false]);
    // Accepted it stays.
    const [share] = await ocsShares(marie);
    assert.equal(share?.state, 0);
    await hide(marie, folder.id, false);
    assert.deepEqual(await flags(), [false, false]);
    const missing = await hide(marie, '99', true);
    assert.deepEqual([missing.status, missing.body], [500, '']);
  });
  await t.test('keeps listing what the sender took back', async () => {
    const share = await sites.shareFolder({ name: 'withdrawn' });
    await a.revoke(share);
    const { space } = await sites.received('withdrawn');
    const path = `/remote.php/dav/spaces/${space}/`;
    const { status, body } = await marie('PROPFIND', path);
    assert.deepEqual([status, body], [500, '']);
  });
  await t.test('lists all at once, reached or not', async () => {
    const before = (await sharedWithMe(marie)).length;
    await sites.announceFolders(20);
    const items = await sharedWithMe(marie);
    assert.equal(items.length, before + 20);
    assert.equal((await ocsShares(marie)).length, before + 20);
    const { space } = await sites.received('folder 20');
    const path = `/remote.php/dav/spaces/${space}/`;
    assert.equal((await marie('PROPFIND', path)).status, 500);
  });
});

test('a login at Reva 3.12', { skip }, async t => {
  const life = 4;
  const { sites } = await startSites(t, { tokenLife: life });
  const { b } = sites;
  const me = '/graph/v1.0/me';
  const token = await b.login(people.marie);
  const bearer = asking(b, `Bearer ${token}`);
  const own = asking(b);
  const headers = { 'x-access-token': token };

  await t.test(
    'gives a token that opens HTTP in two ways, and gRPC',
    async () => {
      assert.equal((await bearer('GET', me)).status, 200);
      const { status, headers: answered } = await own('GET', me, { headers });
      assert.equal(status, 200);
      // A new one comes with name and password only.
      assert.equal(answered['x-access-token'], undefined);
      const { code } = await callGateway(
        b.gateway,
        'ListReceivedOCMShares',
        token
      );
      assert.equal(code, 0);
    }
  );
  await t.test('says 401 to who shows nothing or something wrong', async () => {
    const challenge = `Basic realm="${b.host}", Bearer realm="${b.host}"`;
    for (const shown of ['', 'nonsense']) {
      const nothing = await own('GET', me, {
        headers: { 'x-access-token': shown }
      });
      assert.deepEqual(
        [nothing.status, nothing.headers['www-authenticate'], nothing.body],
        [401, challenge, '']
      );
    }
    for (const authorization of ['Bearer nonsense', basic('marie')]) {
      const wrong = await asking(b, authorization)('GET', me);
      assert.deepEqual(
        [wrong.status, wrong.headers['www-authenticate']],
        [401, undefined]
      );
    }
    const { code, message } = await callGateway(b.gateway, 'WhoAmI');
    assert.equal(code, 16);
    assert.equal(message, 'auth: core access token not found');
  });
  await t.test('ends: 401 in HTTP, "permission denied" in gRPC', async () => {
    await setTimeout((life + 1) * 1000);
    for (const path of [
      me,
      '/graph/v1beta1/me/drive/sharedWithMe',
      '/sciencemesh/embedded-shares',
      '/remote.php/webdav/'
    ]) {
      assert.equal((await own('GET', path, { headers })).status, 401, path);
      assert.equal((await bearer('GET', path)).status, 401, path);
    }
    const { code, message } = await callGateway(
      b.gateway,
      'ListReceivedOCMShares',
      token
    );
    assert.equal(code, 7);
    assert.equal(message, 'auth: core access token is invalid');
  });
  await t.test('is as good as new after another one', async () => {
    const next = await b.login(people.marie);
    const { status } = await asking(b, `Bearer ${next}`)('GET', me);
    assert.equal(status, 200);
  });
});

/** RFC 4648, which Reva writes paths with. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('');
  const letters = (bits.match(/.{1,5}/g) ?? [])
    .map(five => parseInt(five.padEnd(5, '0'), 2))
    .map(index => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(index))
    .join('');
  return letters.padEnd(Math.ceil(letters.length / 8) * 8, '=');
}
