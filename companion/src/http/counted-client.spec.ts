import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { countRequests } from './counted-client.ts';
import { createOutboundClient } from './guarded-client.ts';
import { createMetrics } from './metrics.ts';

describe('countRequests', () => {
  it('counts answers by class and failures by what they were', async t => {
    const server = createServer((request, response) => {
      response.statusCode = Number(request.url?.slice(1));
      response.end('{}');
    });
    t.after(() => server.close());
    const port = await listenOnLoopback(server);
    const metrics = createMetrics();
    const client = countRequests(
      createOutboundClient({
        plainHttp: ['127.0.0.1'],
        privateHosts: [`127.0.0.1:${port}`]
      }),
      metrics
    );
    t.after(() => client.close());
    const origin = `http://127.0.0.1:${port}`;
    (await client.request(`${origin}/200`)).discard();
    (await client.request(`${origin}/404`)).discard();
    await client.json(`${origin}/201`);
    await assert.rejects(client.request('https://127.0.0.2/'));
    const text = await metrics.outboundRequests.get();
    assert.deepEqual(
      text.values.map(({ labels, value }) => [labels.outcome, value]),
      [
        ['2xx', 2],
        ['4xx', 1],
        ['address-refused', 1]
      ]
    );
  });
});
