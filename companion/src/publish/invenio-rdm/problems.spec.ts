import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldErrors, pointerOf } from './problems.ts';

describe('what the server says of its fields', () => {
  for (const [field, pointer] of [
    ['metadata.title', '/title'],
    ['metadata.creators', '/creators'],
    ['metadata.creators.1.person_or_org.name', '/creators/1/family'],
    ['metadata.creators.0.person_or_org.family_name', '/creators/0/family'],
    [
      'metadata.creators.0.person_or_org.identifiers.0._schema',
      '/creators/0/orcid'
    ],
    ['metadata.creators.2.affiliations.1.name', '/creators/2/affiliations/1'],
    ['metadata.contributors.0.role', '/contributors/0/role'],
    ['metadata.resource_types.0.id', '/resourceType'],
    ['metadata.rights.0.link', '/licences/0/url'],
    ['metadata.subjects.3.subject', '/keywords/3/value'],
    ['metadata.languages.0.id', '/language'],
    ['metadata.related_identifiers.4.scheme', '/related/4/scheme'],
    ['metadata.related_identifiers.4', '/related/4'],
    ['metadata.funding.0.award.number', '/funding/0/awardNumber'],
    ['metadata.additional_titles.0.lang.id', '/otherTitles/0/language'],
    ['access.embargo.until', '/access/embargoUntil'],
    ['access', '/access'],
    ['custom_fields.cern:experiments.0.id', '/own/cern:experiments'],
    ['pids.doi', ''],
    ['foo', '']
  ] as const) {
    it(`says ${field} of ${pointer || 'all'}`, () => {
      assert.equal(pointerOf(field), pointer);
    });
  }

  it('keeps the words of the server, and says nothing of files', () => {
    assert.deepEqual(
      fieldErrors([
        {
          field: 'metadata.title',
          messages: ['Shorter than minimum length 3.']
        },
        { field: 'files.enabled', messages: ['Missing uploaded files.'] },
        null,
        { field: 7 }
      ]),
      [
        {
          field: '/title',
          message: 'The repository says: Shorter than minimum length 3.'
        }
      ]
    );
    assert.deepEqual(fieldErrors('File upload transfer failed.'), []);
  });
});
