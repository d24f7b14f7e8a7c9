import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  codesOf,
  crateOf,
  DESCRIPTOR,
  problemOf,
  read
} from '../testing/crates.ts';

const ROOT = { '@id': './', '@type': 'Dataset', name: 'Found' };
const FILE = { '@id': 'https://data.example.org/a.csv', '@type': 'File' };

describe('what is no crate', () => {
  for (const [name, document] of Object.entries({
    null: null,
    'a number': 1,
    text: 'ro-crate',
    'an empty object': {},
    'an empty list': [],
    'a list of numbers': [1, 2, 3],
    'a notebook': { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 },
    'a package.json': { name: 'x', version: '1.0.0' },
    'an empty graph': { '@graph': [] },
    'a graph of numbers': { '@graph': [1, null] },
    'a graph that is text': { '@graph': 'x' },
    'a graph about a person': {
      '@graph': [{ '@id': '#p', '@type': 'Person' }]
    },
    'schema.org without a crate': {
      '@context': 'https://schema.org',
      '@type': 'Dataset',
      name: 'x'
    }
  })) {
    it(`is ${name}, said in one sentence`, () => {
      const { code, message } = problemOf(document);
      assert.equal(code, 'not-a-crate');
      assert.match(message, /^This is not an RO-Crate: [^.]+\.$/);
    });
  }
});

describe('the root of a crate', () => {
  it('is found through a descriptor anywhere', () => {
    for (const graph of [
      [DESCRIPTOR, ROOT, FILE],
      [ROOT, DESCRIPTOR, FILE],
      [FILE, ROOT, DESCRIPTOR]
    ]) {
      assert.equal(read({ '@graph': graph }).title, 'Found');
    }
  });

  it('is found in a bare list of entities', () => {
    assert.equal(read([FILE, ROOT, DESCRIPTOR]).title, 'Found');
  });

  it('may have any address', () => {
    for (const id of ['https://example.org/crates/1/', 'urn:uuid:1', '#root']) {
      const graph = [
        { ...DESCRIPTOR, about: { '@id': id } },
        { ...ROOT, '@id': id },
        { '@id': './', '@type': 'Dataset', name: 'Not this one' }
      ];
      assert.equal(read({ '@graph': graph }).title, 'Found');
    }
  });

  it('is found through descriptors of other names', () => {
    for (const id of [
      'ro-crate-metadata.jsonld',
      './ro-crate-metadata.json',
      'https://example.org/1/ro-crate-metadata.json',
      'dimuon-ro-crate-metadata.json',
      'metadata'
    ]) {
      const graph = [
        { ...DESCRIPTOR, '@id': id, about: { '@id': '#root' } },
        { ...ROOT, '@id': '#root' },
        { '@id': '#other', '@type': 'Dataset', name: 'Not this one' }
      ];
      assert.equal(read({ '@graph': graph }).title, 'Found', id);
    }
  });

  it('is not that of a crate inside the crate', () => {
    const inner = {
      ...DESCRIPTOR,
      '@id': 'inner/ro-crate-metadata.json',
      about: { '@id': 'inner/' }
    };
    const result = read({
      '@graph': [
        inner,
        { '@id': 'inner/', '@type': 'Dataset', name: 'Not this one' },
        DESCRIPTOR,
        ROOT
      ]
    });
    assert.equal(result.title, 'Found');
  });

  it('is told without a descriptor by its id, or by being the only whole', () => {
    const named = read({ '@graph': [FILE, ROOT] });
    assert.equal(named.title, 'Found');
    assert.ok(codesOf(named).includes('descriptor-missing'));
    const part = { '@id': '#part', '@type': 'Dataset' };
    const whole = { ...ROOT, '@id': '#whole', hasPart: { '@id': '#part' } };
    assert.equal(read({ '@graph': [part, whole] }).title, 'Found');
  });

  it('may be missing: the parts are shown all the same', () => {
    const result = read({ '@graph': [DESCRIPTOR, FILE] });
    assert.ok(codesOf(result).includes('root-missing'));
    assert.equal(result.files.length, 1);
  });

  it('may be the whole document, as in RO-Crate 0.x', () => {
    const result = read({
      '@context': ['https://w3id.org/ro/crate/0.2-DRAFT/context'],
      ...ROOT,
      '@id': '.',
      hasPart: [{ ...FILE, contentSize: '12' }]
    });
    assert.equal(result.title, 'Found');
    assert.equal(result.files[0]?.size, 12);
  });
});

