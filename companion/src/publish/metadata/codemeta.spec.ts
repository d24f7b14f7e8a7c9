import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftMetadata } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { readCodemetaMetadata } from './codemeta.ts';

const VERSION_2 = 'https://doi.org/10.5063/schema/codemeta-2.0';
const VERSION_3 = 'https://w3id.org/codemeta/3.0';

describe('a codemeta.json', () => {
  it('reads alike in versions 2 and 3, and with prefixes', () => {
    const readings = [
      {
        '@context': VERSION_2,
        '@type': 'SoftwareSourceCode',
        name: 'Dunes',
        author: {
          '@type': 'Person',
          '@id': 'https://orcid.org/0000-0002-1825-0097',
          givenName: 'Marie',
          familyName: 'Example',
          affiliation: { '@type': 'Organization', name: 'CERN' }
        }
      },
      {
        '@context': VERSION_3,
        type: 'SoftwareSourceCode',
        name: 'Dunes',
        author: [
          {
            type: 'Person',
            id: 'https://orcid.org/0000-0002-1825-0097',
            givenName: 'Marie',
            familyName: 'Example',
            affiliation: { type: 'Organization', name: 'CERN' }
          }
        ]
      },
      {
        '@context': { schema: 'https://schema.org/' },
        '@type': 'schema:SoftwareSourceCode',
        'schema:name': 'Dunes',
        'schema:author': {
          '@type': 'schema:Person',
          '@id': 'https://orcid.org/0000-0002-1825-0097',
          'schema:givenName': 'Marie',
          'schema:familyName': 'Example',
          'schema:affiliation': {
            '@type': 'schema:Organization',
            'schema:name': 'CERN'
          }
        }
      }
    ].map(readCodemetaMetadata);
    for (const reading of readings) {
      assert.deepEqual(reading, {
        metadata: {
          title: 'Dunes',
          resourceType: 'software',
          creators: [
            {
              kind: 'person',
              family: 'Example',
              given: 'Marie',
              orcid: '0000-0002-1825-0097',
              affiliations: [{ name: 'CERN' }]
            }
          ]
        },
        questions: []
      });
    }
  });

  it('names its repository, its paper, its own DOI and its grant', () => {
    const { metadata } = readCodemetaMetadata({
      '@context': VERSION_2,
      '@id': 'https://doi.org/10.5281/zenodo.7',
      '@type': 'SoftwareSourceCode',
      license: 'https://spdx.org/licenses/Apache-2.0',
      softwareVersion: '1.2',
      codeRepository: 'https://git.example.org/dunes',
      referencePublication: {
        '@type': 'ScholarlyArticle',
        '@id': 'https://doi.org/10.1234/SAND',
        name: 'On sand'
      },
      funder: { '@type': 'Organization', name: 'European Commission' },
      funding: '101188179',
      maintainer: { name: 'Marie Example', email: 'marie@example.org' }
    });
    assert.ok(Value.Check(DraftMetadata, metadata));
    assert.equal(metadata.version, '1.2');
    assert.equal(metadata.licences?.[0]?.spdx, 'Apache-2.0');
    assert.equal(metadata.contact?.email, 'marie@example.org');
    assert.deepEqual(metadata.funding, [
      { funder: { name: 'European Commission' }, awardNumber: '101188179' }
    ]);
    assert.deepEqual(
      metadata.related?.map(
        ({ relation, identifier }) => `${relation} ${identifier}`
      ),
      [
        'IsNewVersionOf 10.5281/zenodo.7',
        'IsSupplementTo https://git.example.org/dunes',
        'IsDescribedBy 10.1234/sand'
      ]
    );
  });

  it('is unreadable, and said so, where it is something else', () => {
    for (const document of [null, [], { name: 'x' }, { '@graph': [] }]) {
      const { metadata, questions } = readCodemetaMetadata(document);
      assert.deepEqual(metadata, {});
      assert.equal(questions[0]?.code, 'source-unreadable');
    }
  });
});
