/**
 * Crates as no well-meaning program writes them.
 */
import { hostileStrings } from '../../companion/src/packages/testing/hostile-strings.ts';

export type Node = Record<string, unknown>;

/** A small crate: a root with the given properties, and further entities. */
export function crate(root: Node = {}, ...nodes: Node[]): Node {
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: 'A package',
        hasPart: nodes.map(node => ({ '@id': node['@id'] })),
        ...root
      },
      ...nodes
    ]
  };
}

export interface CrateCase {
  name: string;
  document: unknown;
  /** Also open it as a notebook, and look at what became of it. */
  open?: true;
}

const FILE = 'File';

/** Names that would like to lie somewhere else, or be something else. */
export const NAMES: readonly string[] = [
  '../escaped.csv',
  '../../../../etc/cron.d/x',
  '/etc/passwd',
  '//host/share/x',
  '..',
  '.',
  '...',
  '',
  ' ',
  '/',
  '\\..\\..\\x.csv',
  'C:\\Windows\\x.csv',
  'C:x.csv',
  'a/../../b.csv',
  'a/./b//c.csv',
  '%2e%2e%2fescaped.csv',
  '..%2f..%2fescaped.csv',
  '%252e%252e%252fescaped.csv',
  '..;/escaped.csv',
  '\u2024\u2024/escaped.csv',
  '\uff0e\uff0e/escaped.csv',
  '..\u2215escaped.csv',
  'a\0b.csv',
  'a%00b.csv',
  'line\nbreak.csv',
  'tab\there.csv',
  '\u001b[31mred\u001b[0m.csv',
  '\u202egpj.exe',
  'zero\u200bwidth.csv',
  '\ufeffmark.csv',
  '\ud800.csv',
  'CON',
  'con.csv',
  'NUL.txt',
  'COM1.csv',
  'LPT\u00b9',
  'aux.',
  'trailing. ',
  'x:y.csv',
  'x?y*z.csv',
  '<b>bold</b>.csv',
  '"quoted".csv',
  "it's.csv",
  '$(touch owned).csv',
  '`touch owned`.csv',
  ';rm -rf ~;.csv',
  '-rf',
  '--help.csv',
  '~/.ssh/authorized_keys',
  '.bashrc',
  '.ipynb_checkpoints/x.ipynb',
  '.git/hooks/post-checkout',
  '.sciencemesh/working-copy.json',
  '.sciencemesh/partial/x',
  '.SCIENCEMESH/working-copy.json',
  '.sciencemesh',
  'data',
  'DATA/x.csv',
  'ro-crate-metadata.json',
  'RO-CRATE-METADATA.JSON',
  'explore.ipynb',
  'explore.ipynb/x.csv',
  'package-explore.ipynb',
  '__pycache__/x.pyc',
  'sitecustomize.py',
  'usercustomize.py',
  'pandas.py',
  'numpy/__init__.py',
  'x.so',
  `${'n'.repeat(300)}.csv`,
  `${'d/'.repeat(200)}x.csv`,
  `${'\u00e9'.repeat(400)}.csv`,
  '\u1e9b\u0323.csv'
];

function* paths(): Iterable<CrateCase> {
  const address = 'https://data.example.org/events.csv';
  for (const name of NAMES) {
    yield {
      name: `a file called ${JSON.stringify(name).slice(0, 40)}`,
      document: crate(
        {},
        {
          '@id': address,
          '@type': FILE,
          name,
          localPath: name
        }
      )
    };
  }
  yield {
    name: 'all of these files at once',
    open: true,
    document: crate(
      {},
      ...NAMES.map((name, index) => ({
        '@id': `${address}?${index}`,
        '@type': FILE,
        localPath: name,
        name
      }))
    )
  };
  yield {
    name: 'files that differ in case or composition only',
    open: true,
    document: crate(
      {},
      ...['a.csv', 'A.csv', '\u00e9.csv', 'e\u0301.csv', 'a', 'a/b.csv'].map(
        (name, index) => ({
          '@id': `${address}?case=${index}`,
          '@type': FILE,
          localPath: name
        })
      )
    )
  };
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

function nested(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) {
    value = level % 2 === 0 ? { '@id': `#${level}`, name: value } : [value];
  }
  return value;
}

/** Beside our notebook, and called like it. */
const RIVALS = [
  'explore.ipynb',
  'Package-Explore.ipynb',
  'package-2-explore.ipynb/x.csv'
];

