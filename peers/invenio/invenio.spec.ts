import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { findInvenio, Invenio, PROFILES } from './index.ts';
import type { Profile } from './index.ts';
import { checksum, Client, metadata } from './testing/client.ts';

const found = await findInvenio();

if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  for (const profile of PROFILES) {
    suite(`a real InvenioRDM, ${profile}`, () => ofProfile(profile));
  }
}

function ofProfile(profile: Profile): void {
  let invenio: Invenio;
  let alice: Client;
  let bob: Client;
  before(async () => {
    invenio = await Invenio.start(profile);
    alice = new Client(invenio);
    bob = new Client(invenio, 'bob');
  });
  after(() => invenio.stop());

  /** Publishes by review where that is the only way. */
  async function publish(id: string): Promise<void> {
    if (profile !== 'cds') {
      const path = `/records/${id}/draft/actions/publish`;
      assert.equal((await alice.call('POST', path)).status, 202);
      return;
    }
    const draft = `/records/${id}/draft`;
    const receiver = { community: invenio.communities['open-physics'] };
    const json = { receiver, type: 'community-submission' };
    await alice.call('PUT', `${draft}/review`, { json });
    const { body } = await alice.call(
      'POST',
      `${draft}/actions/submit-review`,
      { json: { payload: { content: 'Please have a look.', format: 'html' } } }
    );
    const accept = `/requests/${body.id}/actions/accept`;
    assert.equal((await bob.call('POST', accept, { json: {} })).status, 200);
  }

  test('publishes a file with a DOI, and a version that sends nothing again', async () => {
    const id = await alice.draft();
    const reserved = await alice.call('POST', `/records/${id}/draft/pids/doi`);
    const doi = reserved.body.pids.doi.identifier;
    assert.match(doi, /^10\.5072\//);
    const sent = await alice.upload(id, 'folder/result.csv', 'mass\n91.2\n');
    assert.equal(sent.body.checksum, checksum('mass\n91.2\n'));
    await publish(id);
    const record = await alice.call('GET', `/records/${id}`);
    assert.equal(record.body.pids.doi.identifier, doi);
    assert.equal(record.body.versions.index, 1);

    const { body } = await alice.call('POST', `/records/${id}/versions`);
    const draft = `/records/${body.id}/draft`;
    const imported = await alice.call('POST', `${draft}/actions/files-import`);
    assert.equal(imported.body.entries[0]?.checksum, sent.body.checksum);
    await alice.call('PUT', draft, { json: metadata });
    // What is in a community already is reviewed no more.
    const path = `${draft}/actions/publish`;
    assert.equal((await alice.call('POST', path)).status, 202);
    const next = await alice.call('GET', `/records/${body.id}`);
    assert.equal(next.body.versions.index, 2);
    assert.equal(next.body.parent.id, record.body.parent.id);
  });

  test('takes files in parts, but not where only whole ones are wanted', async () => {
    const files = `/records/${await alice.draft()}/draft/files`;
    const transfer = { type: 'M', parts: 2, part_size: 5 };
    const json = [{ key: 'parts', size: 8, transfer }];
    const begun = await alice.call('POST', files, { json });
    assert.equal(begun.status, 201);
    const parts = [];
    for (const [index, bytes] of ['first', '2nd'].entries()) {
      const path = `${files}/parts/content/${index + 1}`;
      parts.push((await alice.call('PUT', path, { bytes })).status);
    }
    const refused = profile === 'zenodo';
    assert.deepEqual(parts, refused ? [403, 403] : [200, 200]);
    const end = await alice.call('POST', `${files}/parts/commit`);
    assert.equal(end.status, refused ? 403 : 200);
  });

  test('publishes without a review only where that is allowed', async () => {
    const id = await alice.draft();
    await alice.upload(id, 'a', 'a');
    const path = `/records/${id}/draft/actions/publish`;
    const { status, body } = await alice.call('POST', path);
    if (profile === 'cds') {
      assert.equal(status, 400);
      assert.match(body.message ?? '', /without selecting a community/);
    } else {
      assert.equal(status, 202);
    }
  });

  test('gives records in a form of its own only as Zenodo does', async () => {
    const path = `/records/${await alice.draft()}/draft`;
    const accept = 'application/json';
    const { body } = await alice.call('GET', path, { accept });
    const [creator] = body.metadata.creators;
    const { name, person_or_org } = creator ?? {};
    const legacy = profile === 'zenodo';
    assert.equal(name, legacy ? 'Carberry, Josiah' : undefined);
    assert.equal(person_or_org === undefined, legacy);
    const list = await alice.call('GET', '/records?size=1', { accept });
    assert.equal(typeof list.body.hits.total, 'number');
  });

  test('knows fields of its own only where there are some', async () => {
    const custom_fields = { 'cern:experiments': [{ id: 'CMS' }] };
    const json = { ...metadata, custom_fields };
    const { status, body } = await alice.call('POST', '/records', { json });
    assert.equal(status, 201);
    const kept = profile === 'cds' ? 'CMS' : undefined;
    assert.equal(body.custom_fields['cern:experiments']?.[0]?.id, kept);
  });

  test('says with 200 that content was lost', async () => {
    const id = await alice.draft();
    await alice.upload(id, 'a', 'one');
    const file = `/records/${id}/draft/files/a`;
    const again = await alice.call('PUT', `${file}/content`, { bytes: 'two' });
    assert.equal(again.status, 200);
    assert.equal(again.body.errors, 'File upload transfer failed.');
    assert.equal((await alice.call('GET', file)).status, 404);
  });

  if (profile !== 'zenodo') {
    test('completes a file of which parts are missing', async () => {
      const files = `/records/${await alice.draft()}/draft/files`;
      const transfer = { type: 'M', parts: 2, part_size: 5 };
      const json = [{ key: 'parts', size: 8, transfer }];
      await alice.call('POST', files, { json });
      const { status, body } = await alice.call(
        'POST',
        `${files}/parts/commit`
      );
      assert.deepEqual([status, body.status], [200, 'completed']);
    });
  }

  test('refuses a token that is no longer valid', async () => {
    const token = invenio.people.alice.expired;
    const { status } = await alice.call('GET', '/user/records', { token });
    assert.equal(status, 403);
  });
}
