/**
 * What InvenioRDM's own tests expect to be refused: inveniosoftware/
 * invenio-rdm-records `tests/services/schemas/` at `1f23bb9` (MIT), told anew
 * as data. Those about values that our form cannot make have no `form`.
 */
import type { PublicationMetadata } from 'sciencemesh-contract';

export interface SchemaCase {
  /** `test_*.py` and what its test is about. */
  name: string;
  /** Of the body of a draft, in the place of what is right. */
  body: { metadata?: object; access?: object };
  /** What the person would have entered. */
  form?: { [Field in keyof PublicationMetadata]?: unknown };
  /** JSON pointer into the metadata: the control that gets the focus. */
  field: string;
  /** InvenioRDM 13 takes it, or names no field: it is told here alone. */
  hereAlone?: true;
}

const ORCID = '0000-0002-1825-0097';
const person = (more: object) => ({
  creators: [{ person_or_org: { type: 'personal', ...more } }]
});
const organisation = (more: object) => ({
  creators: [{ person_or_org: { type: 'organizational', ...more } }]
});
const contributor = (more: object) => ({
  contributors: [
    { person_or_org: { type: 'personal', family_name: 'Cesar' }, ...more }
  ]
});
const related = (more: object) => ({ related_identifiers: [more] });
const right = (more: object) => ({ rights: [more] });
const DOI = '10.1234/rdm.9999988';

