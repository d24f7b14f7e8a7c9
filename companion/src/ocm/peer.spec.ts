import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createOutboundClient } from '../http/guarded-client.ts';
import { DiscoveryError, discoverApi, resolveEndPoint } from './peer.ts';
import { startSender, type SenderOptions } from './testing/sender.ts';

async function discover(test: TestContext, options: SenderOptions) {
  const sender = await startSender(test, options);
  const outbound = createOutboundClient({
    plainHttp: ['127.0.0.1'],
    privateHosts: ['127.0.0.1']
  });
  test.after(() => outbound.close());
  const { signal } = new AbortController();
  const address = { host: sender.host, path: '' };
  return { sender, api: discoverApi(outbound, address, signal) };
}

describe('discoverApi', () => {
  for (const path of ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/']) {
    it(`finds the API of a peer that tells it at ${path}`, async t => {
      const { sender, api } = await discover(t, { discovery: path });
      assert.equal(await api, `http://${sender.host}/ocm`);
    });
  }

  it('says so when a peer does not tell', async t => {
    const { api } = await discover(t, { discovery: '/elsewhere' });
    await assert.rejects(api, DiscoveryError);
  });

  it('says so when a peer tells what no address can be', async t => {
    const endPoint = `${'.'.repeat(200_000)}?`;
    const { api } = await discover(t, { endPoint });
    await assert.rejects(api, DiscoveryError);
  });

  it('asks nobody over http who is not configured for it', async t => {
    const sender = await startSender(t);
    const outbound = createOutboundClient({ privateHosts: ['127.0.0.1'] });
    t.after(() => outbound.close());
    await assert.rejects(
      discoverApi(
        outbound,
        { host: sender.host, path: '' },
        new AbortController().signal
      )
    );
    assert.deepEqual(sender.paths, []);
  });
});

describe('resolveEndPoint', () => {
  for (const [endPoint, expected] of [
    ['https://cloud.example.org/ocm', 'https://cloud.example.org/ocm'],
    ['https://cloud.example.org/ocm/', 'https://cloud.example.org/ocm'],
    ['https://cloud.example.org', 'https://cloud.example.org'],
    ['cloud.example.org', 'https://cloud.example.org'],
    [
      'cloud.example.org/index.php/ocm',
      'https://cloud.example.org/index.php/ocm'
    ],
    ['/ocm', 'https://cloud.example.org/ocm'],
    ['//api.example.org/ocm', 'https://api.example.org/ocm'],
    ['ocm', 'https://cloud.example.org/.well-known/ocm'],
    ['https://cloud.example.org/ocm?x=1#y', 'https://cloud.example.org/ocm']
  ] as const) {
    it(`reads ${endPoint}`, () => {
      assert.equal(
        resolveEndPoint(endPoint, 'https://cloud.example.org/.well-known/ocm'),
        expected
      );
    });
  }
});
