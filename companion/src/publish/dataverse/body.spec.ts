import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { at, listOf, objectOf } from '../http/answers.ts';
import { rich, simple } from '../testing/conformance/sample-metadata.ts';
import { MANAGED_FIELDS, toBody } from './body.ts';

interface Field {
  typeName: string;
  typeClass: string;
  multiple: boolean;
  value: unknown;
}

const samples = JSON.parse(
  readFileSync(new URL('testing/samples.json', import.meta.url), 'utf8')
) as { finch1: { license: unknown; fields: Field[] }; allFields: Field[] };

function map(metadata: Partial<PublicationMetadata>) {
  const { body, losses, errors } = toBody({ ...simple, ...metadata });
  const version = objectOf(body.datasetVersion);
  const fields = listOf(
    at(version, 'metadataBlocks', 'citation', 'fields')
  ) as Field[];
  return {
    version,
    fields,
    value: (name: string) =>
      fields.find(({ typeName }) => typeName === name)?.value,
    losses: losses.map(({ field }) => field),
    errors: errors.map(({ field }) => field)
  };
}

/** What a compound field holds, by the names of those inside. */
function inside(value: unknown): Record<string, unknown>[] {
  return listOf(value).map(one =>
    Object.fromEntries(
      Object.entries(objectOf(one)).map(([name, field]) => [
        name,
        at(field, 'value')
      ])
    )
  );
}

