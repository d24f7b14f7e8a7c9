import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, crateOf, fileOf, mainOf, read } from '../testing/crates.ts';

type Node = Record<string, unknown>;

const MARIE = { '@id': '#m', '@type': 'Person', name: 'Marie Example' };

function namesOf(root: Node, ...nodes: Node[]): string[] {
  return read(crateOf(root, ...nodes)).people.map(({ name }) => name);
}

describe('the people of a package', () => {
  it('are authors and creators, each once', () => {
    const names = namesOf(
      { author: [{ '@id': '#m' }, 'Max Muster'], creator: { '@id': '#n' } },
      MARIE,
      { '@id': '#n', '@type': 'Person', name: 'marie  EXAMPLE' }
    );
    assert.deepEqual(names, ['Marie Example', 'Max Muster']);
  });

  it('are those of the tool and of listed datasets, too', () => {
    const id = 'https://doi.org/10.5281/zenodo.1';
    const data = { '@id': id, '@type': 'Dataset', author: { name: 'Max' } };
    const tool = { '@id': 'https://data.example.org/a.ipynb' };
    const { people } = read(
      mainOf({ ...tool, creator: { '@id': '#m' } }, MARIE, data)
    );
    assert.deepEqual(people, [{ name: 'Marie Example' }, { name: 'Max' }]);
    assert.deepEqual(namesOf({ hasPart: { '@id': id } }, data), ['Max']);
    const cited = { hasPart: { '@id': 'a.csv' }, citation: { '@id': id } };
    assert.deepEqual(namesOf(cited, data), []);
  });

  it('have names in every form', () => {
    for (const author of [
      'Ada Example',
      { '@type': 'Person', name: ['Ada Example', 'A. Example'] },
      { '@type': 'Person', givenName: 'Ada', familyName: 'Example' },
      { '@type': 'Person', given_name: 'Ada', family_name: 'Example' },
      { name: 'Ada Example <ada@example.org>' }
    ]) {
      assert.deepEqual(namesOf({ author }), ['Ada Example']);
    }
  });

  it('are neither placeholders nor organisations nor addresses', () => {
    for (const author of [
      'TBD',
      'N/A',
      'ada@example.org',
      'https://orcid.org/0000-0001-0000-0000',
      { '@id': 'https://orcid.org/0000-0001-0000-0000' },
      { '@id': '#gone' },
      { '@type': 'Person', name: 'Dispatcher System' },
      { '@type': 'Person', name: 'TBD' },
      { '@type': 'Organization', name: 'Example Workflow Hub' },
      { '@type': 'Person', userid: 'ada' }
    ]) {
      assert.deepEqual(namesOf({ author }), [], JSON.stringify(author));
    }
  });

  it('are never who sent the package or gets it', () => {
    const persons = ['#sender', '#owner', '#receiver'].map(id => ({
      '@id': id,
      '@type': 'Person',
      name: `The ${id.slice(1)} person`
    }));
    const root = { author: persons.map(({ '@id': id }) => ({ '@id': id })) };
    const result = read(crateOf(root, ...persons));
    assert.deepEqual(result.people, []);
    assert.ok(codesOf(result).includes('personal-data'));
  });
});

