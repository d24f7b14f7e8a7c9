/**
 * Dataverse's own sample of a dataset in which all is missing but the title.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { Dataverse } from '../../../../peers/dataverse/index.ts';
import { Client } from '../../../../peers/dataverse/testing/client.ts';
import { toBody } from '../dataverse/body.ts';
import { violations } from '../dataverse/problems.ts';
import { metadataFaults } from '../metadata/faults.ts';

const FILE = join(
  import.meta.dirname,
  'fixtures',
  'dataverse',
  'missing-required-fields.json'
);

const REQUIRED = ['/contact', '/creators', '/description', '/subjects'];

/** The control of the form, not the part of it. */
const controls = (fields: readonly string[]) =>
  [...new Set(fields.map(field => `/${field.split('/')[1] ?? ''}`))].sort();

describe('a dataset with nothing but a title', () => {
  let dataverse: Dataverse;
  before(async () => {
    dataverse = await Dataverse.start();
  });
  after(() => dataverse.stop());

  it('is refused by Dataverse, which is told of our fields', async () => {
    const json: unknown = JSON.parse(await readFile(FILE, 'utf8'));
    const path = '/dataverses/root/datasets';
    const reply = await new Client(dataverse).call('POST', path, { json });
    assert.equal(reply.status, 403);
    const said = violations(reply.message);
    assert.deepEqual(controls(said.map(({ field }) => field)), REQUIRED);
  });

  it('does not get as far as that from here', () => {
    const metadata: PublicationMetadata = {
      title: 'Only A Title',
      resourceType: 'dataset',
      publicationDate: '2026',
      creators: [],
      licences: [{ spdx: 'CC0-1.0' }],
      access: { files: 'public' }
    };
    const told = [
      ...metadataFaults(metadata, new Date()),
      ...toBody(metadata).errors
    ];
    assert.deepEqual(controls(told.map(({ field }) => field)), REQUIRED);
  });
});
