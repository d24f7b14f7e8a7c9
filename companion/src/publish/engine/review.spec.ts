/**
 * Drafts that somebody looks at before they are published.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { NAME, PublishingBench, signal } from './testing/bench.ts';
import { dataverseAt, DataverseServer } from './testing/dataverse.ts';

async function start(t: TestContext) {
  const server = await DataverseServer.start();
  t.after(() => server.stop());
  const bob = dataverseAt(server, server.url, () => server.token('bob'));
  const bench = await PublishingBench.start(t, bob);
  bench.write('a.csv', 'a,b\n1,2\n');
  const id = await bench.verified();
  const carol = async (deed: string, body: object) => {
    const doi = encodeURIComponent(`doi:${bench.library.get(id).doi ?? ''}`);
    const answer = await fetch(
      `${server.url}/api/datasets/:persistentId/${deed}persistentId=${doi}`,
      {
        method: 'POST',
        headers: {
          'x-dataverse-key': server.token('carol'),
          'content-type': 'application/json'
        },
        body: JSON.stringify(body)
      }
    );
    assert.ok(answer.ok, await answer.text());
  };
  bench.library.end(id, { how: 'review' });
  await bench.until(id, 'review');
  return { bench, id, carol, library: bench.library };
}

describe('a draft that is looked at', () => {
  it('is published when those who look at it accept it', async t => {
    const { bench, carol, id, library } = await start(t);
    assert.throws(() => library.upload(id), { status: 409 });
    await carol('actions/:publish?type=major&', {});
    for (
      let looked = await library.refresh(id, signal);
      looked.state !== 'published';
      looked = await library.refresh(id, signal)
    ) {
      // Not looked at any more, and not published yet.
      assert.equal(looked.state, 'verified');
    }
    assert.equal(library.get(id).message, `It was published at ${NAME}.`);
    assert.ok(library.get(id).publishedAt !== null);
    assert.deepEqual(bench.troubles, []);
  });

  it('can be sent in again when it was declined', async t => {
    const { bench, carol, id, library } = await start(t);
    await carol('returnToAuthor?', { reasonForReturn: 'Name the detector.' });
    const { state } = await library.refresh(id, signal);
    assert.equal(state, 'declined');
    library.upload(id);
    await bench.until(id, 'verified');
    library.end(id, { how: 'review' });
    await bench.until(id, 'review');
  });
});
