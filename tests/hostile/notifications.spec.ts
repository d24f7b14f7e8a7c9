import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Share, ShareList } from 'sciencemesh-contract';
import { assertRefusal, Scene, SECRETS } from './scene.ts';
import { share, webdav, type Body } from './shares.ts';

const [SECRET = ''] = SECRETS;

/** Withdraws the share "genuine", with changes. */
function withdrawal(changes: Body = {}): Body {
  return {
    notificationType: 'SHARE_UNSHARED',
    resourceType: 'folder',
    providerId: 'genuine',
    notification: { sharedSecret: SECRET, message: 'gone' },
    ...changes
  };
}

const secret = (sharedSecret: unknown) =>
  withdrawal({ notification: { sharedSecret } });

/** None of these may have an effect. */
const FORGED: readonly [string, unknown, number][] = [
  ['nothing', '', 400],
  ['no object', [], 400],
  ['no type', withdrawal({ notificationType: undefined }), 400],
  ['a type that is a list', withdrawal({ notificationType: ['x'] }), 400],
  ['an unknown type', withdrawal({ notificationType: 'REQUEST_RESHARE' }), 501],
  ['a type of a prototype', withdrawal({ notificationType: '__proto__' }), 501],
  [
    'a type in other letters',
    withdrawal({ notificationType: 'share_unshared' }),
    501
  ],
  ['no id', withdrawal({ providerId: undefined }), 400],
  ['an id that is an object', withdrawal({ providerId: { $ne: 1 } }), 400],
  ['an id that is a list', withdrawal({ providerId: ['genuine'] }), 400],
  ['an unknown id', withdrawal({ providerId: 'another' }), 403],
  ['an id that is a pattern', withdrawal({ providerId: '%' }), 403],
  ['no notification', withdrawal({ notification: undefined }), 400],
  ['a notification of null', withdrawal({ notification: null }), 400],
  ['a notification that is a text', withdrawal({ notification: SECRET }), 400],
  // It is heard: the server of the share will be asked.
  ['no secret', withdrawal({ notification: {} }), 201],
  ['an empty secret', secret(''), 400],
  ['a secret of null', secret(null), 400],
  ['a secret that is a list', secret([SECRET]), 400],
  ['a secret that is an object', secret({ $gt: '' }), 400],
  ['a secret that is true', secret(true), 400],
  ['a wrong secret', secret('guess'), 403],
  ['a secret in other letters', secret(SECRET.toUpperCase()), 403],
  ['the beginning of the secret', secret(SECRET.slice(0, -1)), 403],
  ['the secret and more', secret(`${SECRET}\0`), 403],
  ['a secret of the wrong share', secret('secret of another'), 403],
  [
    'a secret in its prototype',
    '{"notificationType":"SHARE_UNSHARED","providerId":"genuine","notification":{"__proto__":{"sharedSecret":"entrusted-secret"}}}',
    201
  ],
  [
    'an embedded share without a secret',
    withdrawal({ providerId: 'embedded' }),
    403
  ],
  [
    'an embedded share and its id as secret',
    { ...secret('embedded'), providerId: 'embedded' },
    403
  ],
  ['more than 64 KiB', withdrawal({ extra: 'x'.repeat(70_000) }), 413]
];

test('a notification', { timeout: 60_000 }, async t => {
  const scene = await Scene.start(t, {
    config: {
      ocm: { hosts: { 'locked.example.org': { from: ['203.0.113.0/24'] } } }
    }
  });
  const shares = async () => {
    const { value } = await scene.api('/api/shares?filter=all');
    return (value as ShareList).items;
  };
  const withdrawn = async () =>
    (await shares()).filter((one: Share) => one.withdrawnAt !== null);
  for (const body of [
    webdav({ providerId: 'genuine' }),
    // Whoever sends a share of the same id knows the secret of that one only.
    webdav({
      providerId: 'genuine',
      sender: 'eve@evil.example.org',
      owner: 'eve@evil.example.org',
      protocol: {
        webdav: { uri: 'x', sharedSecret: 'secret of another', permissions: [] }
      }
    }),
    share({ providerId: 'embedded' })
  ]) {
    assert.equal((await scene.post('/ocm/shares', body)).status, 201);
  }
  for (const [name, body, status] of FORGED) {
    await t.test(`with ${name} has no effect`, async () => {
      const answer = await scene.post('/ocm/notifications', body);
      if (name === 'a secret of the wrong share') {
        // It withdraws the forger's own share.
        assert.equal(answer.status, 201);
        const [only, ...others] = await withdrawn();
        assert.equal(only?.provider, 'evil.example.org');
        assert.deepEqual(others, []);
        return;
      }
      if (status === 201) {
        assert.equal(answer.status, status);
      } else {
        assertRefusal(answer, status);
      }
      assert.ok(
        (await withdrawn()).every(
          ({ provider }) => provider === 'evil.example.org'
        )
      );
    });
  }
  await t.test('tells nobody which ids there are', async () => {
    const [known, unknown] = await Promise.all([
      scene.post('/ocm/notifications', secret('guess')),
      scene.post('/ocm/notifications', {
        ...secret('guess'),
        providerId: 'unknown'
      })
    ]);
    assert.equal(known.text, unknown.text);
  });
  await t.test('of the sender takes effect', async () => {
    const answer = await scene.post('/ocm/notifications', withdrawal());
    assert.equal(answer.status, 201);
    const providers = (await withdrawn()).map(({ provider }) => provider);
    assert.ok(providers.includes('player.example.org'));
  });
  await t.test('leaves nothing behind', async () => {
    await scene.assertUntouched();
    assert.deepEqual(scene.origin.connects, []);
    scene.assertDiscreet(['secret of another', 'guess']);
    await scene.assertWell();
  });
});
