/**
 * All that InvenioRDM would say about a form is said here, before anything is
 * sent.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { toBody } from '../invenio-rdm/body.ts';
import { profileOf } from '../invenio-rdm/profile.ts';
import { metadataFaults } from '../metadata/faults.ts';
import { SCHEMA_CASES } from './schema-cases.ts';

const TODAY = new Date('2026-11-22T12:00:00Z');

const right: PublicationMetadata = {
  title: 'Heights of dunes',
  resourceType: 'dataset',
  publicationDate: '2026-11-22',
  publisher: 'Example',
  creators: [{ kind: 'person', family: 'Example', given: 'Marie' }],
  access: { files: 'public' }
};

/** As a form has it, whatever was entered there. */
function faultsOf(form: object): string[] {
  const metadata = { ...right, ...form };
  const faults = metadataFaults(metadata, TODAY);
  if (faults.length > 0) {
    return faults.map(({ field }) => field);
  }
  const profile = profileOf('plain');
  const abilities = { version: null, ...profile.abilities };
  return toBody(metadata, abilities, profile).errors.map(({ field }) => field);
}

describe('a form that InvenioRDM would complain about', () => {
  for (const { name, form, field } of SCHEMA_CASES) {
    if (form !== undefined) {
      it(`leads to the control that is wrong: ${name}`, () => {
        const [first, ...more] = faultsOf(form);
        assert.ok(first?.startsWith(field), `${first} is not ${field}`);
        assert.deepEqual(more, []);
      });
    }
  }

  it('has no faults when it is right', () => {
    assert.deepEqual(faultsOf({}), []);
  });
});

describe('faults that no schema tells', () => {
  const cases: readonly [string, object, string][] = [
    [
      'a DOI that is an address of something else',
      {
        related: [{ identifier: 'dunes', scheme: 'doi', relation: 'Cites' }]
      },
      '/related/0/identifier'
    ],
    [
      'an affiliation with a ROR with a typing error',
      {
        creators: [
          {
            kind: 'person',
            family: 'Example',
            affiliations: [{ name: 'CERN', ror: '01ggx4158' }]
          }
        ]
      },
      '/creators/0/affiliations/0/ror'
    ],
    [
      'a mailbox without its host',
      { contact: { name: 'Office', email: 'office' } },
      '/contact/email'
    ],
    [
      'a day that February does not have',
      { publicationDate: '2026-02-30' },
      '/publicationDate'
    ],
    [
      'an embargo that ends today',
      { access: { files: 'restricted', embargoUntil: '2026-11-22' } },
      '/access/embargoUntil'
    ],
    [
      'the address of a grant without https',
      { funding: [{ funder: { name: 'A' }, awardUrl: 'example.org' }] },
      '/funding/0/awardUrl'
    ]
  ];
  for (const [name, form, field] of cases) {
    it(`are told: ${name}`, () => {
      assert.deepEqual(faultsOf(form), [field]);
    });
  }
});
