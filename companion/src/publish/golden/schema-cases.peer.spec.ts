/**
 * What a real InvenioRDM says about a draft leads to the control of our form
 * that is wrong.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findInvenio, Invenio } from '../../../../peers/invenio/index.ts';
import { Client, metadata } from '../../../../peers/invenio/testing/client.ts';
import { fieldErrors } from '../invenio-rdm/problems.ts';
import { SCHEMA_CASES } from './schema-cases.ts';

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  describe('what InvenioRDM refuses in its own tests', () => {
    let invenio: Invenio;
    let client: Client;

    before(
      async () => {
        invenio = await Invenio.start('plain');
        client = new Client(invenio);
      },
      { timeout: 300_000 }
    );
    after(() => invenio.stop());

    for (const { name, body, field, hereAlone } of SCHEMA_CASES) {
      if (hereAlone !== true) {
        it(`is told of our field: ${name}`, async () => {
          const { body: draft } = await client.call('POST', '/records', {
            json: {
              ...metadata,
              ...body,
              metadata: { ...metadata.metadata, ...body.metadata }
            }
          });
          const fields = fieldErrors(draft.errors).map(error => error.field);
          assert.deepEqual(fields, [field]);
        });
      }
    }
  });
}
