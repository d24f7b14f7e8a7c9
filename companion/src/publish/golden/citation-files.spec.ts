/**
 * Examples that come with the Citation File Format, right and wrong ones.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DraftMetadata } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { readCffMetadata } from '../metadata/cff.ts';
import { nameOf } from '../metadata/people.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'citation-file-format');

const example = async (name: string) =>
  readCffMetadata(await readFile(join(FOLDER, `${name}.cff`), 'utf8'));

interface Expected {
  title: string;
  creators?: string[];
  licences?: string[];
  date?: string;
  version?: string;
  related?: string[];
  questions?: string[];
}

const EXAMPLES: Readonly<Record<string, Expected>> = {
  'pass-poc': {
    title: 'my title',
    creators: ['entity name', 'My Given Names von der My Family Names III'],
    licences: ['Apache-2.0', 'MIT'],
    date: '2021-05-16',
    related: [
      'IsNewVersionOf 10.0000.1234/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789._[]()\\:;',
      'IsIdenticalTo swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2',
      'IsDescribedBy https://github.com/citation-file-format/citation-file-format',
      'IsSupplementTo https://github.com/citation-file-format/citation-file-format'
    ],
    // Its ORCID, 0123-4567-8901-234X, is made up.
    questions: ['identifier-wrong /creators/1/orcid']
  },
  'pass-software-with-a-doi-expanded': {
    title: 'My Research Tool',
    creators: ['Stephan Druskat'],
    licences: ['Apache-2.0'],
    date: '2017-12-18',
    version: '1.0.4',
    related: [
      'IsNewVersionOf 10.5281/zenodo.1234',
      'IsSupplementTo https://github.com/sdruskat/my-research-tool'
    ]
  },
  'pass-software-without-a-doi-closed-source': {
    title: 'Opaquity',
    creators: ['Anakin "Darth" Vader né Skywalker'],
    date: '2017-02-28',
    version: 'opq-1234-XZVF-ACME-RLY'
  },
  'pass-xenon-adaptors-cloud': {
    title: 'Cloud related adaptors for Xenon',
    creators: ['Stefan Verhoeven', 'Jason Maassen', 'Atze van der Ploeg'],
    licences: ['Apache-2.0'],
    date: '2019-08-07',
    version: '3.0.2',
    related: [
      'IsNewVersionOf 10.5281/zenodo.3245389',
      'IsSupplementTo https://github.com/xenon-middleware/xenon-adaptors-cloud',
      'References 10.5281/zenodo.597993'
    ]
  },
  'pass-ls1-mardyn': {
    title: 'ls1 mardyn',
    creators: [
      'Boltzmann-Zuse Society for Computational Molecular Engineering'
    ],
    licences: ['http://www.ls1-mardyn.de/license.html'],
    date: '2018-09-05',
    version:
      'Internal development version, situated between release 1.1.1 and prospective future release 1.2',
    related: [
      'IsSupplementTo https://projects.hlrs.de/projects/ls1/',
      'References 10.1021/ct500169q'
    ],
    questions: ['licence-unknown /licences/0']
  },
  // A quoted text goes on less indented than YAML 1.2 wants it: many readers
  // do not mind.
  'pass-reference-article': {
    title: 'My Research Tool',
    creators: ['Stephan Druskat'],
    date: '2017-12-18',
    version: '1.0.4',
    related: [
      'IsNewVersionOf 10.5281/zenodo.1234',
      'References 10.7717/peerj-cs.86'
    ],
    questions: ['source-unreadable ']
  },
  'fail-additional-key': {
    title: 'My Research Tool',
    creators: ['Stephan Druskat'],
    date: '2017-12-18',
    version: '1.0.4',
    related: ['IsNewVersionOf 10.5281/zenodo.1234']
  },
  'fail-invalid-date': {
    title: 'BSO Toolbox',
    creators: ['Sjonnie Boonstra', 'Hèrm Hofmeyer'],
    version: '1.0',
    related: ['IsNewVersionOf 10.5281/zenodo.3823893'],
    questions: ['date-unclear /publicationDate']
  },
  // `author` where it has to be `authors`: nobody is taken from there.
  'fail-invalid-author-array': {
    title: 'ls1 mardyn',
    licences: ['http://www.ls1-mardyn.de/license.html'],
    date: '2018-09-05',
    version:
      'Internal development version, situated between release 1.1.1 and prospective future release 1.2',
    related: [
      'IsSupplementTo https://projects.hlrs.de/projects/ls1/',
      'References 10.1021/ct500169q'
    ],
    questions: ['licence-unknown /licences/0']
  }
};

describe('an example of the Citation File Format', () => {
  for (const [name, expected] of Object.entries(EXAMPLES)) {
    it(`says what it says: ${name}`, async () => {
      const { metadata, questions } = await example(name);
      assert.deepEqual(
        {
          title: metadata.title,
          creators: metadata.creators?.map(nameOf),
          licences: metadata.licences?.map(({ spdx, url }) => spdx ?? url),
          date: metadata.publicationDate,
          version: metadata.version,
          related: metadata.related?.map(
            ({ relation, identifier }) => `${relation} ${identifier}`
          ),
          questions: questions.map(({ code, field }) => `${code} ${field}`)
        },
        {
          creators: undefined,
          licences: undefined,
          date: undefined,
          version: undefined,
          related: undefined,
          questions: [],
          ...expected
        }
      );
      assert.deepEqual([...Value.Errors(DraftMetadata, metadata)], []);
    });
  }

  it('is looked at each', async () => {
    const names = (await readdir(FOLDER)).map(name => name.slice(0, -4));
    assert.deepEqual(names.sort(), Object.keys(EXAMPLES).sort());
  });
});
