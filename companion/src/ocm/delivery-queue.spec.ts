import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import pino from 'pino';
import type { Share } from 'sciencemesh-contract';
import { createOutboundClient } from '../http/guarded-client.ts';
import { createMetrics } from '../http/metrics.ts';
import { OwnNode } from '../providers/own-node.ts';
import type { NewShare } from '../store/share-row.ts';
import { openStore, type Store } from '../store/store.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { startSender } from './testing/sender.ts';

const LOCAL = { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] };

function webdavShare(host: string): NewShare {
  const sender = { address: `pierre@${host}`, displayName: null, host };
  return {
    kind: 'folder',
    name: 'spectra',
    description: '',
    sender,
    owner: sender,
    provider: host,
    providerId: '7',
    authenticity: 'claimed',
    recipient: 'marie',
    resourceType: 'folder',
    shareType: 'user',
    protocols: ['webdav'],
    permissions: ['read'],
    expiresAt: null,
    user: 'marie',
    contentHash: 'x',
    access: { webdav: { uri: 'x', sharedSecret: 's3cret' } },
    crate: null
  };
}

/** A store with one share, its provider and the queue. */
function setUp(
  test: TestContext,
  host: string,
  { backOffSeconds = [0, 0], folder = '' } = {}
) {
  const base = folder || mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  const store = openStore(base);
  const outbound = createOutboundClient(LOCAL);
  const queue = new DeliveryQueue({
    store,
    outbound,
    metrics: createMetrics(),
    logger: pino({ level: 'silent' }),
    backOffSeconds
  });
  const provider = new OwnNode(store, () => queue.wake());
  const { share } = store.shares.receive(webdavShare(host));
  let stopped = false;
  const stop = async () => {
    if (!stopped) {
      stopped = true;
      await queue.close();
      await outbound.close();
      store.close();
    }
  };
  test.after(async () => {
    await stop();
    rmSync(base, { recursive: true, force: true });
  });
  return { folder: base, store, queue, provider, share, stop };
}

/** Waits until a share's delivery is in one state. */
async function delivered(store: Store, id: string, state: string) {
  for (;;) {
    const { delivery } = store.shares.get(id) ?? {};
    if (delivery?.state === state) {
      return delivery;
    }
    await new Promise<void>(resolve => {
      const end = store.shares.onChange(() => {
        end();
        resolve();
      });
    });
  }
}

describe('answers to senders', () => {
  for (const [state, type] of [
    ['accepted', 'SHARE_ACCEPTED'],
    ['declined', 'SHARE_DECLINED']
  ] as const) {
    it(`tell of a share that is ${state}, with its secret`, async t => {
      const sender = await startSender(t);
      const { store, provider, share } = setUp(t, sender.host);
      await provider.change(share.id, { state });
      const delivery = await delivered(store, share.id, 'sent');
      assert.deepEqual(delivery, {
        type,
        state: 'sent',
        attempts: 1,
        message: null
      });
      const [body] = sender.notifications as Record<string, unknown>[];
      assert.equal(body?.['notificationType'], type);
      assert.equal(body['providerId'], '7');
      assert.equal(body['resourceType'], 'folder');
      assert.equal(
        (body['notification'] as Record<string, unknown>)['sharedSecret'],
        's3cret'
      );
    });
  }

  it('reach senders whose discovery names a bare host', async t => {
    const sender = await startSender(t, {
      discovery: '/ocm-provider/',
      endPoint: '{host}',
      api: ''
    });
    const { store, provider, share } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'accepted' });
    await delivered(store, share.id, 'sent');
    assert.equal(sender.notifications.length, 1);
  });

  it('are tried again when the sender fails', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const { store, provider, share } = setUp(t, sender.host, {
      backOffSeconds: [0, 3600]
    });
    await provider.change(share.id, { state: 'accepted' });
    await sender.received(2);
    const delivery = await delivered(store, share.id, 'queued');
    assert.match(delivery.message ?? '', /has not been told yet.*503/);
  });

  it('are given up after the last try, and say that the decision holds', async t => {
    const sender = await startSender(t);
    sender.status = 500;
    const { store, provider, share } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'declined' });
    const delivery = await delivered(store, share.id, 'failed');
    assert.equal(delivery.attempts, 3);
    assert.match(delivery.message ?? '', /which holds here all the same/);
    assert.equal(store.shares.get(share.id)?.state, 'declined');
  });

  it('are given up at once when the sender refuses', async t => {
    const sender = await startSender(t);
    sender.status = 501;
    const { store, provider, share } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'accepted' });
    const delivery = await delivered(store, share.id, 'failed');
    assert.equal(delivery.attempts, 1);
  });

  it('are sent when the person tries again after they were given up', async t => {
    const sender = await startSender(t);
    sender.status = 500;
    const { store, provider, share } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'declined' });
    await delivered(store, share.id, 'failed');
    sender.status = 201;
    const queued = await provider.retryDelivery(share.id);
    assert.equal(queued?.delivery?.message, null);
    assert.deepEqual(await delivered(store, share.id, 'sent'), {
      type: 'SHARE_DECLINED',
      state: 'sent',
      attempts: 1,
      message: null
    });
    assert.equal(sender.notifications.length, 4);
  });

  it('are sent at once when the person does not want to wait', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const { store, provider, share } = setUp(t, sender.host, {
      backOffSeconds: [3600]
    });
    await provider.change(share.id, { state: 'accepted' });
    await sender.received(1);
    sender.status = 201;
    await provider.retryDelivery(share.id);
    await delivered(store, share.id, 'sent');
  });

  it('survive the process', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const first = setUp(t, sender.host, { backOffSeconds: [0, 0, 0, 0, 0, 0] });
    await first.provider.change(first.share.id, { state: 'accepted' });
    await sender.received(1);
    await first.stop();
    sender.status = 201;
    const second = setUp(t, sender.host, { folder: first.folder });
    second.queue.wake();
    await delivered(second.store, first.share.id, 'sent');
  });

  it('give the newest decision when an older one was not sent', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const { store, provider, queue, share } = setUp(t, sender.host, {
      backOffSeconds: [3600]
    });
    await provider.change(share.id, { state: 'accepted' });
    await sender.received(1);
    await delivered(store, share.id, 'queued');
    sender.status = 201;
    await provider.change(share.id, { state: 'declined' });
    const delivery = await delivered(store, share.id, 'sent');
    assert.equal(delivery.type, 'SHARE_DECLINED');
    queue.wake();
    assert.deepEqual(types(sender.notifications), [
      'SHARE_ACCEPTED',
      'SHARE_DECLINED'
    ]);
  });

  it('are dropped when the decision is taken back before they were sent', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const { store, provider, share } = setUp(t, sender.host, {
      backOffSeconds: [3600]
    });
    await provider.change(share.id, { state: 'declined' });
    await sender.received(1);
    await provider.change(share.id, { state: 'pending' });
    assert.equal(store.shares.get(share.id)?.delivery, null);
  });

  it('are not sent twice for the same decision', async t => {
    const sender = await startSender(t);
    const { store, provider, share } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'accepted' });
    await delivered(store, share.id, 'sent');
    await provider.change(share.id, { state: 'accepted', hidden: true });
    await provider.change(share.id, { hidden: false });
    assert.equal(store.shares.get(share.id)?.delivery?.state, 'sent');
    assert.equal(sender.notifications.length, 1);
  });

  it('are not sent for embedded or withdrawn shares', async t => {
    const sender = await startSender(t);
    const { store, provider, share } = setUp(t, sender.host);
    const embedded = store.shares.receive({
      ...webdavShare(sender.host),
      kind: 'package',
      providerId: '8',
      protocols: ['embedded'],
      access: null,
      crate: '{"@graph":[]}'
    }).share;
    store.shares.withdraw(share.id);
    await provider.change(embedded.id, { state: 'accepted' });
    await provider.change(share.id, { state: 'declined' });
    for (const { id } of [embedded, share] as Share[]) {
      assert.equal(store.shares.get(id)?.delivery, null);
    }
    assert.deepEqual(sender.paths, []);
  });
});