describe('the graph of a crate', () => {
  it('merges what is described twice: lists together, else the first', () => {
    const result = read({
      '@graph': [
        DESCRIPTOR,
        { ...ROOT, hasPart: [{ '@id': FILE['@id'] }] },
        FILE,
        { '@id': './', name: 'Second', license: 'MIT', hasPart: 'b.csv' },
        { '@id': FILE['@id'], '@type': 'Thing', name: 'a table.csv' },
        { '@id': 'b.csv', '@type': 'File' }
      ]
    });
    assert.equal(result.title, 'Found');
    assert.equal(result.license, 'MIT');
    assert.deepEqual(
      result.files.map(({ name }) => name),
      ['a table.csv', 'b.csv']
    );
    assert.ok(codesOf(result).includes('duplicate-id'));
  });

  it('takes entities that are described where they are referred to', () => {
    const result = read(
      crateOf({
        hasPart: [{ ...FILE, contentSize: 7, author: { name: 'Nobody' } }],
        author: { '@id': '#m', '@type': 'Person', name: 'Marie Example' }
      })
    );
    assert.equal(result.files[0]?.size, 7);
    assert.deepEqual(result.people, [{ name: 'Marie Example' }]);
  });

  it('keeps entities without an id, and says so', () => {
    const result = read(crateOf({}, { '@type': 'File', name: 'x.csv' }));
    assert.ok(codesOf(result).includes('entity-without-id'));
  });

  it('leaves out what is no object', () => {
    const result = read({ '@graph': [DESCRIPTOR, ROOT, null, 1, 'x', []] });
    assert.equal(result.title, 'Found');
    assert.ok(codesOf(result).includes('not-an-entity'));
  });

  it('follows references as text, object, list, and with other spellings', () => {
    const file = { '@id': 'a b.csv', '@type': 'File', contentSize: 3 };
    for (const hasPart of [
      'a b.csv',
      { '@id': 'a b.csv' },
      [{ '@id': './a b.csv' }],
      [{ '@id': 'a%20b.csv' }],
      [[{ '@id': 'a b.csv' }]],
      { '@list': [{ '@id': 'a b.csv' }] }
    ]) {
      const { files } = read(crateOf({ hasPart }, file));
      assert.deepEqual(
        files.map(({ path, size }) => [path, size]),
        [['a b.csv', 3]],
        JSON.stringify(hasPart)
      );
    }
  });

  it('warns of references that lead nowhere, and of nothing on the web', () => {
    const result = read(
      crateOf({
        publisher: { '@id': '#nobody' },
        citation: { '@id': 'https://example.org/paper' }
      })
    );
    const dangling = result.warnings.filter(
      ({ code }) => code === 'dangling-reference'
    );
    assert.equal(dangling.length, 1);
    assert.match(dangling[0]?.message ?? '', /#nobody/);
  });

  it('warns of versions that came after this program', () => {
    const warns = (conformsTo: unknown) =>
      codesOf(
        read({ '@graph': [{ ...DESCRIPTOR, conformsTo }, ROOT] })
      ).includes('newer-version');
    for (const version of ['0.2', '1.0', '1.1', '1.2-DRAFT', '1.2', '1.3']) {
      assert.equal(warns(`https://w3id.org/ro/crate/${version}`), false);
    }
    assert.equal(warns({ '@id': 'https://w3id.org/ro/crate/2.0' }), true);
    const profile = 'https://w3id.org/eosc-vre/req-packager/';
    assert.equal(warns([{ '@id': `${profile}1.0` }]), false);
    assert.equal(warns([{ '@id': `${profile}2.0` }]), true);
  });
});
