import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  ContributorRole,
  IdentifierScheme,
  OtherDate,
  Relation,
  ResourceType,
  type Person,
  type PublicationMetadata,
  type RepositoryAbilities,
  type RepositoryFlavour
} from 'sciencemesh-contract';
import { toBody } from './body.ts';
import { profileOf } from './profile.ts';

const vocabularies = JSON.parse(
  readFileSync(new URL('testing/vocabularies.json', import.meta.url), 'utf8')
) as Record<
  | 'resourceTypes'
  | 'roles'
  | 'relations'
  | 'dateTypes'
  | 'titleTypes'
  | 'schemes',
  string[]
>;

const minimal: PublicationMetadata = {
  title: 'A Romans story',
  resourceType: 'figure',
  publicationDate: '2020-06-01',
  publisher: 'Acme Inc',
  creators: [{ kind: 'person', family: 'Brown', given: 'Troy' }],
  access: { files: 'public' }
};

function map(
  metadata: Partial<PublicationMetadata>,
  flavour: RepositoryFlavour = 'plain',
  abilities: Partial<RepositoryAbilities> = {}
) {
  const profile = profileOf(flavour);
  const { body, losses, errors } = toBody(
    { ...minimal, ...metadata },
    { version: null, ...profile.abilities, ...abilities },
    profile
  );
  return {
    body,
    metadata: body.metadata as Record<string, unknown>,
    losses: losses.map(loss => loss.field),
    errors: errors.map(error => error.field)
  };
}

/** Values of a schema that is a choice between words. */
function words(schema: { enum?: unknown; anyOf?: unknown }): string[] {
  const choices = schema.enum ?? schema.anyOf;
  assert.ok(Array.isArray(choices));
  return choices.map((choice: unknown) =>
    typeof choice === 'string' ? choice : (choice as { const: string }).const
  );
}

/** The only `id` of each element of a list. */
function ids(list: unknown, name: string): string[] {
  return (list as Record<string, { id: string }>[]).map(
    element => element[name]?.id ?? ''
  );
}

