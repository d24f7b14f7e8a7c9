import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isCrateProblem } from '../crate/crate.ts';
import { crateOf, DESCRIPTOR, mainOf, read } from '../testing/crates.ts';
import { hostileString, hostileStrings } from '../testing/hostile-strings.ts';
import { trials } from '../testing/trials.ts';
import { readPackage } from './reader.ts';

/** Controls, and what changes the direction of text around it. */
const UNREADABLE = /[\p{Cc}\u202a-\u202e\u2028\u2029]/u;

const KEYS = [
  '@id',
  '@type',
  'about',
  'author',
  'contentSize',
  'contentUrl',
  'conformsTo',
  'creator',
  'defaultValue',
  'distribution',
  'encodingFormat',
  'exampleOfWork',
  'hasPart',
  'input',
  'license',
  'localPath',
  'mainEntity',
  'name',
  'object',
  'onedata:fileId',
  'onedata:onezoneDomain',
  'programmingLanguage',
  'rawDefinition',
  'required',
  'result',
  'runtimePlatform',
  'sha256',
  'slots',
  'url',
  'value',
  'workExample',
  '__proto__',
  'constructor'
];
const IDS = [
  './',
  'ro-crate-metadata.json',
  'a.csv',
  '../a.csv',
  '#a',
  'dummy-tool',
  'x.ipynb',
  'https://data.example.org/a.csv',
  'https://doi.org/10.5281/zenodo.1',
  'https://github.com/a/b',
  'http://127.0.0.1/a',
  'file:///etc/passwd'
];
const TYPES = [
  'File',
  'Dataset',
  'CreateAction',
  'FormalParameter',
  'PropertyValue',
  'Person',
  'ComputationalWorkflow',
  'SoftwareApplication',
  'Service'
];

const leaf = fc.oneof(
  fc.constantFrom(...IDS, ...TYPES),
  fc.constantFrom(...IDS).map(id => ({ '@id': id })),
  hostileString,
  fc.constantFrom(null, true, false, 0, -1, 1e308, '', {}, [])
);
const { value: anything } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('node')
  ),
  node: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 8 })
    .map(entries => fromEntries(entries))
}));
const node = fc
  .tuple(
    fc.constantFrom(...IDS),
    fc.constantFrom(...TYPES),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), anything), { maxLength: 12 })
  )
  .map(([id, type, entries]) => ({
    '@type': type,
    ...fromEntries(entries),
    '@id': id
  }));

/** Like JSON.parse, which makes `__proto__` a key like any other. */
function fromEntries(
  entries: readonly (readonly [string, unknown])[]
): Record<string, unknown> {
  const text = entries.map(
    ([key, value]) =>
      `${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}`
  );
  return JSON.parse(`{${text.join(',')}}`) as Record<string, unknown>;
}

const many = { ...trials, numRuns: trials.numRuns * 20 };