export const SCHEMA_CASES: readonly SchemaCase[] = [
  {
    name: 'access: an embargo in the past',
    body: {
      access: {
        record: 'public',
        files: 'restricted',
        embargo: { active: true, until: '1999-01-01', reason: 'secret!' }
      }
    },
    form: { access: { files: 'restricted', embargoUntil: '1999-01-01' } },
    field: '/access/embargoUntil'
  },
  {
    name: 'access: a date of an embargo that is not active',
    body: {
      access: {
        record: 'public',
        files: 'restricted',
        embargo: { active: false, until: '2131-01-01', reason: 'secret!' }
      }
    },
    field: '/access/embargoUntil'
  },
  {
    name: 'access: files neither public nor restricted',
    body: { access: { record: 'public', files: 'invalid' } },
    form: { access: { files: 'invalid' } },
    field: '/access/files',
    hereAlone: true
  },
  {
    name: 'additional_title: empty',
    body: {
      metadata: { additional_titles: [{ title: '', type: { id: 'other' } }] }
    },
    form: { otherTitles: [{ value: '' }] },
    field: '/otherTitles/0/value'
  },
  {
    name: 'additional_title: too short',
    body: {
      metadata: { additional_titles: [{ title: 'AA', type: { id: 'other' } }] }
    },
    form: { otherTitles: [{ value: 'AA' }] },
    field: '/otherTitles/0/value'
  },
  {
    name: 'creator_contributor: a person without a family name',
    body: { metadata: person({ given_name: 'Julio' }) },
    form: { creators: [{ kind: 'person', given: 'Julio', family: '' }] },
    field: '/creators/0/family'
  },
  {
    name: 'creator_contributor: neither a person nor an organisation',
    body: { metadata: { creators: [{ person_or_org: { name: 'Julio' } }] } },
    field: '/creators/0'
  },
  {
    name: 'creator_contributor: a scheme that nobody knows',
    body: {
      metadata: person({
        family_name: 'Cesar',
        identifiers: [{ scheme: 'unapproved scheme', identifier: ORCID }]
      })
    },
    field: '/creators/0/orcid'
  },
  {
    name: 'creator_contributor: an ORCID whose last digit is wrong',
    body: {
      metadata: person({
        family_name: 'Cesar',
        identifiers: [{ scheme: 'orcid', identifier: '9999-9999-9999-9999' }]
      })
    },
    form: {
      creators: [
        { kind: 'person', family: 'Cesar', orcid: '9999-9999-9999-9999' }
      ]
    },
    field: '/creators/0/orcid'
  },
  {
    name: 'creator_contributor: a ROR that is none',
    body: {
      metadata: organisation({
        name: 'Julio Cesar Empire',
        identifiers: [{ scheme: 'ror', identifier: '9999-9999-9999-9999' }]
      })
    },
    form: {
      creators: [
        {
          kind: 'organisation',
          name: 'Julio Cesar Empire',
          ror: '9999-9999-9999-9999'
        }
      ]
    },
    field: '/creators/0/ror'
  },
  {
    name: 'creator_contributor: a contributor without a name',
    body: {
      metadata: {
        contributors: [
          { person_or_org: { type: 'personal' }, role: { id: 'rightsholder' } }
        ]
      }
    },
    form: {
      contributors: [{ kind: 'person', family: '', role: 'RightsHolder' }]
    },
    field: '/contributors/0/family'
  },
  {
    name: 'creator_contributor: no role',
    body: { metadata: contributor({}) },
    form: { contributors: [{ kind: 'person', family: 'Cesar' }] },
    field: '/contributors/0/role'
  },
  {
    name: 'creator_contributor: a role that nobody knows',
    body: { metadata: contributor({ role: 'Invalid' }) },
    form: {
      contributors: [{ kind: 'person', family: 'Cesar', role: 'Invalid' }]
    },
    field: '/contributors/0/role'
  },
  {
    name: 'creator_contributor: the same affiliation twice',
    body: {
      metadata: contributor({
        role: { id: 'rightsholder' },
        affiliations: [{ name: 'test' }, { name: 'test' }]
      })
    },
    form: {
      contributors: [
        {
          kind: 'person',
          family: 'Cesar',
          role: 'RightsHolder',
          affiliations: [{ name: 'test' }, { name: 'test' }]
        }
      ]
    },
    field: '/contributors/0/affiliations'
  },
  {
    name: 'creator_contributor: nobody',
    body: { metadata: { creators: [] } },
    form: { creators: [] },
    field: '/creators'
  },
  {
    name: 'dates: no type',
    body: { metadata: { dates: [{ date: '2020-12-31' }] } },
    form: { dates: [{ date: '2020-12-31' }] },
    field: '/dates/0/type'
  },
  {
    name: 'dates: no date',
    body: { metadata: { dates: [{ type: { id: 'other' } }] } },
    form: { dates: [{ type: 'Other' }] },
    field: '/dates/0/date'
  },
  {
    name: 'dates: an end before its beginning',
    body: {
      metadata: { dates: [{ date: '2021-01/2020-12', type: { id: 'other' } }] }
    },
    form: { dates: [{ type: 'Other', date: '2021-01/2020-12' }] },
    field: '/dates/0/date'
  },
  {
    name: 'funding: an award of nobody',
    body: {
      metadata: { funding: [{ award: { number: '1', title: { en: 'A' } } }] }
    },
    form: { funding: [{ awardNumber: '1' }] },
    field: '/funding/0/funder'
  },
  {
    name: 'languages: no list',
    body: { metadata: { languages: { id: 'eng' } } },
    form: { language: 'English' },
    field: '/language'
  },
  {
    name: 'metadata: a field that nobody knows',
    body: { metadata: { foo: 'FOO' } },
    field: ''
  },
  {
    name: 'publication_date: a word',
    body: { metadata: { publication_date: 'endoftheworld' } },
    form: { publicationDate: 'endoftheworld' },
    field: '/publicationDate'
  },
  {
    name: 'publication_date: an end before its beginning',
    body: { metadata: { publication_date: '2021-01/2020-12' } },
    form: { publicationDate: '2021-01/2020-12' },
    field: '/publicationDate'
  },
  {
    name: 'related_identifier: no identifier',
    body: {
      metadata: related({ scheme: 'doi', relation_type: { id: 'requires' } })
    },
    form: {
      related: [{ identifier: '', scheme: 'doi', relation: 'Requires' }]
    },
    field: '/related/0/identifier'
  },
  {
    name: 'related_identifier: a scheme that nobody knows',
    body: {
      metadata: related({
        identifier: DOI,
        scheme: 'INVALID',
        relation_type: { id: 'requires' }
      })
    },
    form: {
      related: [{ identifier: DOI, scheme: 'INVALID', relation: 'Requires' }]
    },
    field: '/related/0/scheme'
  },
  {
    name: 'related_identifier: no relation',
    body: { metadata: related({ identifier: DOI, scheme: 'doi' }) },
    form: { related: [{ identifier: DOI, scheme: 'doi' }] },
    field: '/related/0/relation'
  },
  {
    name: 'related_identifier: a relation that nobody knows',
    body: {
      metadata: related({
        identifier: DOI,
        scheme: 'doi',
        relation_type: 'INVALID'
      })
    },
    form: {
      related: [{ identifier: DOI, scheme: 'doi', relation: 'INVALID' }]
    },
    field: '/related/0/relation'
  },
  {
    name: 'resource_type: none',
    body: { metadata: { resource_type: {} } },
    form: { resourceType: undefined },
    field: '/resourceType'
  },
  {
    name: 'rights: a link that is none',
    body: {
      metadata: right({
        title: { en: 'Own' },
        link: 'creativecommons.org/licenses/by/4.0/'
      })
    },
    form: {
      licences: [{ title: 'Own', url: 'creativecommons.org/licenses/by/4.0/' }]
    },
    field: '/licences/0/url'
  },
  {
    name: 'rights: a title in a language that nobody knows',
    body: { metadata: right({ title: { ena: 'Own' } }) },
    field: '/licences/0/title'
  },
  {
    name: 'rights: an identifier and a title',
    body: { metadata: right({ id: 'cc-by-4.0', title: { en: 'Own' } }) },
    field: '/licences/0'
  },
  {
    name: 'rights: nothing',
    body: { metadata: right({}) },
    form: { licences: [{}] },
    field: '/licences/0'
  },
  {
    name: 'version: a number',
    body: { metadata: { version: 1 } },
    form: { version: 1 },
    field: '/version'
  },
  {
    name: 'version: longer than 191 characters',
    body: { metadata: { version: `v${'1'.repeat(191)}` } },
    form: { version: `v${'1'.repeat(191)}` },
    field: '/version',
    hereAlone: true
  }
];
