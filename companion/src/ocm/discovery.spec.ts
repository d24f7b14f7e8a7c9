import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Discovery } from 'sciencemesh-contract';
import { Discovery as DiscoverySchema } from 'sciencemesh-contract';
import { Check } from 'typebox/value';
import { startCompanion } from './testing/companion.ts';

describe('discovery', () => {
  for (const path of ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/']) {
    it(`answers at ${path} with what works, and may be cached`, async t => {
      const companion = await startCompanion(t, {
        config: { ocm: { host: 'jupyter.example.org', provider: 'Example' } }
      });
      const answer = await companion.ocm(path, { redirect: 'error' });
      assert.equal(answer.status, 200);
      assert.match(
        answer.headers.get('content-type') ?? '',
        /^application\/json/
      );
      assert.match(answer.headers.get('cache-control') ?? '', /max-age=\d+/);
      const document: unknown = await answer.json();
      assert.ok(Check(DiscoverySchema, document));
      assert.equal(document.enabled, true);
      assert.equal(document.endPoint, 'https://jupyter.example.org/ocm');
      assert.equal(document.provider, 'Example');
      assert.deepEqual(document.capabilities, [
        'protocol-object',
        'notifications'
      ]);
      assert.deepEqual(
        document.resourceTypes.map(({ name, protocols }) => [
          name,
          Object.keys(protocols)
        ]),
        [
          ['file', ['webdav-receive']],
          ['folder', ['webdav-receive']],
          ['ro-crate', ['embedded-receive']]
        ]
      );
    });
  }

  it('names the host that it was asked for when none is configured', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.ocm('/.well-known/ocm');
    const { endPoint } = (await answer.json()) as Discovery;
    assert.equal(endPoint, `${companion.app.addresses.ocmListen}/ocm`);
  });

  it('leads to where shares are taken', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.ocm('/.well-known/ocm');
    const { endPoint } = (await answer.json()) as Discovery;
    assert.equal(
      (await fetch(`${endPoint}/shares`, { method: 'POST' })).status,
      400
    );
  });

  it('tells an old Nextcloud the version that it insists on', async t => {
    const companion = await startCompanion(t);
    const answer = await companion.ocm('/.well-known/ocm', {
      headers: { 'user-agent': 'Nextcloud Server Crawler' }
    });
    assert.equal(((await answer.json()) as Discovery).apiVersion, '1.1');
  });

  it('has nothing of the user API', async t => {
    const companion = await startCompanion(t);
    for (const path of ['/api/health', '/api/shares', '/api/metrics']) {
      assert.equal((await companion.ocm(path)).status, 404);
    }
  });
});
