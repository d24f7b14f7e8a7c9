import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pino from 'pino';
import { RequestProblem } from '../http/problem.ts';
import { createMetrics } from '../http/metrics.ts';
import { createOcmServer } from '../ocm/register.ts';
import { ocmSettings } from '../ocm/settings.ts';
import { EMBEDDED, WEBDAV } from '../ocm/testing/share-creations.ts';
import { openStore } from '../store/store.ts';
import { emptyFolder } from '../store/testing/folder.ts';
import { OwnNode } from './own-node.ts';
import {
  conformsAsProvider,
  type ProviderUnderTest
} from './testing/provider-conformance.ts';

/** The own node, shared with through its real routes. */
async function setUp(
  ...[test]: Parameters<Parameters<typeof conformsAsProvider>[1]>
): Promise<ProviderUnderTest & { store: ReturnType<typeof openStore> }> {
  const store = openStore(emptyFolder(test));
  const server = await createOcmServer(
    {
      settings: ocmSettings({ user: 'marie' }),
      shares: store.shares,
      metrics: createMetrics()
    },
    pino({ level: 'silent' })
  );
  test.after(async () => {
    await server.close();
    store.close();
  });
  const post = async (payload: object) => {
    const answer = await server.inject({
      method: 'POST',
      url: '/ocm/shares',
      payload
    });
    assert.equal(answer.statusCode, 201);
  };
  return {
    provider: new OwnNode(store, () => {}),
    store,
    sharePackage: (name, crate) =>
      post({
        ...EMBEDDED.S6,
        name,
        protocol: { name: 'multi', embedded: JSON.parse(crate) as unknown }
      }),
    shareFolder: name => post({ ...WEBDAV.multi, name })
  };
}

conformsAsProvider('the own node', setUp);

describe('the own node', () => {
  it('does not accept a folder that its sender has withdrawn', async t => {
    const { provider, store, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const [share] = await provider.list({});
    assert.ok(share);
    store.shares.withdraw(share.id);
    await assert.rejects(
      provider.change(share.id, { state: 'accepted' }),
      (error: Error) =>
        error instanceof RequestProblem && error.code === 'share-withdrawn'
    );
    assert.equal((await provider.get(share.id))?.state, 'pending');
  });

  it('accepts a package that its sender has withdrawn: its crate is here', async t => {
    const { provider, store, sharePackage } = await setUp(t);
    await sharePackage('package', '{"@graph":[]}');
    const [share] = await provider.list({});
    assert.ok(share);
    store.shares.withdraw(share.id);
    const accepted = await provider.change(share.id, { state: 'accepted' });
    assert.equal(accepted?.state, 'accepted');
  });

  it('tells a sender again only what it has not been told', async t => {
    const { provider, store, shareFolder } = await setUp(t);
    await shareFolder('spectra');
    const [share] = await provider.list({});
    assert.ok(share);
    const nothing = () =>
      assert.rejects(
        provider.retryDelivery(share.id),
        (error: Error) =>
          error instanceof RequestProblem && error.code === 'nothing-to-tell'
      );
    await nothing();
    await provider.change(share.id, { state: 'accepted' });
    const [queued] = store.deliveries.due(new Date());
    assert.ok(queued);
    const failure = { message: 'down', nextAttemptAt: new Date() };
    store.deliveries.settle(queued, { ...failure, state: 'failed' });
    const again = await provider.retryDelivery(share.id);
    assert.deepEqual(again?.delivery, {
      type: 'SHARE_ACCEPTED',
      state: 'queued',
      attempts: 0,
      message: null
    });
    const [requeued] = store.deliveries.due(new Date());
    assert.ok(requeued);
    store.deliveries.settle(requeued, { ...failure, state: 'sent' });
    await nothing();
    assert.equal(await provider.retryDelivery('nobody'), null);
  });
});