// What is expected stands in invenio-rdm-records, tests/conftest.py
// (`minimal_record`) and tests/services/schemas/ (MIT).
describe('the body of a draft', () => {
  it('is the smallest record of InvenioRDM for the smallest metadata', () => {
    assert.deepEqual(map({}).body, {
      access: { record: 'public', files: 'public' },
      files: { enabled: true },
      metadata: {
        resource_type: { id: 'image-figure' },
        title: 'A Romans story',
        publication_date: '2020-06-01',
        publisher: 'Acme Inc',
        creators: [
          {
            person_or_org: {
              type: 'personal',
              family_name: 'Brown',
              given_name: 'Troy'
            }
          }
        ]
      }
    });
  });

  it('has people as test_creator_contributor.py does', () => {
    const person: Person = {
      kind: 'person',
      family: 'Cesar',
      given: 'Julio',
      orcid: '0000-0002-1825-0097',
      affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
    };
    const { metadata } = map(
      {
        creators: [
          person,
          {
            kind: 'organisation',
            name: 'California Digital Library',
            ror: '03yrm5c26'
          }
        ],
        contributors: [{ ...person, role: 'RightsHolder' }]
      },
      'zenodo'
    );
    const expected = {
      person_or_org: {
        type: 'personal',
        given_name: 'Julio',
        family_name: 'Cesar',
        identifiers: [{ scheme: 'orcid', identifier: '0000-0002-1825-0097' }]
      },
      affiliations: [{ id: '01ggx4157' }]
    };
    assert.deepEqual(metadata.creators, [
      expected,
      {
        person_or_org: {
          name: 'California Digital Library',
          type: 'organizational',
          identifiers: [{ scheme: 'ror', identifier: '03yrm5c26' }]
        }
      }
    ]);
    assert.deepEqual(metadata.contributors, [
      { ...expected, role: { id: 'rightsholder' } }
    ]);
  });

  it('has related identifiers as test_related_identifier.py does', () => {
    const { metadata } = map({
      related: [
        {
          identifier: '10.1234/rdm.9999988',
          scheme: 'doi',
          relation: 'Requires',
          resourceType: 'figure'
        }
      ]
    });
    assert.deepEqual(metadata.related_identifiers, [
      {
        identifier: '10.1234/rdm.9999988',
        scheme: 'doi',
        relation_type: { id: 'requires' },
        resource_type: { id: 'image-figure' }
      }
    ]);
  });

  it('has dates as test_resources.py does', () => {
    const { metadata } = map({
      dates: [{ date: '1939/1945', type: 'Other', note: 'A date' }]
    });
    assert.deepEqual(metadata.dates, [
      { date: '1939/1945', type: { id: 'other' }, description: 'A date' }
    ]);
  });

  it('names only what is in the vocabularies of InvenioRDM', () => {
    const { metadata } = map({
      contributors: words(ContributorRole).map(role => ({
        kind: 'person',
        family: 'Cesar',
        role: role as ContributorRole
      })),
      related: words(Relation).map(relation => ({
        identifier: '10.1234/a',
        scheme: 'doi',
        relation: relation as Relation
      })),
      dates: words(OtherDate.properties.type).map(type => ({
        type: type as OtherDate['type'],
        date: '2026'
      })),
      otherTitles: [{ value: 'Another', language: 'eng' }]
    });
    const schemes = words(IdentifierScheme).map(scheme => {
      const related = map({
        related: [
          {
            identifier: 'swh:1:dir:1',
            scheme: scheme as IdentifierScheme,
            relation: 'Cites'
          }
        ]
      }).metadata.related_identifiers as { scheme: string }[];
      return related[0]?.scheme ?? '';
    });
    const types = words(ResourceType).flatMap(type =>
      ids(
        [map({ resourceType: type as ResourceType }).metadata],
        'resource_type'
      )
    );
    for (const [used, known] of [
      [ids(metadata.contributors, 'role'), vocabularies.roles],
      [
        ids(metadata.related_identifiers, 'relation_type'),
        vocabularies.relations
      ],
      [ids(metadata.dates, 'type'), vocabularies.dateTypes],
      [ids(metadata.additional_titles, 'type'), vocabularies.titleTypes],
      [types, vocabularies.resourceTypes],
      [schemes, vocabularies.schemes]
    ] as const) {
      assert.ok(used.length > 0);
      assert.deepEqual(
        used.filter(id => !known.includes(id)),
        []
      );
    }
  });

  it('names licences by identifier, or else in words', () => {
    const { metadata, losses, errors } = map({
      licences: [
        { spdx: 'CC-BY-4.0' },
        { spdx: 'LicenseRef-house' },
        { title: 'House rules', url: 'https://example.org/rules' }
      ]
    });
    assert.deepEqual(metadata.rights, [
      { id: 'cc-by-4.0' },
      {
        title: { en: 'LicenseRef-house' },
        link: 'https://spdx.org/licenses/LicenseRef-house.html'
      },
      { title: { en: 'House rules' }, link: 'https://example.org/rules' }
    ]);
    assert.deepEqual([losses, errors], [['/licences/1/spdx'], []]);
  });

  for (const spdx of ['GPL-3.0', 'LGPL-2.1+', 'AGPL-3.0', 'GFDL-1.3']) {
    it(`asks which licence ${spdx} is`, () => {
      assert.deepEqual(map({ licences: [{ spdx }] }).errors, [
        '/licences/0/spdx'
      ]);
    });
  }

  it('says what is lost', () => {
    const { losses } = map({
      contact: { name: 'Ada', email: 'ada@example.org' },
      creators: [
        {
          kind: 'person',
          family: 'Example',
          email: 'ada@example.org',
          affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
        }
      ],
      keywords: [{ value: 'muon', scheme: 'INSPIRE' }, { value: 'open' }],
      otherTitles: [{ value: 'Titel', language: 'de' }],
      subjects: ['Physics']
    });
    assert.deepEqual(losses.toSorted(), [
      '/contact',
      '/creators/0/affiliations/0/ror',
      '/creators/0/email',
      '/keywords/0',
      '/otherTitles/0/language',
      '/subjects'
    ]);
  });

  it('refuses what the server would refuse as a whole', () => {
    const affiliations = [{ name: 'CERN' }, { name: 'CERN' }];
    const profile = profileOf('plain');
    const { errors } = toBody(
      {
        ...minimal,
        publisher: undefined,
        creators: [{ kind: 'person', family: 'Example', affiliations }],
        access: { files: 'public', embargoUntil: '2099-01-01' }
      },
      { version: null, ...profile.abilities },
      profile
    );
    assert.deepEqual(errors.map(error => error.field).toSorted(), [
      '/access/embargoUntil',
      '/creators/0/affiliations/1',
      '/publisher'
    ]);
    assert.deepEqual(
      map({ access: { files: 'restricted' } }, 'zenodo', {
        restrictedFiles: false
      }).errors,
      ['/access/files']
    );
  });

  it('holds files back until a day', () => {
    const { body } = map({
      access: {
        files: 'restricted',
        embargoUntil: '2099-01-01',
        reason: 'Thesis'
      }
    });
    assert.deepEqual(body.access, {
      record: 'public',
      files: 'restricted',
      embargo: { active: true, until: '2099-01-01', reason: 'Thesis' }
    });
  });

  it('has the experiments of CERN where they belong', () => {
    const own = { 'cern:experiments': [{ id: 'CMS' }] };
    const { body } = map({ own }, 'cds');
    assert.deepEqual(body.custom_fields, own);
  });

  it('has the form of B2SHARE', () => {
    const extension = { lofar: { beam: 'HBA' } };
    const { body, metadata, losses } = map(
      {
        contact: { name: 'Ada', email: 'ada@example.org' },
        own: { community_extension: extension }
      },
      'b2share'
    );
    assert.deepEqual(metadata.resource_types, [{ id: 'image-figure' }]);
    assert.deepEqual(metadata.contact_emails, ['ada@example.org']);
    assert.deepEqual(metadata.community_extension, extension);
    assert.equal('resource_type' in metadata, false);
    assert.equal('custom_fields' in body, false);
    assert.deepEqual(losses, []);
  });

  it('names a grant', () => {
    const { metadata } = map(
      {
        funding: [
          {
            funder: { name: 'European Commission', ror: '00k4n6c32' },
            awardNumber: '101017536',
            awardTitle: 'EOSC Future'
          }
        ]
      },
      'zenodo'
    );
    assert.deepEqual(metadata.funding, [
      {
        funder: { id: '00k4n6c32' },
        award: { number: '101017536', title: { en: 'EOSC Future' } }
      }
    ]);
  });
});