describe('the licence of a package', () => {
  const licenceOf = (license: unknown, ...nodes: Node[]) =>
    read(crateOf({ license }, ...nodes)).license;
  const url = 'https://creativecommons.org/licenses/by/4.0/';

  it('is the address as stated, else the name', () => {
    assert.equal(licenceOf({ '@id': url }), url);
    assert.equal(licenceOf(url), url);
    assert.equal(licenceOf('MIT'), 'MIT');
    assert.equal(licenceOf(['MIT', 'GPL']), 'MIT');
    const entity = { '@id': '#l', '@type': 'CreativeWork' };
    assert.equal(licenceOf({ '@id': '#l' }, { ...entity, url }), url);
    assert.equal(
      licenceOf({ '@id': '#l' }, { ...entity, name: 'House rules' }),
      'House rules'
    );
  });

  it('is that of the tool, where the package has none', () => {
    const document = mainOf({
      '@id': 'https://data.example.org/a.ipynb',
      license: 'MIT'
    });
    const text = JSON.stringify(document).replace(
      /"license":\{"@id":"[^"]+"\},/,
      ''
    );
    assert.equal(read(JSON.parse(text)).license, 'MIT');
  });

  it('is null for nothing and for placeholders, and the person is told', () => {
    const unspecified = {
      '@id': '#license-unspecified',
      '@type': 'CreativeWork',
      name: 'Unspecified license'
    };
    for (const license of [
      undefined,
      null,
      'NOASSERTION',
      'N/A',
      '',
      { '@id': '#license-unspecified' },
      { '@id': '#licens-unspecified' },
      { '@id': '#gone' }
    ]) {
      const result = read(crateOf({ license }, unspecified));
      assert.equal(result.license, null, JSON.stringify(license));
      assert.ok(codesOf(result).includes('licence-missing'));
    }
  });

  it('is doubted where the producer writes it on everything', () => {
    const gpl = 'https://spdx.org/licenses/GPL-3.0';
    const author = { '@id': '#author-dispatcher', '@type': 'Person' };
    const built = read(crateOf({ license: { '@id': gpl } }, author));
    assert.equal(built.license, gpl);
    assert.ok(codesOf(built).includes('licence-doubtful'));
    const chosen = read(crateOf({ license: { '@id': gpl } }));
    assert.ok(!codesOf(chosen).includes('licence-doubtful'));
  });

  it('is told for each file', () => {
    const id = 'https://data.example.org/a.csv';
    assert.equal(fileOf({ '@id': id, license: 'CC0' }).license, 'CC0');
    assert.equal(
      fileOf({ '@id': id, license: { '@id': '#license-unspecified' } }).license,
      null
    );
  });
});

describe('the title of a package', () => {
  const AT = 'https://data.example.org/a.ipynb';
  const titleOf = (name: unknown, main: unknown) => {
    const document = mainOf({ '@id': AT, name: main });
    const graph = document['@graph'] as Node[];
    return read({
      '@graph': graph.map(node =>
        node['@id'] === './' ? { ...node, name } : node
      )
    }).title;
  };

  it('is its own name, else that of the tool, else of a file', () => {
    assert.equal(titleOf('Mine', 'Tool'), 'Mine');
    assert.equal(titleOf(['Mine', 'Other'], 'Tool'), 'Mine');
    for (const name of [
      undefined,
      '',
      ' ',
      'placeholder',
      'N/A',
      'TBD',
      'Root dataset for tool: Tool'
    ]) {
      assert.equal(titleOf(name, 'Tool'), 'Tool');
      assert.equal(
        titleOf(name, 'placeholder'),
        name?.startsWith('Root') === true ? 'Tool' : 'a.ipynb'
      );
    }
  });

  it('is one readable line', () => {
    assert.equal(titleOf(' a\n\tb\u202Ec ', 'x'), 'a b c');
    assert.ok(titleOf('x'.repeat(10_000), 'x').length <= 300);
  });

  it('is never empty', () => {
    assert.equal(read(crateOf({ name: null })).title, 'Untitled package');
  });
});

describe('the description of a package', () => {
  const describe = (description: unknown, main?: unknown) =>
    read(
      mainOf({ '@id': 'https://data.example.org/a.ipynb', description: main })
    ).description + read(crateOf({ description })).description;

  it('is empty for placeholders', () => {
    for (const text of ['N/A', 'placeholder', '(yet not passed) A package']) {
      assert.equal(describe(text), '');
    }
    assert.equal(describe('Real\r\ntext'), 'Real\ntext');
  });

  it('is that of the tool, where the package has none', () => {
    assert.equal(describe('N/A', 'A notebook'), 'A notebook');
  });
});
