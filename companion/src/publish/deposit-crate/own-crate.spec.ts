import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { idOf, listOf } from '../../packages/crate/json-ld.ts';
import {
  crateText,
  deposit,
  DOI,
  folderOf,
  isValid,
  METADATA
} from './testing/deposits.ts';

describe("a person's own crate", () => {
  const own = [
    {
      '@id': './',
      '@type': 'Dataset',
      name: 'Old title',
      creator: { '@id': '#marie' },
      hasPart: [
        { '@id': 'a.csv' },
        { '@id': './gone.csv' },
        { '@id': 'https://example.org/remote.csv' }
      ],
      identifier: 'urn:lab:7',
      shift: 'kept',
      mentions: { '@type': 'Event', name: 'Shift 7' },
      mainEntity: { '@id': 'gone.csv' }
    },
    {
      '@id': '#marie',
      '@type': 'Person',
      name: 'Marie Curie',
      jobTitle: 'Physicist'
    },
    {
      '@id': '#old',
      '@type': 'Person',
      name: 'Old Author',
      email: 'old@example.org'
    },
    {
      '@id': 'a.csv',
      '@type': ['File', 'Table'],
      description: 'All masses',
      contentSize: '999',
      sha256: 'wrong',
      author: { '@id': '#marie' }
    },
    {
      '@id': './gone.csv',
      '@type': 'File',
      name: 'gone.csv',
      description: 'Not here'
    },
    {
      '@id': 'https://example.org/remote.csv',
      '@type': 'File',
      name: 'remote'
    },
    { '@id': '#instrument', '@type': 'Product', name: 'Detector' }
  ];

  it('calls files as the repository does, and says how they were called', async () => {
    const written = await deposit(
      folderOf({
        'data/a.csv': 'mass',
        'b.csv': 'energy',
        'ro-crate-metadata.json': crateText(
          {
            '@id': './',
            '@type': 'Dataset',
            hasPart: [{ '@id': 'data/' }, { '@id': 'gone.csv' }]
          },
          {
            '@id': 'data/',
            '@type': 'Dataset',
            hasPart: { '@id': 'data/a.csv' }
          },
          {
            '@id': 'data/a.csv',
            '@type': 'File',
            description: 'All masses',
            alternateName: 'masses'
          },
          { '@id': 'gone.csv', '@type': 'File', description: 'Left out' }
        )
      }),
      {
        names: new Map([
          ['data/a.csv', 'a.csv'],
          // Another one had that name, and is not there.
          ['b.csv', 'gone.csv']
        ])
      }
    );
    const { entity, graph } = written;
    const file = entity('a.csv');
    assert.equal(file['description'], 'All masses');
    assert.deepEqual(file['alternateName'], ['masses', 'data/a.csv']);
    assert.equal(entity('gone.csv')['alternateName'], 'b.csv');
    assert.equal(entity('gone.csv')['description'], undefined);
    for (const id of ['a.csv', 'gone.csv']) {
      assert.ok(
        listOf(entity('./')['hasPart']).some(part => idOf(part) === id),
        id
      );
    }
    assert.ok(!graph.some(one => one['@id'] === 'data/a.csv'));
    await isValid('ro-crate-1.1', written);
  });

  it('is kept, but for what is not true any more', async () => {
    const written = await deposit(
      folderOf({ 'a.csv': 'mass', 'ro-crate-metadata.json': crateText(...own) })
    );
    const { entity, graph } = written;
    const root = entity('./');
    assert.equal(root['shift'], 'kept');
    assert.equal(root['name'], METADATA.title);
    assert.deepEqual(root['identifier'], [
      { '@id': `https://doi.org/${DOI}` },
      'urn:lab:7'
    ]);
    assert.deepEqual(entity('#instrument')['name'], 'Detector');
    const file = entity('a.csv');
    assert.deepEqual(file['@type'], ['File', 'Table']);
    assert.equal(file['description'], 'All masses');
    assert.equal(file['contentSize'], '4');
    assert.notEqual(file['sha256'], 'wrong');
    // Marie is one person, under her ORCID now, and a physicist still.
    const marie = { '@id': 'https://orcid.org/0000-0002-1825-0097' };
    assert.deepEqual(file['author'], marie);
    assert.equal(entity(marie['@id'])['jobTitle'], 'Physicist');
    assert.ok(!graph.some(one => one['@id'] === '#marie'));
    // What was left out is described, and is no file of this crate.
    const gone = entity('#elsewhere-gone.csv');
    assert.deepEqual(gone['@type'], 'CreativeWork');
    assert.equal(gone['description'], 'Not here');
    assert.equal(root['mainEntity'], undefined);
    assert.deepEqual(root['hasPart'], [
      { '@id': 'a.csv' },
      { '@id': 'https://example.org/remote.csv' }
    ]);
    assert.equal(entity('#part-1')['name'], 'Shift 7');
    await isValid('ro-crate-1.1', written);
  });

  it('loses authors whom the person has taken out, and nobody else', async () => {
    const { graph } = await deposit(
      folderOf({
        'ro-crate-metadata.json': crateText(
          {
            '@id': './',
            '@type': 'Dataset',
            author: [{ '@id': '#a' }, { '@id': '#b' }],
            funder: { '@id': '#b' }
          },
          { '@id': '#a', '@type': 'Person', name: 'Anna Alt' },
          { '@id': '#b', '@type': 'Person', name: 'Bert Baum' }
        )
      })
    );
    const ids = graph.map(entity => entity['@id']);
    assert.ok(!ids.includes('#a'));
    assert.ok(ids.includes('#b'));
  });

  it('never tells who sent a package to whom', async () => {
    const { text, entity } = await deposit(
      folderOf({
        'ro-crate-metadata.json': crateText(
          {
            '@id': './',
            '@type': 'Dataset',
            name: 'Muons for marie@jupyter.example.org',
            creator: { '@id': '#creator' },
            about: { '@id': '#receiver' },
            text: 'Sent by ines@cloud.example.org to you'
          },
          {
            '@id': '#sender',
            '@type': 'Person',
            userid: 'ines@cloud.example.org'
          },
          {
            '@id': '#receiver',
            '@type': 'Person',
            userid: 'marie@jupyter.example.org'
          },
          { '@id': '#creator', '@type': 'Person', name: 'Dispatcher System' }
        )
      })
    );
    assert.doesNotMatch(text, /marie@|ines@|#receiver|#sender|Dispatcher/);
    assert.equal(entity('./')['text'], 'Sent by  to you');
  });

  it('that is none goes along under another name', async () => {
    const { paths, folder } = await deposit(
      folderOf({ 'ro-crate-metadata.json': '{ no crate', 'a.txt': 'a' })
    );
    assert.ok(paths.includes('ro-crate-metadata.original.json'));
    assert.equal(
      readFileSync(join(folder, 'ro-crate-metadata.original.json'), 'utf8'),
      '{ no crate'
    );
  });
});
