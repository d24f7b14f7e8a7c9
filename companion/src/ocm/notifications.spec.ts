import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCompanion } from './testing/companion.ts';
import { EMBEDDED, WEBDAV } from './testing/share-creations.ts';

function notification(type: string, providerId: unknown, secret?: unknown) {
  return {
    notificationType: type,
    resourceType: 'file',
    providerId,
    notification: { sharedSecret: secret, message: 'x' }
  };
}

describe('POST /ocm/notifications', () => {
  it('marks a share as withdrawn by its secret, once', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV.multi);
    const body = notification('SHARE_UNSHARED', '7', 's3cret');
    const answer = await companion.post('/ocm/notifications', body);
    assert.equal(answer.status, 201);
    assert.deepEqual(await answer.json(), {});
    const [share] = await companion.shares();
    assert.match(share?.withdrawnAt ?? '', /^\d{4}-/);
    await companion.post('/ocm/notifications', body);
    assert.equal(
      (await companion.shares())[0]?.withdrawnAt,
      share?.withdrawnAt
    );
  });

  it('takes a number as id and `type` for the type', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV['old single form']);
    const answer = await companion.post('/ocm/notifications', {
      type: 'SHARE_UNSHARED',
      providerId: 7,
      notification: { sharedSecret: 's3cret' }
    });
    assert.equal(answer.status, 201);
    assert.notEqual((await companion.shares())[0]?.withdrawnAt, null);
  });

  for (const secret of ['wrong', '', null, 0, {}, ['s3cret'], 's3cre']) {
    it(`changes nothing with the secret ${JSON.stringify(secret)}`, async t => {
      const companion = await startCompanion(t);
      await companion.post('/ocm/shares', WEBDAV.multi);
      const answer = await companion.post(
        '/ocm/notifications',
        notification('SHARE_UNSHARED', '7', secret)
      );
      assert.ok([400, 403].includes(answer.status));
      assert.equal((await companion.shares())[0]?.withdrawnAt, null);
    });
  }

  it('hears a withdrawal without any secret, known or not, and changes nothing', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV.multi);
    for (const id of ['7', 'unknown']) {
      for (const notification of [{ grantee: 'marie@hub.example.org' }, {}]) {
        const answer = await companion.post('/ocm/notifications', {
          notificationType: 'SHARE_UNSHARED',
          resourceType: 'file',
          providerId: id,
          notification
        });
        assert.equal(answer.status, 201);
        assert.deepEqual(await answer.json(), {});
      }
    }
    assert.equal((await companion.shares())[0]?.withdrawnAt, null);
  });

  it('does not tell a wrong secret from an unknown share', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV.multi);
    const answers = await Promise.all(
      ['7', 'unknown'].map(async id => {
        const answer = await companion.post(
          '/ocm/notifications',
          notification('SHARE_UNSHARED', id, 'wrong')
        );
        return [answer.status, await answer.text()];
      })
    );
    assert.deepEqual(answers[0], answers[1]);
  });

  it('cannot withdraw an embedded share, which has no secret', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', EMBEDDED.S6);
    for (const secret of [undefined, '', 'undefined', EMBEDDED.S6.providerId]) {
      const answer = await companion.post(
        '/ocm/notifications',
        notification('SHARE_UNSHARED', EMBEDDED.S6.providerId, secret)
      );
      const heard = secret === undefined ? [201] : [400, 403];
      assert.ok(heard.includes(answer.status), secret);
    }
    assert.equal((await companion.shares())[0]?.withdrawnAt, null);
  });

  it('withdraws an embedded share that came with a secret and keeps its crate', async t => {
    const companion = await startCompanion(t);
    const { embedded } = EMBEDDED.S6.protocol;
    await companion.post('/ocm/shares', {
      ...EMBEDDED.S6,
      protocol: { name: 'multi', options: { sharedSecret: 'own' }, embedded }
    });
    const answer = await companion.post(
      '/ocm/notifications',
      notification('SHARE_UNSHARED', EMBEDDED.S6.providerId, 'own')
    );
    assert.equal(answer.status, 201);
    const [share] = await companion.shares();
    assert.notEqual(share?.withdrawnAt, null);
    const crate = await companion.api(`/api/shares/${share?.id}/crate`);
    assert.deepEqual(await crate.json(), embedded.payload);
  });

  it('takes no crate from inside the crate for a secret', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', {
      ...EMBEDDED.SX,
      protocol: {
        name: 'multi',
        embedded: { ...EMBEDDED.SX.protocol.embedded, sharedSecret: 'inside' }
      }
    });
    const answer = await companion.post(
      '/ocm/notifications',
      notification('SHARE_UNSHARED', EMBEDDED.SX.providerId, 'inside')
    );
    assert.equal(answer.status, 403);
  });

  it('withdraws only the share whose secret it shows', async t => {
    const companion = await startCompanion(t);
    await companion.post('/ocm/shares', WEBDAV.multi);
    await companion.post('/ocm/shares', {
      ...WEBDAV.multi,
      sender: 'eve@evil.example.org',
      protocol: {
        name: 'multi',
        webdav: { ...WEBDAV.multi.protocol.webdav, sharedSecret: 'of eve' }
      }
    });
    await companion.post(
      '/ocm/notifications',
      notification('SHARE_UNSHARED', '7', 'of eve')
    );
    const shares = await companion.shares();
    assert.deepEqual(
      shares.map(({ provider, withdrawnAt }) => [
        provider,
        withdrawnAt !== null
      ]),
      [
        ['evil.example.org', true],
        ['cloud.example.org', false]
      ]
    );
  });

  it('is believed only from the networks of the sender', async t => {
    const config = (from: string) => ({
      ocm: { hosts: { 'cloud.example.org': { from: [from] } } }
    });
    const first = await startCompanion(t, { config: config('127.0.0.0/8') });
    await first.post('/ocm/shares', WEBDAV.multi);
    await first.stop(true);
    const second = await startCompanion(t, {
      config: config('192.0.2.0/24'),
      folder: first.folder
    });
    const answer = await second.post(
      '/ocm/notifications',
      notification('SHARE_UNSHARED', '7', 's3cret')
    );
    assert.equal(answer.status, 403);
  });

  for (const type of ['SHARE_ACCEPTED', 'SHARE_DECLINED']) {
    it(`understands ${type}, which changes nothing here`, async t => {
      const companion = await startCompanion(t);
      await companion.post('/ocm/shares', WEBDAV.multi);
      const before = await companion.shares();
      const answer = await companion.post(
        '/ocm/notifications',
        notification(type, '7', 's3cret')
      );
      assert.equal(answer.status, 201);
      assert.deepEqual(await companion.shares(), before);
    });
  }

  for (const [what, body, status] of [
    ['other types', notification('REQUEST_RESHARE', '7', 's3cret'), 501],
    ['members of prototypes', notification('constructor', '7', 's3cret'), 501],
    ['no type', { providerId: '7' }, 400],
    ['no id', { notificationType: 'SHARE_UNSHARED' }, 400],
    [
      'no notification',
      { notificationType: 'SHARE_UNSHARED', providerId: '7' },
      400
    ],
    ['text', '"SHARE_UNSHARED"', 400],
    ['more than 64 KiB', { x: 'x'.repeat(65 * 1024) }, 413]
  ] as const) {
    it(`answers ${what} with ${status}`, async t => {
      const companion = await startCompanion(t);
      const answer = await companion.post('/ocm/notifications', body);
      assert.equal(answer.status, status);
    });
  }
});
