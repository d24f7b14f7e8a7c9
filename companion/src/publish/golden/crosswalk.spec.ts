/**
 * CodeMeta's crosswalk to the Citation File Format: what both can say is read
 * as the same from either.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readCffMetadata } from '../metadata/cff.ts';
import { readCodemetaMetadata } from '../metadata/codemeta.ts';

const FILE = join(
  import.meta.dirname,
  'fixtures',
  'codemeta',
  'citation-file-format-1.2.0.csv'
);

interface Row {
  property: string;
  key: string;
}

/** Rows where the Citation File Format has something. */
async function rows(): Promise<Row[]> {
  const [, ...lines] = (await readFile(FILE, 'utf8')).trim().split(/\r?\n/u);
  return lines.flatMap(line => {
    const comma = line.indexOf(',');
    const key = line.slice(comma + 1);
    const property = line.slice(0, comma);
    return key === '' ? [] : [{ property, key }];
  });
}

interface Example {
  codemeta: object;
  cff: string;
}

const person = (codemeta: object, cff: string): Example => ({
  codemeta: {
    author: { '@type': 'Person', familyName: 'Example', ...codemeta }
  },
  cff: `authors: [{family-names: Example, ${cff}}]`
});

/** Rows by property and key, with one example in either format. */
const SAME: Readonly<Record<string, Example>> = {
  'codeRepository repository-code': {
    codemeta: { codeRepository: 'https://git.example.org/dunes' },
    cff: 'repository-code: https://git.example.org/dunes'
  },
  'softwareVersion version': {
    codemeta: { softwareVersion: '1.0' },
    cff: 'version: 1.0'
  },
  'version version': { codemeta: { version: '1.0' }, cff: 'version: 1.0' },
  'author authors': {
    codemeta: {
      author: [
        { '@type': 'Person', familyName: 'Example', givenName: 'Marie' },
        { '@type': 'Organization', name: 'Dune Observatory' }
      ]
    },
    cff: 'authors: [{family-names: Example, given-names: Marie}, {name: Dune Observatory}]'
  },
  'citation preferred-citation / references': {
    codemeta: { citation: 'https://doi.org/10.1234/sand' },
    cff: 'references: [{type: article, doi: 10.1234/sand}]'
  },
  'datePublished date-released': {
    codemeta: { datePublished: '2026-11-22' },
    cff: 'date-released: 2026-11-22'
  },
  'keywords keywords': {
    codemeta: { keywords: ['sand', 'wind'] },
    cff: 'keywords: [sand, wind]'
  },
  'license license / license-url': {
    codemeta: { license: 'https://spdx.org/licenses/Apache-2.0' },
    cff: 'license: Apache-2.0'
  },
  'description abstract': {
    codemeta: { description: 'Heights of dunes.' },
    cff: 'abstract: Heights of dunes.'
  },
  'identifier identifiers / person.orcid / doi': {
    codemeta: { identifier: 'https://doi.org/10.5281/zenodo.7' },
    cff: 'doi: 10.5281/zenodo.7'
  },
  'name title': { codemeta: {}, cff: '' },
  'givenName person.given-names': person(
    { givenName: 'Marie' },
    'given-names: Marie'
  ),
  'familyName person.family-names': person({}, ''),
  'affiliation person.affiliation': person(
    { affiliation: { '@type': 'Organization', name: 'Example University' } },
    'affiliation: Example University'
  ),
  'identifier person.orcid / identifiers / doi': person(
    { '@id': 'https://orcid.org/0000-0002-1825-0097' },
    'orcid: "https://orcid.org/0000-0002-1825-0097"'
  ),
  'name entity.name': {
    codemeta: { author: { '@type': 'Organization', name: 'Dune Observatory' } },
    cff: 'authors: [{name: Dune Observatory}]'
  },
  'referencePublication preferred-citation': {
    codemeta: { referencePublication: 'https://doi.org/10.1234/sand' },
    cff: 'preferred-citation: {type: article, doi: 10.1234/sand}'
  }
};

/** Where one of the two does not say enough to be told apart. */
const NOT_TAKEN: Readonly<Record<string, string>> = {
  downloadUrl: 'An address of bytes that are published now anyway.',
  softwareRequirements:
    'References of a citation file are works of any kind; that one is required is not said.',
  softwareSuggestions: 'The same.',
  isPartOf: 'Identifiers of a citation file do not say which is the whole.',
  hasPart: 'The same.',
  sameAs: 'Addresses of pages, which are no identifiers of this publication.',
  url: 'The same.',
  relatedLink: 'The same.',
  email: 'Addresses of authors stay at home.',
  address: 'The same.'
};

function bothOf({ codemeta, cff }: Example) {
  return {
    fromCodemeta: readCodemetaMetadata({
      '@context': 'https://w3id.org/codemeta/3.0',
      '@type': 'SoftwareSourceCode',
      name: 'Dunes',
      ...codemeta
    }),
    fromCff: readCffMetadata(`cff-version: 1.2.0\ntitle: Dunes\n${cff}\n`)
  };
}

const keyOf = ({ property, key }: Row) =>
  `${property} ${key.split(' / ').sort().join(' / ')}`;
const known = Object.fromEntries(
  Object.entries(SAME).map(([name, example]) => {
    const [property = '', ...key] = name.split(' ');
    return [keyOf({ property, key: key.join(' ') }), example];
  })
);

describe('the crosswalk between CodeMeta and the Citation File Format', async () => {
  for (const row of await rows()) {
    const example = known[keyOf(row)];
    if (example !== undefined) {
      it(`reads ${row.property} as ${row.key}`, () => {
        const { fromCodemeta, fromCff } = bothOf(example);
        assert.deepEqual(fromCodemeta, fromCff);
        assert.deepEqual(fromCff.questions, []);
      });
    } else {
      it(`does not take ${row.property}, for a reason`, () => {
        assert.ok(row.property in NOT_TAKEN, `${row.property},${row.key}`);
      });
    }
  }

  it('has an example for nothing else', async () => {
    const there = new Set((await rows()).map(keyOf));
    assert.deepEqual(
      Object.keys(known).filter(key => !there.has(key)),
      []
    );
  });
});
