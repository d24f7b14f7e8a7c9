import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftMetadata } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { readCffMetadata } from './cff.ts';

const read = (...lines: string[]) =>
  readCffMetadata(['cff-version: 1.2.0', 'title: Dunes', ...lines].join('\n'));

describe('a citation file', () => {
  it('says who, what, when, and what belongs to it', () => {
    const { metadata, questions } = read(
      'version: 1.0',
      'date-released: 2026-11-22',
      'license: [Apache-2.0, MIT]',
      'keywords: [sand, "4"]',
      'doi: 10.5281/ZENODO.7',
      'repository-code: https://git.example.org/dunes',
      'authors:',
      '  - {family-names: Example, given-names: Marie, name-particle: van der, orcid: "https://orcid.org/0000-0002-1825-0097", affiliation: Example University}',
      '  - name: Dune Observatory',
      'references:',
      '  - {type: article, title: On sand, doi: 10.1234/sand}'
    );
    assert.deepEqual(questions, []);
    assert.ok(Value.Check(DraftMetadata, metadata));
    assert.equal(metadata.version, '1.0');
    assert.equal(metadata.publicationDate, '2026-11-22');
    assert.equal(metadata.resourceType, 'software');
    assert.deepEqual(
      metadata.licences?.map(({ spdx }) => spdx),
      ['Apache-2.0', 'MIT']
    );
    assert.deepEqual(metadata.creators, [
      {
        kind: 'person',
        family: 'van der Example',
        given: 'Marie',
        orcid: '0000-0002-1825-0097',
        affiliations: [{ name: 'Example University' }]
      },
      { kind: 'organisation', name: 'Dune Observatory' }
    ]);
    assert.deepEqual(
      metadata.related?.map(
        ({ relation, identifier }) => `${relation} ${identifier}`
      ),
      [
        'IsNewVersionOf 10.5281/zenodo.7',
        'IsSupplementTo https://git.example.org/dunes',
        'References 10.1234/sand'
      ]
    );
  });

  it('is asked about a date that is none, and about nameless authors', () => {
    const { metadata, questions } = read(
      'date-released: 2020-05-xx',
      'authors:',
      '  - alias: dune42'
    );
    assert.deepEqual(
      questions.map(({ code }) => code),
      ['date-unclear', 'creator-missing']
    );
    assert.equal(metadata.publicationDate, undefined);
    assert.equal(metadata.creators, undefined);
  });

  it('takes no address with a password', () => {
    const { metadata } = read('repository-code: http://u:p@example.org/');
    assert.equal(metadata.related, undefined);
  });

  it('is unreadable, and said so, where it is something else', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = `*${'abcdefgh'[index]}`;
        return `${name}: &${name} [${Array(9).fill(before).join(', ')}]`;
      })
    ].join('\n');
    for (const text of [
      '',
      '- a',
      'title: x',
      '\tx: [',
      `cff-version: 1\n${bomb}`
    ]) {
      const { metadata, questions } = readCffMetadata(text);
      assert.deepEqual(metadata, {});
      assert.equal(questions[0]?.code, 'source-unreadable', text);
    }
  });
});