function* shapes(): Iterable<CrateCase> {
  yield {
    name: 'files in the place of our notebook',
    open: true,
    document: crate(
      {},
      ...RIVALS.map(name => ({
        '@id': name,
        '@type': FILE,
        contentUrl: `https://data.example.org/${name}`
      }))
    )
  };
  yield {
    name: '100 000 entities',
    document: crate(
      { hasPart: many(100_000, index => ({ '@id': `#${index}` })) },
      ...many(100_000, index => ({ '@id': `#${index}`, '@type': 'Thing' }))
    )
  };
  yield {
    name: '20 000 files',
    document: crate(
      {},
      ...many(20_000, index => ({
        '@id': `https://data.example.org/${index}.csv`,
        '@type': FILE
      }))
    )
  };
  yield {
    name: '20 000 parameters of one name',
    document: crate(
      {},
      ...many(20_000, index => ({
        '@id': `#${index}`,
        '@type': 'FormalParameter',
        name: `x${'!'.repeat(index % 7)}${index % 2 === 0 ? '?' : ''}`
      }))
    )
  };
  yield {
    name: 'entities that contain each other',
    open: true,
    document: crate(
      { hasPart: [{ '@id': './' }, { '@id': 'a/' }], mainEntity: './' },
      { '@id': 'a/', '@type': 'Dataset', hasPart: { '@id': 'b/' } },
      {
        '@id': 'b/',
        '@type': 'Dataset',
        hasPart: [{ '@id': 'a/' }, { '@id': './' }, { '@id': 'b/' }],
        author: { '@id': 'b/' },
        license: { '@id': 'b/' },
        encodingFormat: { '@id': 'b/' }
      }
    )
  };
  yield {
    name: 'a main entity that is itself in circles',
    open: true,
    document: crate(
      { mainEntity: { '@id': '#a' } },
      {
        '@id': '#a',
        '@type': 'SoftwareSourceCode',
        programmingLanguage: { '@id': '#a' },
        runtimePlatform: { '@id': '#a' },
        codeRepository: { '@id': '#a' },
        input: { '@id': '#a' },
        subjectOf: { '@id': '#a' }
      }
    )
  };
  for (const levels of [50, 100]) {
    yield {
      name: `values ${levels} levels deep`,
      open: true,
      document: crate({
        about: nested(levels),
        name: nested(levels),
        author: nested(levels),
        hasPart: nested(levels)
      })
    };
  }
  yield {
    name: 'the same id a thousand times',
    open: true,
    document: crate(
      {},
      ...many(1000, index => ({
        '@id': 'https://data.example.org/same.csv',
        '@type': index % 2 === 0 ? FILE : ['Dataset', 'Person'],
        name: `name ${index}`,
        contentSize: index
      }))
    )
  };
  yield {
    name: 'several roots and descriptors',
    open: true,
    document: {
      '@graph': [
        { '@id': 'ro-crate-metadata.json', about: { '@id': './' } },
        { '@id': 'ro-crate-metadata.json', about: { '@id': '#other' } },
        { '@id': './', '@type': 'Dataset', name: 'One' },
        { '@id': './', '@type': 'Dataset', name: 'Two' },
        { '@id': '#other', '@type': 'Dataset', name: 'Three' }
      ]
    }
  };
  yield {
    name: 'keys of prototypes',
    open: true,
    document: JSON.parse(`{"@graph": [
      {"@id": "ro-crate-metadata.json", "about": {"@id": "./"}},
      {"@id": "./", "@type": "Dataset", "__proto__": {"name": "stolen"},
       "constructor": {"prototype": {"polluted": 1}}, "hasOwnProperty": 1,
       "hasPart": [{"@id": "__proto__"}, {"@id": "constructor"}]},
      {"@id": "__proto__", "@type": "File", "url": "https://data.example.org/p"},
      {"@id": "constructor", "@type": "File", "toString": "x",
       "contentUrl": "https://data.example.org/c"},
      {"@id": "#p", "@type": "FormalParameter", "name": "__proto__",
       "defaultValue": "x"},
      {"@id": "#q", "@type": "FormalParameter", "name": "constructor",
       "defaultValue": {"__proto__": "y"}}]}`)
  };
  yield {
    name: 'nothing but wrong types',
    open: true,
    document: crate(
      Object.fromEntries(
        [
          'name',
          'description',
          'license',
          'author',
          'mainEntity',
          'hasPart'
        ].map((key, index) => [
          key,
          [7, true, null, [], {}, [[[1]]]][index % 6]
        ])
      ),
      { '@id': 7, '@type': 7 },
      { '@id': null, '@type': null },
      { '@id': ['x'], '@type': { x: 1 } },
      { '@id': '' }
    )
  };
}

