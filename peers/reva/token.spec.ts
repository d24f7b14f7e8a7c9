import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exchange, skip, startScene, tokenOf } from './testing/scene.ts';
import { basic, visitor } from './testing/visitor.ts';

test('a share of Reva 3.12 by the code flow', { skip }, async t => {
  const { node, reva, folder } = await startScene(t);
  const share = await reva.share({
    path: await folder('results'),
    shareWith: node.address,
    role: 'editor',
    mustExchangeToken: true
  });

  await t.test('announces where the token is had', async () => {
    const answer = await fetch(`${reva.url}/.well-known/ocm`);
    const document = (await answer.json()) as Record<string, unknown>;
    assert.equal(document.tokenEndPoint, `${reva.url}/ocm/token`);
    assert.ok((document.capabilities as string[]).includes('exchange-token'));
  });
  await t.test('takes no secret', async () => {
    for (const authorization of [
      `Bearer ${share.sharedSecret}`,
      basic(share.sharedSecret)
    ]) {
      const answer = await visitor(share.uri, authorization)('PROPFIND');
      assert.equal(answer.status, 401);
    }
  });
  await t.test('takes every token until its end', async () => {
    const { answer } = await exchange(reva, {
      grant_type: 'authorization_code',
      code: share.sharedSecret
    });
    assert.equal(answer.token_type, 'Bearer');
    assert.equal(answer.expires_in, 86_400);
    const first = await tokenOf(reva, share);
    const second = await tokenOf(reva, share);
    for (const token of [first, second]) {
      const visit = visitor(share.uri, `Bearer ${token}`);
      assert.equal((await visit('GET', '/readme.txt')).body, '0123456789');
    }
  });
  await t.test('refuses other grants with 400', async () => {
    const code = share.sharedSecret;
    const authorization = { grant_type: 'authorization_code' };
    for (const [fields, error] of [
      [{ ...authorization, code: 'wrong' }, 'invalid_grant'],
      [authorization, 'invalid_grant'],
      [{ grant_type: 'password', code }, 'unsupported_grant_type']
    ] as const) {
      const { status, answer } = await exchange(reva, fields);
      assert.deepEqual([status, answer], [400, { error }]);
    }
  });
  await t.test('Reva 3.12: a token outlives its share', async () => {
    const visit = visitor(share.uri, `Bearer ${await tokenOf(reva, share)}`);
    await reva.revoke(share);
    assert.equal((await visit('GET', '/readme.txt')).status, 200);
    const { status } = await exchange(reva, {
      grant_type: 'authorization_code',
      code: share.sharedSecret
    });
    assert.equal(status, 400);
  });
});