function types(notifications: unknown[]): unknown[] {
  return notifications.map(
    body => (body as Record<string, unknown>)['notificationType']
  );
}

describe('word of a publication', () => {
  const record = {
    title: 'Masses of muons',
    doi: '10.5072/zenodo.42',
    url: 'https://sandbox.zenodo.org/records/42'
  };

  it('reaches the sender once, with what everybody can see', async t => {
    const sender = await startSender(t);
    const { queue, share, store } = setUp(t, sender.host);
    await queue.tellOfPublication(share.id, record);
    await sender.received(1);
    await queue.tellOfPublication(share.id, record);
    await queue.tellOfPublication(share.id, { ...record, doi: '10.5072/43' });
    await sender.received(2);
    const [first, second] = sender.notifications;
    assert.deepEqual(first, {
      notificationType: 'SHARE_PUBLISHED',
      resourceType: 'folder',
      providerId: '7',
      notification: {
        sharedSecret: 's3cret',
        message: 'Recipient published what was made of the share',
        publication: record
      }
    });
    assert.match(JSON.stringify(second), /10\.5072\/43/);
    assert.equal(store.shares.get(share.id)?.delivery, null);
  });

  it('leaves an answer that is still on its way alone', async t => {
    const sender = await startSender(t);
    const { provider, queue, share, store } = setUp(t, sender.host);
    await provider.change(share.id, { state: 'accepted' });
    await queue.tellOfPublication(share.id, record);
    await sender.received(2);
    await delivered(store, share.id, 'sent');
    assert.deepEqual(
      sender.notifications.map(
        one => (one as Record<string, unknown>)['notificationType']
      ),
      ['SHARE_ACCEPTED', 'SHARE_PUBLISHED']
    );
  });

  it('is tried again after a failure, also by the next program', async t => {
    const sender = await startSender(t);
    sender.status = 503;
    const first = setUp(t, sender.host, {
      backOffSeconds: Array.from({ length: 1000 }, () => 0)
    });
    await first.queue.tellOfPublication(first.share.id, record);
    await sender.received(1);
    await first.stop();
    sender.status = 201;
    const before = sender.notifications.length;
    const second = setUp(t, sender.host, { folder: first.folder });
    second.queue.wake();
    await sender.received(before + 1);
    assert.ok(sender.notifications.length > before);
  });

  it('ends with a server that does not know it', async t => {
    const sender = await startSender(t);
    sender.status = 501;
    const { queue, share, store } = setUp(t, sender.host);
    await queue.tellOfPublication(share.id, record);
    await queue.tellOfPublication(share.id, { ...record, doi: '10.5072/43' });
    // One after the other: the first is settled when the second is sent.
    await sender.received(2);
    assert.deepEqual(
      store.deliveries
        .due(new Date(Date.now() + 1e9))
        .filter(({ record: one }) => one?.doi === record.doi),
      []
    );
  });

  it('needs the share', async t => {
    const sender = await startSender(t);
    const { queue } = setUp(t, sender.host);
    await assert.rejects(
      queue.tellOfPublication('unknown', record),
      /not here any more.*yourself/
    );
  });
});
