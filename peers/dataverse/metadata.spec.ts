import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import type { Field } from './fields.ts';
import { Dataverse } from './index.ts';
import {
  Client,
  compound,
  described,
  primitive,
  requiredFields,
  subject
} from './testing/client.ts';

const datasets = '/dataverses/root/datasets';

suite('metadata at a Dataverse', () => {
  let dataverse: Dataverse;
  let alice: Client;
  before(async () => {
    dataverse = await Dataverse.start();
    alice = new Client(dataverse);
  });
  after(() => dataverse.stop());

  const create = (json: unknown) => alice.call('POST', datasets, { json });

  test('a draft has a DOI from its creation', async () => {
    const { status, data } = await create(described());
    assert.equal(status, 201);
    assert.match(data.persistentId, /^doi:10\.5072\/FK2\/[A-Z0-9]{6}$/);
    assert.equal(typeof data.id, 'number');
  });

  test('a body without its type is refused with 415', async () => {
    const { status, message } = await alice.call('POST', datasets, {
      json: described(),
      headers: { 'content-type': 'text/plain' }
    });
    assert.equal(status, 415);
    assert.match(message, /Unsupported Media Type/);
  });

  test('all required fields are missed in one sentence', async () => {
    const { status, message } = await create(described([]));
    assert.equal(status, 403);
    assert.match(message, /^Validation Failed: .*\.$/);
    for (const name of [
      'Title',
      'Author Name',
      'Point of Contact E-mail',
      'Description Text',
      'Subject'
    ]) {
      assert.match(message, new RegExp(`${name} is required\\. \\(Invalid`));
    }
  });

  test('a fault in a value names the field and the value', async () => {
    const fields = requiredFields();
    fields[2] = compound('datasetContact', { datasetContactEmail: 'marie' });
    fields.push(primitive('productionDate', 'soon'));
    const { status, message } = await create(described(fields));
    assert.equal(status, 403);
    assert.match(message, /E-mail marie {2}is not a valid email address\./);
    assert.match(message, /Production Date {2}is not a valid date\./);
  });

  test('a subject is one of the vocabulary, to the letter', async () => {
    const fields = [...requiredFields().slice(0, 4), subject('physics')];
    const { status, message } = await create(described(fields));
    assert.equal(status, 400);
    assert.equal(
      message,
      "Error parsing Json: Value 'physics' does not exist in type 'subject'"
    );
  });

  test('the shape of a field has to be that of its type', async () => {
    const title = { ...primitive('title', 'Muons'), multiple: true };
    const author = { ...compound('author'), typeClass: 'primitive' };
    const wrong = async (field: Field) =>
      (await create(described([field]))).message;
    assert.match(await wrong(title), /incorrect multiple/);
    assert.match(
      await wrong(author),
      /incorrect {2}typeClass for field author/
    );
    const stray = compound('author', { datasetContactEmail: 'a@example.org' });
    assert.match(await wrong(stray), /is not a child of author/);
  });

  test('a field of an unknown name is dropped without a word', async () => {
    const fields = [...requiredFields(), primitive('luminosity', '3')];
    const doi = await alice.create(described(fields));
    const { data } = await alice.about('GET', doi, '/versions/:draft');
    const stored = data.metadataBlocks.citation.fields;
    assert.deepEqual(
      stored.map((field: { typeName: string }) => field.typeName),
      ['title', 'author', 'datasetContact', 'dsDescription', 'subject']
    );
  });

  test('a licence is found by its address or name, to the letter', async () => {
    const uri = 'https://creativecommons.org/licenses/by/4.0/';
    const refused = await create(
      described(requiredFields(), { name: 'CC-BY-4.0', uri })
    );
    assert.equal(refused.status, 400);
    assert.equal(
      refused.message,
      'Error parsing Json: Invalid or unsupported license: CC-BY-4.0'
    );
    const byName = described(requiredFields(), { name: 'CC BY 4.0', uri });
    const doi = await alice.create(byName);
    const { data } = await alice.about('GET', doi, '/versions/:draft');
    assert.equal(data.license.rightsIdentifier, 'CC-BY-4.0');
    const { list } = await alice.call('GET', '/licenses');
    assert.equal(list.length, 4);
  });

  test('JSON that is none, and none of a dataset, is refused', async () => {
    const type = { 'content-type': 'application/json' };
    const none = await alice.call('POST', datasets, { headers: type });
    assert.equal(none.status, 400);
    assert.match(none.message, /^Error parsing Json: /);
    const other = await create({ datasetVersion: {} });
    assert.match(other.message, /metadata blocks not found/);
    const software = { ...described(), datasetType: 'software' };
    assert.match((await create(software)).message, /Invalid dataset type/);
  });

  test('a dry run answers 200 whatever it finds', async () => {
    const dryRun = async (json: unknown) => {
      const path = '/dataverses/root/validateDatasetJson';
      const { status, data } = await alice.call('POST', path, { json });
      assert.equal(status, 200);
      return String(data.message);
    };
    assert.match(await dryRun(described()), /is valid for this Dataverse/);
    const titleOnly = described([primitive('title', 'Only A Title')]);
    assert.match(
      await dryRun(titleOnly),
      /failed validation .*expected minimum item count: 5, found: 1/
    );
    const vocabulary = [...requiredFields().slice(0, 4), subject('Magic')];
    assert.match(await dryRun(described(vocabulary)), /value:'Magic' is not/);
  });

  test('a dry run passes what creation refuses', async () => {
    const fields = [
      ...requiredFields().slice(0, 4),
      primitive('subtitle', 'No subject')
    ];
    const path = '/dataverses/root/validateDatasetJson';
    const json = described(fields);
    const { data } = await alice.call('POST', path, { json });
    assert.match(data.message, /is valid/);
    assert.match((await create(json)).message, /Subject is required/);
  });

  test('the schema and the block say what is required', async () => {
    const schema = await alice.call('GET', '/dataverses/root/datasetSchema');
    assert.match(String(schema.body.$schema), /draft-04/);
    const { data } = await alice.call('GET', '/metadatablocks/citation');
    assert.equal(data.fields.title?.isRequired, true);
    assert.equal(data.fields.author?.childFields.authorName?.isRequired, true);
    assert.equal(data.fields.subject?.controlledVocabularyValues.length, 14);
  });

  test('a draft is written anew, and edited field by field', async () => {
    const doi = await alice.create();
    const { datasetVersion } = described([
      primitive('title', 'Muons, again'),
      ...requiredFields().slice(1)
    ]);
    const written = await alice.about('PUT', doi, '/versions/:draft', {
      json: datasetVersion
    });
    assert.equal(written.status, 200);
    const json = { fields: [primitive('subtitle', 'Second try')] };
    await alice.about('PUT', doi, '/editMetadata?replace=true', { json });
    const { data } = await alice.about('GET', doi, '/versions/:latest');
    const values = data.metadataBlocks.citation.fields.map(
      (field: { value: unknown }) => field.value
    );
    assert.ok(values.includes('Muons, again') && values.includes('Second try'));
  });

  test('a draft that was never published is gone when deleted', async () => {
    const doi = await alice.create();
    const gone = await alice.about('DELETE', doi, '/versions/:draft');
    assert.match(gone.data.message, /^Draft version of dataset \d+ deleted$/);
    assert.equal(
      (await alice.about('GET', doi, '/versions/:draft')).status,
      404
    );
  });
});
