import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startNode } from '../reva/testing/node.ts';
import { basic, visitor } from '../reva/testing/visitor.ts';
import { Nextcloud35 } from './index.ts';
import { filesOf, placeOf, senderOf } from './testing/scene.ts';

test('Nextcloud 35 exchanges a secret', async t => {
  const sender = await senderOf(t, new Nextcloud35());
  const path = await filesOf(t);
  const share = sender.share({
    shareWith: 'marie@node.example.org',
    kind: 'folder',
    path
  });
  const discovery = await fetch(`${sender.url}/.well-known/ocm`);
  const { tokenEndPoint } = (await discovery.json()) as {
    tokenEndPoint: string;
  };
  const exchange = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(tokenEndPoint, { method: 'POST', body });
    return {
      status: answer.status,
      answer: (await answer.json()) as Record<string, unknown>
    };
  };
  const token = async () => {
    const { status, answer } = await exchange({
      grant_type: 'authorization_code',
      client_id: 'node.example.org',
      code: share.sharedSecret
    });
    assert.equal(status, 200);
    return String(answer.access_token);
  };
  const read = async (authorization: string) =>
    (await visitor(placeOf(sender, share), authorization)('GET', '/readme.txt'))
      .status;

  await t.test('which then opens nothing any more', async () => {
    assert.equal(await read(basic(share.sharedSecret)), 200);
    const bearer = `Bearer ${await token()}`;
    assert.equal(await read(bearer), 200);
    assert.equal(await read(basic(share.sharedSecret)), 401);
  });
  await t.test('for one token at a time', async () => {
    const first = await token();
    const second = await token();
    assert.equal(await read(`Bearer ${first}`), 401);
    assert.equal(await read(`Bearer ${second}`), 200);
  });
  await t.test('and answers 401 to a wrong one', async () => {
    const authorization = { grant_type: 'authorization_code' };
    for (const [fields, status, error] of [
      [{ ...authorization, code: 'wrong' }, 401, 'invalid_grant'],
      [authorization, 400, 'refresh_token is required'],
      [{ grant_type: 'password' }, 400, 'unsupported_grant_type']
    ] as const) {
      assert.deepEqual(await exchange(fields), { status, answer: { error } });
    }
  });
});

test('Nextcloud 35 can require the exchange', async t => {
  const node = await startNode(t);
  const sender = await senderOf(t, new Nextcloud35());
  const { status, body, share } = await sender.offer(
    `http://${node.host}/ocm`,
    {
      shareWith: node.address,
      kind: 'folder',
      path: await filesOf(t),
      mustExchangeToken: true
    }
  );
  assert.equal(status, 201, body);
  assert.ok(await node.find(sender.home.host, share.providerId));
  const visit = visitor(placeOf(sender, share), basic(share.sharedSecret));
  assert.equal((await visit('PROPFIND', '/')).status, 401);
});