const NUMBERS: readonly unknown[] = [
  -1,
  0.5,
  1e15,
  2 ** 53,
  1e300,
  '-1',
  '1e9',
  '0x7fffffff',
  '99999999999999999999',
  '12 GB',
  'NaN',
  '1,000',
  true,
  [],
  {},
  ['1', '2']
];

function* numbers(): Iterable<CrateCase> {
  for (const contentSize of NUMBERS) {
    yield {
      name: `a size of ${JSON.stringify(contentSize)}`,
      document: crate(
        {},
        {
          '@id': 'https://data.example.org/events.csv',
          '@type': FILE,
          contentSize
        }
      )
    };
  }
  for (const sha256 of [
    '',
    'x',
    '0'.repeat(64),
    'g'.repeat(64),
    7,
    ['a'],
    {}
  ]) {
    yield {
      name: `a checksum of ${JSON.stringify(sha256).slice(0, 20)}`,
      document: crate(
        {},
        {
          '@id': 'https://data.example.org/events.csv',
          '@type': FILE,
          sha256
        }
      )
    };
  }
}

/** Everything that can be text is the given text. */
function fullOf(text: string): Node {
  return crate(
    {
      name: text,
      description: text,
      license: text,
      author: [text, { '@type': 'Person', name: text }],
      keywords: text
    },
    {
      '@id': 'https://data.example.org/events.csv',
      '@type': FILE,
      name: text,
      encodingFormat: text,
      license: text,
      description: text
    },
    {
      '@id': '#parameter',
      '@type': 'FormalParameter',
      name: text,
      description: text,
      additionalType: text,
      defaultValue: text
    },
    { '@id': `#${text}`, '@type': text, name: text, [text]: text },
    {
      '@id': '#tool-metadata',
      rawDefinition: { env: { [text]: text, LD_PRELOAD: text, SAFE: text } }
    }
  );
}

function* texts(): Iterable<CrateCase> {
  for (const text of hostileStrings) {
    yield {
      name: `nothing but ${JSON.stringify(text).slice(0, 30)}`,
      open: true,
      document: fullOf(text)
    };
  }
  for (const unit of ['a', ' ', '/', '[', '<!---->', '\ud83d\ude00', '.']) {
    yield {
      name: `texts of a megabyte of ${JSON.stringify(unit)}`,
      open: true,
      document: crate(
        { name: repeated(unit), description: repeated(unit) },
        {
          '@id': `https://data.example.org/${encodeURIComponent(unit)}.csv`,
          '@type': FILE,
          name: repeated(unit),
          description: repeated(unit)
        },
        {
          '@id': '#p',
          '@type': 'FormalParameter',
          name: repeated(unit),
          defaultValue: repeated(unit)
        }
      )
    };
  }
}

function repeated(unit: string): string {
  return `${unit.repeat(1_000_000 / Buffer.byteLength(unit))}x`;
}

/** What is to be run, in all languages, with a name that is code itself. */
function* mains(): Iterable<CrateCase> {
  for (const extension of [
    'ipynb',
    'py',
    'R',
    'Rmd',
    'jl',
    'sh',
    'cwl',
    'smk',
    'nf',
    'ga',
    'qmd'
  ]) {
    for (const name of [
      `"; import os; os.system("touch owned"); ".${extension}`,
      `$(touch owned).${extension}`,
      `-c.${extension}`,
      `../../x.${extension}`
    ]) {
      const id = `https://data.example.org/${encodeURIComponent(name)}`;
      yield {
        name: `a main entity called ${name}`,
        open: true,
        document: crate(
          { mainEntity: { '@id': id } },
          {
            '@id': id,
            '@type': [FILE, 'SoftwareSourceCode', 'ComputationalWorkflow'],
            name,
            localPath: name
          },
          {
            '@id': '#p',
            '@type': 'FormalParameter',
            name: '"]); __import__("os").system("touch owned") #',
            defaultValue: '"""\n$(touch owned)\n!touch owned\n'
          }
        )
      };
    }
  }
}

export const CRATES: readonly CrateCase[] = [
  ...paths(),
  ...shapes(),
  ...numbers(),
  ...texts(),
  ...mains()
];
