import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { Dataverse } from './index.ts';
import type { DataverseOptions } from './index.ts';
import {
  Client,
  described,
  primitive,
  requiredFields
} from './testing/client.ts';

suite('publication at a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  let bob: Client;
  let carol: Client;
  const start = async (options: DataverseOptions = {}) => {
    dataverse = await Dataverse.start(options);
    alice = new Client(dataverse);
    bob = new Client(dataverse, 'bob');
    carol = new Client(dataverse, 'carol');
  };
  beforeEach(() => start());
  afterEach(() => dataverse.stop());

  const restart = async (options: DataverseOptions) => {
    await dataverse.stop();
    await start(options);
  };

  test('an answer of 200 is not yet the publication', async () => {
    const doi = await alice.create();
    const { status, data } = await alice.publish(doi);
    assert.equal(status, 200);
    assert.deepEqual(data.locks, ['finalizePublication']);
    assert.deepEqual(await alice.locks(doi), ['finalizePublication']);
    await alice.unlocked(doi);
    const { data: version } = await alice.about(
      'GET',
      doi,
      '/versions/:latest-published'
    );
    assert.equal(version.versionState, 'RELEASED');
    assert.deepEqual(
      [version.versionNumber, version.versionMinorNumber],
      [1, 0]
    );
  });

  test('a workflow answers 202, and takes its time', async () => {
    await restart({ workflow: true });
    const doi = await alice.create();
    const { status, body } = await alice.publish(doi);
    assert.equal(status, 202);
    assert.equal(body.status, 'WORKFLOW_IN_PROGRESS');
    assert.deepEqual(await alice.locks(doi), ['Workflow']);
    assert.deepEqual(await alice.locks(doi), ['finalizePublication']);
    await alice.unlocked(doi);
    assert.deepEqual(await alice.files(doi, '1.0'), []);
  });

  test('a dataset that is not indexed is refused with 409', async () => {
    await restart({ indexRefusals: 1 });
    const doi = await alice.create();
    const indexed = '&assureIsIndexed=true';
    const { status, message } = await alice.publish(doi, 'major', indexed);
    assert.deepEqual([status, message], [409, 'Dataset is awaiting indexing']);
    assert.equal((await alice.publish(doi, 'major', indexed)).status, 200);
  });

  test('how it is published has to be said, and be possible', async () => {
    const doi = await alice.create();
    const none = await alice.about('POST', doi, '/actions/:publish');
    assert.match(none.message, /^Missing 'type' parameter/);
    assert.match((await alice.publish(doi, 'huge')).message, /^Illegal 'type'/);
    const minor = await alice.publish(doi, 'minor');
    assert.equal(minor.status, 403);
    assert.equal(
      minor.message,
      'Cannot publish as minor version. Re-try as major release.'
    );
  });

  test('it is refused while something locks the dataset', async () => {
    const doi = await alice.create();
    const csv = { name: 'a.csv', content: 'a\n1\n' };
    await alice.add(doi, csv);
    const { status, message } = await alice.publish(doi);
    assert.equal(status, 403);
    assert.equal(
      message,
      'This dataset is locked. Reason: Ingest. Please try publishing later.'
    );
  });

  test('it is refused without terms, files or a published home', async () => {
    await restart({ filesRequired: true });
    const unlicensed = await alice.create(described(requiredFields(), null));
    assert.match(
      (await alice.publish(unlicensed)).message,
      /must have a valid license or Custom Terms/
    );
    const empty = await alice.create();
    assert.match(
      (await alice.publish(empty)).message,
      /at least one data file/
    );
    const { data } = await alice.call('POST', '/dataverses/quiet/datasets', {
      json: described()
    });
    assert.match(
      (await alice.publish(data.persistentId)).message,
      /host dataverse \(quiet\) has not been published/
    );
  });

  test('a change after publication begins a new version', async () => {
    const doi = await alice.create();
    await alice.add(doi, { name: 'a.txt', content: 'a' });
    await alice.publish(doi);
    await alice.unlocked(doi);
    assert.equal(
      (await alice.about('GET', doi, '/versions/:draft')).status,
      404
    );
    assert.match((await alice.publish(doi)).message, /is already released/);
    await alice.add(doi, { name: 'b.txt', content: 'b' });
    assert.deepEqual(await alice.files(doi), ['a.txt', 'b.txt']);
    assert.deepEqual(await alice.files(doi, ':latest-published'), ['a.txt']);
    assert.match(
      (await alice.publish(doi, 'minor')).message,
      /^Cannot release/
    );
    await alice.publish(doi, 'major');
    await alice.unlocked(doi);
    assert.deepEqual(await alice.files(doi, '2.0'), ['a.txt', 'b.txt']);
  });

  test('new metadata alone may be a minor version', async () => {
    const doi = await alice.create();
    await alice.publish(doi);
    await alice.unlocked(doi);
    const { datasetVersion } = described([
      ...requiredFields(),
      primitive('subtitle', 'Corrected')
    ]);
    const json = datasetVersion;
    const drafted = await alice.about('PUT', doi, '/versions/:draft', { json });
    assert.equal(drafted.data.versionState, 'DRAFT');
    await alice.publish(doi, 'minor');
    await alice.unlocked(doi);
    const { data } = await alice.about('GET', doi, '/versions/1.1');
    assert.equal(data.versionState, 'RELEASED');
  });

  test('a draft of a new version goes, and the old one stays', async () => {
    const doi = await alice.create();
    const early = await alice.about('DELETE', doi, '/versions/1.0');
    assert.equal(early.message, 'Only the :draft version can be deleted');
    await alice.publish(doi);
    await alice.unlocked(doi);
    const none = await alice.about('DELETE', doi, '/versions/:draft');
    assert.deepEqual(
      [none.status, none.message],
      [401, 'This is NOT a DRAFT version']
    );
    await alice.add(doi, { name: 'b.txt', content: 'b' });
    await alice.about('DELETE', doi, '/versions/:draft');
    assert.deepEqual(await alice.files(doi, ':latest'), []);
  });

  test('who may not publish submits for review', async () => {
    const doi = await bob.create();
    const submit = () => bob.about('POST', doi, '/submitForReview');
    const { data } = await submit();
    assert.equal(data.inReview, true);
    assert.deepEqual(await bob.locks(doi), ['InReview']);
    assert.match((await submit()).message, /already in review/);
    const edited = await bob.about('PUT', doi, '/versions/:draft', {
      json: described().datasetVersion
    });
    assert.equal(
      edited.message,
      'Dataset cannot be edited due to In Review dataset lock.'
    );
    await carol.publish(doi);
    await carol.unlocked(doi);
    assert.deepEqual(await bob.files(doi, '1.0'), []);
  });

  test('a curator returns it with a reason', async () => {
    const doi = await bob.create();
    const reason = { reasonForReturn: 'Which detector?' };
    const back = (client: Client, json?: unknown) =>
      client.about('POST', doi, '/returnToAuthor', { json });
    assert.match((await back(carol, reason)).message, /is not In Review/);
    await bob.about('POST', doi, '/submitForReview');
    assert.match((await back(carol)).message, /^You must supply JSON/);
    assert.equal((await back(carol, { reasonForReturn: '' })).status, 400);
    assert.equal((await back(bob, reason)).status, 401);
    assert.equal((await back(carol, reason)).data.inReview, false);
    assert.deepEqual(await bob.locks(doi), []);
  });

  test('a lock falls when it was looked at often enough', async () => {
    await restart({ lockLooks: 3 });
    const doi = await alice.create();
    await alice.publish(doi);
    let looks = 0;
    while ((await alice.locks(doi)).length > 0) {
      looks += 1;
    }
    assert.equal(looks, 3);
  });
});