// What is expected stands in samples of IQSS/dataverse (testing/samples.json).
describe('the body of a dataset', () => {
  it("is that of Darwin's finches, as Dataverse's own tests have it", () => {
    const { version, fields, errors, losses } = map({
      title: "Darwin's Finches",
      creators: [
        {
          kind: 'person',
          family: 'Finch',
          given: 'Fiona',
          affiliations: [{ name: 'Birds Inc.' }]
        }
      ],
      contact: { name: 'Finch, Fiona', email: 'finch@mailinator.com' },
      description:
        "Darwin's finches (also known as the Galápagos finches) are a group of about fifteen species of passerine birds.",
      subjects: ['Medicine, Health and Life Sciences'],
      licences: [{ spdx: 'CC0-1.0' }]
    });
    assert.deepEqual([errors, losses], [[], []]);
    assert.deepEqual(version.license, samples.finch1.license);
    for (const expected of samples.finch1.fields) {
      const field = fields.find(
        ({ typeName }) => typeName === expected.typeName
      );
      if (expected.typeName === 'dsDescription') {
        // It keeps HTML, so the text is one paragraph of it.
        const [{ dsDescriptionValue: html } = {}] = inside(field?.value);
        const [{ dsDescriptionValue: text } = {}] = inside(expected.value);
        assert.equal(html, `<p>${String(text).replaceAll("'", '&#39;')}</p>`);
      } else {
        assert.deepEqual(field, expected);
      }
    }
  });

  it('has each field in the form that the samples have', () => {
    const shapeOf = ({ typeName, typeClass, multiple, value }: Field) => ({
      typeName,
      typeClass,
      multiple,
      inside: listOf(typeClass === 'compound' ? value : [])
        .flatMap(one => Object.values(objectOf(one)) as Field[])
        .map(child => [child.typeName, child.typeClass, child.multiple].join())
    });
    const { fields } = map(rich);
    assert.deepEqual(
      new Set(fields.map(({ typeName }) => typeName)),
      MANAGED_FIELDS
    );
    for (const field of fields) {
      const ours = shapeOf(field);
      const sample = samples.allFields.find(
        ({ typeName }) => typeName === field.typeName
      );
      assert.ok(sample, field.typeName);
      const theirs = shapeOf(sample);
      assert.deepEqual({ ...ours, inside: [] }, { ...theirs, inside: [] });
      assert.deepEqual(
        ours.inside.filter(child => !theirs.inside.includes(child)),
        [],
        field.typeName
      );
    }
  });

  it('says what is lost', () => {
    assert.deepEqual(map(rich).losses.toSorted(), [
      '/contributors/1/orcid',
      '/contributors/1/role',
      '/creators/0/email',
      '/dates/0/note',
      '/dates/3',
      '/funding/0/awardTitle',
      '/funding/0/awardUrl',
      '/licences',
      '/otherTitles/0/language',
      '/related/0/resourceType',
      '/related/3/relation',
      '/version'
    ]);
  });

  it('asks for all that Dataverse takes no dataset without', () => {
    const { errors } = map({
      contact: undefined,
      description: ' ',
      subjects: undefined,
      licences: []
    });
    assert.deepEqual(errors.toSorted(), [
      '/contact',
      '/description',
      '/licences',
      '/subjects'
    ]);
  });

  it('refuses what Dataverse would refuse as a whole', () => {
    const { errors } = map({
      contact: { name: 'Ada', email: 'ada at example.org' },
      subjects: ['Physics', 'Alchemy'],
      publicationDate: '2026-02-31',
      dates: [{ type: 'Collected', date: '2026/2026-13' }],
      keywords: [{ value: 'a', url: 'not an address' }],
      access: { files: 'restricted' },
      own: { geospatial: 'Mali', 'a/b~c': {} }
    });
    assert.deepEqual(errors.toSorted(), [
      '/access/files',
      '/contact/email',
      '/dates/0/date',
      '/keywords/0/url',
      '/own/a~1b~0c',
      '/own/geospatial',
      '/publicationDate',
      '/subjects/1'
    ]);
  });

  it('holds nothing back until a day', () => {
    const access = { files: 'public', embargoUntil: '2099-01-01' } as const;
    assert.deepEqual(map({ access }).errors, ['/access/embargoUntil']);
  });

  it('names languages as Dataverse does', () => {
    assert.deepEqual(map({ language: 'spa' }).value('language'), [
      'Spanish, Castilian'
    ]);
    assert.deepEqual(map({ language: 'deu' }).value('language'), ['German']);
    const unknown = map({ language: 'tlh' });
    assert.equal(unknown.value('language'), undefined);
    assert.deepEqual(unknown.losses, ['/language']);
  });

  it('writes of what it is made of where it says so, and else in words', () => {
    const { value } = map(rich);
    assert.deepEqual(value('dataSources'), [
      'https://doi.org/10.7483/OPENDATA.CMS.LVG5.QT81'
    ]);
    assert.deepEqual(value('otherReferences'), [
      'IsDocumentedBy: https://example.org/manual'
    ]);
    assert.deepEqual(inside(value('publication')), [
      {
        publicationRelationType: 'IsSupplementedBy',
        publicationIDType: 'url',
        publicationIDNumber:
          'https://archive.softwareheritage.org/swh:1:dir:d198bc9d7a6bcf6db04f476d29314f157507d505',
        publicationURL:
          'https://archive.softwareheritage.org/swh:1:dir:d198bc9d7a6bcf6db04f476d29314f157507d505'
      },
      {
        publicationRelationType: 'IsSupplementTo',
        publicationCitation: 'Carberry, J. (2021). Muons.',
        publicationIDType: 'arXiv',
        publicationIDNumber: '2101.00001',
        publicationURL: 'https://arxiv.org/abs/2101.00001'
      }
    ]);
  });

  it('does not hide that people are told from institutions by a comma', () => {
    const { losses } = map({
      creators: [
        { kind: 'person', family: 'Plato' },
        { kind: 'organisation', name: 'Health, Ministry of' }
      ]
    });
    assert.deepEqual(losses, ['/creators/0/kind', '/creators/1/kind']);
  });

  it('passes on blocks that an installation has of its own', () => {
    const own = {
      geospatial: { fields: [{ typeName: 'geographicUnit', value: ['a'] }] }
    };
    const { version, errors } = map({ own });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      at(version, 'metadataBlocks', 'geospatial'),
      own.geospatial
    );
  });
});
