import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftMetadata } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import {
  expectedPackages,
  readPackage
} from '../../../../peers/packages/index.ts';
import { crateOf } from '../../packages/testing/crates.ts';
import { readCrateMetadata } from './crate.ts';

const real = async (name: string) =>
  readCrateMetadata(JSON.parse(await readPackage(`real/${name}.json`)));

const codes = ({ questions }: ReturnType<typeof readCrateMetadata>) =>
  questions.map(({ code, field }) => `${code} ${field}`);

describe('a crate that was sent by a dispatcher', () => {
  it('has no author as long as nobody says who `#creator` is', async () => {
    const reading = await real('sciencemesh-notebook');
    assert.equal(reading.metadata.creators, undefined);
    assert.deepEqual(codes(reading), ['creator-missing /creators/-']);
  });

  it('is a notebook with a licence, a date, and what it was made of', async () => {
    const { metadata } = await real('sciencemesh-notebook');
    assert.equal(metadata.title, 'ScienceMesh Research Data Package');
    assert.equal(metadata.resourceType, 'notebook');
    assert.equal(metadata.publicationDate, '2025-05-06');
    assert.equal(metadata.licences?.[0]?.spdx, 'CC-BY-4.0');
    assert.deepEqual(
      metadata.related?.map(({ relation, scheme }) => `${relation} ${scheme}`),
      ['IsDerivedFrom url', 'IsDerivedFrom url']
    );
  });

  it('is not by the program that sent it, and not GPL without asking', async () => {
    const reading = await real('zenodo-doi');
    assert.equal(reading.metadata.creators, undefined);
    assert.equal(reading.metadata.licences, undefined);
    assert.deepEqual(codes(reading), [
      'licence-ambiguous /licences/-',
      'creator-is-a-machine /creators/-'
    ]);
  });

  it('is derived from the DOI that it wants to be run', async () => {
    const { metadata } = await real('zenodo-doi');
    assert.deepEqual(metadata.related, [
      {
        identifier: '10.5281/zenodo.12345678',
        scheme: 'doi',
        relation: 'IsDerivedFrom'
      }
    ]);
  });
});

describe('a crate of a finished run', () => {
  it('is a workflow, by who wrote the workflow', async () => {
    const { metadata, questions } = await real('finished-run');
    assert.equal(metadata.resourceType, 'workflow');
    assert.equal(metadata.licences?.[0]?.spdx, 'CC0-1.0');
    assert.deepEqual(metadata.creators, [
      {
        kind: 'person',
        family: 'Soiland-Reyes',
        given: 'Stian',
        orcid: '0000-0001-9842-9718'
      }
    ]);
    assert.deepEqual(questions, []);
  });
});

describe('the root of a crate', () => {
  it('says who made it, where they work, and who paid', () => {
    const { metadata, questions } = readCrateMetadata(
      crateOf(
        {
          name: 'Heights of dunes',
          author: [{ '@id': '#m' }, { '@id': '#cern' }],
          keywords: 'dunes, sand ,wind',
          inLanguage: 'en-GB',
          version: 'v2',
          identifier: { '@id': '#doi' },
          funding: { '@id': '#grant' },
          contactPoint: { '@id': '#contact' },
          temporalCoverage: '2018'
        },
        {
          '@id': '#m',
          '@type': 'Person',
          name: 'Marie Example',
          identifier: 'https://orcid.org/0000-0002-1825-0097',
          affiliation: { '@id': 'https://ror.org/01ggx4157' }
        },
        {
          '@id': 'https://ror.org/01ggx4157',
          '@type': 'Organization',
          name: 'CERN'
        },
        {
          '@id': '#cern',
          '@type': 'foaf:organization',
          name: 'Dune Observatory'
        },
        {
          '@id': '#doi',
          '@type': 'PropertyValue',
          value: 'https://doi.org/10.5281/ZENODO.7'
        },
        {
          '@id': '#grant',
          '@type': 'Grant',
          name: 'Sand',
          identifier: '101188179',
          funder: { '@type': 'Organization', name: 'European Commission' }
        },
        {
          '@id': '#contact',
          '@type': 'ContactPoint',
          name: 'The office',
          email: 'mailto:office@example.org'
        }
      )
    );
    assert.deepEqual(questions, []);
    assert.ok(Value.Check(DraftMetadata, metadata));
    assert.deepEqual(metadata.creators, [
      {
        kind: 'person',
        family: 'Example',
        given: 'Marie',
        orcid: '0000-0002-1825-0097',
        affiliations: [{ name: 'CERN', ror: '01ggx4157' }]
      },
      { kind: 'organisation', name: 'Dune Observatory' }
    ]);
    assert.deepEqual(
      metadata.keywords?.map(({ value }) => value),
      ['dunes', 'sand', 'wind']
    );
    assert.equal(metadata.language, 'eng');
    assert.equal(metadata.version, 'v2');
    assert.deepEqual(metadata.dates, [{ type: 'Coverage', date: '2018' }]);
    assert.deepEqual(metadata.contact, {
      name: 'The office',
      email: 'office@example.org'
    });
    assert.deepEqual(metadata.funding, [
      {
        funder: { name: 'European Commission' },
        awardNumber: '101188179',
        awardTitle: 'Sand'
      }
    ]);
    assert.deepEqual(metadata.related, [
      {
        identifier: '10.5281/zenodo.7',
        scheme: 'doi',
        relation: 'IsNewVersionOf'
      }
    ]);
  });

  it('is asked about identifiers with a typing error, and keeps the names', () => {
    const reading = readCrateMetadata(
      crateOf(
        { author: { '@id': 'https://orcid.org/0000-0000-0000-0000' } },
        {
          '@id': 'https://orcid.org/0000-0000-0000-0000',
          '@type': 'Person',
          givenName: 'Marie',
          familyName: 'Example',
          affiliation: { '@id': 'https://ror.org/0abcdef00' }
        },
        {
          '@id': 'https://ror.org/0abcdef00',
          '@type': 'Organization',
          name: 'Example University'
        }
      )
    );
    assert.deepEqual(codes(reading), [
      'identifier-wrong /creators/0/orcid',
      'identifier-wrong /creators/0/affiliations/0/ror'
    ]);
    assert.deepEqual(reading.metadata.creators, [
      {
        kind: 'person',
        family: 'Example',
        given: 'Marie',
        affiliations: [{ name: 'Example University' }]
      }
    ]);
  });

  it('is derived from what its run took, not from what it made', () => {
    const data = (name: string) => `https://data.example.org/${name}`;
    const { metadata } = readCrateMetadata(
      crateOf(
        { hasPart: [{ '@id': data('in') }, { '@id': data('out') }] },
        {
          '@id': '#run',
          '@type': 'CreateAction',
          object: { '@id': data('in') },
          result: { '@id': data('out') }
        }
      )
    );
    assert.deepEqual(
      metadata.related?.map(({ identifier }) => identifier),
      [data('in')]
    );
  });
});

describe('every package that there is', () => {
  it('yields metadata that fit the contract', async () => {
    for (const { file, invalid } of await expectedPackages()) {
      const text = await readPackage(file);
      if (invalid !== true && file.endsWith('.json')) {
        const { metadata } = readCrateMetadata(JSON.parse(text));
        const [error] = Value.Errors(DraftMetadata, metadata);
        assert.equal(error, undefined, `${file}: ${JSON.stringify(error)}`);
      }
    }
  });

  it('is told apart from what is no crate', () => {
    const { metadata, questions } = readCrateMetadata({ cells: [] });
    assert.deepEqual(metadata, {});
    assert.equal(questions[0]?.code, 'source-unreadable');
  });
});