describe('a hostile crate', () => {
  it('is any JSON value, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue()), value => {
        const result = readPackage(value);
        assert.ok(isCrateProblem(result) || result.title !== '');
      }),
      many
    );
  });

  it('is any graph, and every path stays inside the working copy', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), nodes => {
        const result = readPackage({ '@graph': [DESCRIPTOR, ...nodes] });
        assert.ok(!isCrateProblem(result));
        const paths = result.files.map(({ path }) => path);
        if (result.main?.path) {
          paths.push(result.main.path);
        }
        for (const path of paths) {
          assertInside(path);
        }
        assert.equal(
          new Set(paths.map(path => path.toLowerCase())).size,
          paths.length
        );
        for (const { url } of result.files) {
          assert.ok(
            url === null || /^https?:\/\/[^\s@]+(?:\/|$|\?|#)/.test(url),
            String(url)
          );
        }
      }),
      many
    );
  });

  it('does not reach the prototype of anything', () => {
    const text = `{"@graph": [
      {"@id": "ro-crate-metadata.json", "about": {"@id": "./"}},
      {"@id": "./", "@type": "Dataset", "__proto__": {"polluted": true}},
      {"@id": "./", "__proto__": {"name": "Not a name"}, "constructor": 1},
      {"@id": "__proto__", "@type": "File"},
      {"@id": "#tool-metadata", "rawDefinition":
        {"env": {"__proto__": "x", "constructor": "y", "OK": "z"}}},
      {"@id": "#p", "@type": "FormalParameter", "name": "__proto__",
        "defaultValue": "x"}
    ]}`;
    const result = read(JSON.parse(text));
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.equal(result.title, '__proto__');
    assert.equal(result.hints.environment['OK'], 'z');
    assert.deepEqual(
      result.parameters.map(({ name }) => name),
      ['__proto__']
    );
  });

  it('is read in time that grows with its size: 100 000 entities', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index) => ({
      '@id': index % 3 === 0 ? '#same' : `#entity-${index}`,
      '@type': index % 2 === 0 ? 'Thing' : 'FormalParameter',
      hasPart: [{ '@id': `#entity-${index + 1}` }, { '@id': './' }],
      exampleOfWork: { '@id': '#same' },
      author: { '@id': '#same' },
      name: 'same'
    }));
    const start = process.cpuUsage();
    read(crateOf({ hasPart: nodes.map(({ '@id': id }) => id) }, ...nodes));
    const milliseconds = process.cpuUsage(start).user / 1000;
    assert.ok(milliseconds < 5000, `${milliseconds.toFixed(0)} ms`);
  });

  it('refers to itself in circles', () => {
    const result = read(
      crateOf(
        { hasPart: [{ '@id': './' }, { '@id': 'a/' }], mainEntity: './' },
        { '@id': 'a/', '@type': 'Dataset', hasPart: { '@id': 'b/' } },
        {
          '@id': 'b/',
          '@type': 'Dataset',
          hasPart: [{ '@id': 'a/' }, { '@id': 'b/c.csv' }]
        },
        { '@id': 'b/c.csv', '@type': 'File', exampleOfWork: { '@id': '#p' } },
        {
          '@id': '#p',
          '@type': 'FormalParameter',
          name: 'p',
          workExample: [{ '@id': '#p' }, { '@id': '#v' }]
        },
        { '@id': '#v', '@type': 'PropertyValue', value: { '@id': '#v' } },
        {
          '@id': '#run',
          '@type': 'CreateAction',
          object: [{ '@id': 'a/' }, { '@id': '#run' }],
          instrument: { '@id': '#run' }
        }
      )
    );
    assert.deepEqual(
      result.files.map(({ path, role }) => [path, role]),
      [['b/c.csv', 'input']]
    );
  });

  it('is nested fifty levels deep, and a hundred thousand', () => {
    for (const levels of [50, 100_000]) {
      const text = `${'{"name":['.repeat(levels)}1${']}'.repeat(levels)}`;
      const deep: unknown = JSON.parse(text);
      const result = read(
        crateOf({ about: deep, name: deep, hasPart: deep, author: deep })
      );
      assert.equal(result.title, 'Untitled package');
    }
  });

  it('says everything a million times', () => {
    const text = 'é😀'.repeat(300_000);
    const result = read(
      mainOf(
        { '@id': 'https://data.example.org/x.ipynb', name: text },
        { '@id': text, '@type': 'File', name: text, sha256: text },
        {
          '@id': `#${text}`,
          '@type': 'FormalParameter',
          name: text,
          additionalType: `array of ${text}`,
          encodingFormat: text,
          defaultValue: text
        },
        {
          '@id': '#number',
          '@type': 'FormalParameter',
          additionalType: 'Float',
          defaultValue: `${'9'.repeat(1_000_000)}x`
        },
        {
          '@id': 'https://data.example.org/set',
          '@type': 'Dataset',
          name: text,
          author: ['a'.repeat(1_000_000), `${text}@${text}`],
          license: `10.1234/${text}`,
          url: `https://data.example.org/ga4gh/trs/v2/tools/${text}`
        }
      )
    );
    const { crate, ...shown } = result;
    assert.ok(crate.entities.has(text));
    for (const file of result.files) {
      assertInside(file.path);
    }
    const bytes = JSON.stringify({
      ...shown,
      files: shown.files.map(file => ({ ...file, id: '' }))
    }).length;
    assert.ok(bytes < 400_000, `${bytes} characters`);
  });

  it('lists a quarter of a million parts, names and authors', () => {
    const many = Array.from({ length: 250_000 }, (_, index) => `x${index}`);
    const result = read(
      mainOf(
        {
          '@id': 'https://data.example.org/x',
          programmingLanguage: { '@id': '#l' },
          author: many,
          name: many,
          url: many,
          hasPart: many
        },
        { '@id': '#l', identifier: many, name: many, url: many },
        { '@id': 'a/', '@type': 'Dataset', hasPart: many, hasFile: many },
        { '@id': '#r', '@type': 'CreateAction', object: ['a/'], result: many }
      )
    );
    assert.equal(result.people.length, 500);
  });

  it('keeps its warnings readable', () => {
    const nodes = Array.from({ length: 5000 }, (_, index) => ({
      '@id': `#${index}`,
      '@type': 'File'
    }));
    const { warnings } = read(crateOf({}, ...nodes));
    assert.ok(warnings.length < 30);
    assert.ok(warnings.some(({ message }) => message.includes('4990 more')));
  });

  it('has no strings in its warnings that break a line or a terminal', () => {
    for (const text of hostileStrings) {
      const { warnings, title } = read(
        mainOf(
          { '@id': 'dummy-tool', name: text },
          { '@id': `#${text}`, '@type': 'File', name: text, license: text },
          { '@id': text, '@type': 'File', contentSize: text, sha256: text }
        )
      );
      for (const shown of [title, ...warnings.map(({ message }) => message)]) {
        assert.doesNotMatch(shown, UNREADABLE);
      }
    }
  });
});

function assertInside(path: string): void {
  assert.notEqual(path, '');
  assert.ok(Buffer.byteLength(path) <= 900, 'short enough');
  for (const part of path.split('/')) {
    assert.ok(part !== '' && part !== '.' && part !== '..', path);
    assert.ok(!part.startsWith('.'), path);
    assert.ok(Buffer.byteLength(part) <= 255, path);
    assert.doesNotMatch(part, UNREADABLE);
    assert.doesNotMatch(part, /[\\:*?"<>|]|[. ]$/);
  }
}
