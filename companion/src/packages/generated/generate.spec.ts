import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  sourceOf,
  tagsOf,
  type NotebookDocument
} from '../notebook/notebook.ts';
import { foreignPackage } from '../testing/foreign-package.ts';
import { hostileString, hostileStrings } from '../testing/hostile-strings.ts';
import { askPython } from '../testing/python.ts';
import {
  sampleContext,
  samplePackage,
  type Sample
} from '../testing/sample-package.ts';
import { trials } from '../testing/trials.ts';
import type { FetchedRepository, NotebookContext } from './context.ts';
import { generatedName, makeNotebook } from './generate.ts';
import { RESERVED } from './reserved-names.ts';

const script: Sample = {
  main: { '@id': 'https://code.example.org/analysis.py', name: 'analysis.py' },
  files: [{ '@id': 'https://data.example.org/a.csv', name: 'a.csv' }],
  parameters: [
    { name: 'Minimal mass', additionalType: 'Number', defaultValue: 2.5 },
    { name: 'unfilled' }
  ]
};

const workflow = (language: string, id: string): Sample => ({
  ...script,
  main: {
    '@id': `https://code.example.org/${id}`,
    name: id,
    programmingLanguage: { '@id': `#${language}` }
  },
  others: [
    { '@id': `#${language}`, '@type': 'ComputerLanguage', name: language }
  ]
});

const repository: Sample = {
  main: { '@id': 'https://github.com/recap/DataLens', name: 'DataLens' }
};

const samples: Record<string, Sample> = {
  script,
  cwl: workflow('cwl', 'workflow.cwl'),
  snakemake: workflow('snakemake', 'Snakefile'),
  nextflow: workflow('nextflow', 'main.nf'),
  galaxy: workflow('galaxy', 'workflow.ga'),
  repository,
  data: { files: script.files ?? [] }
};

function make(
  sample: Sample,
  changes: Partial<NotebookContext> = {}
): NotebookDocument {
  const content = samplePackage(sample);
  return makeNotebook(content, sampleContext(content, changes));
}

const code = (notebook: NotebookDocument, id: string) => {
  const cell = notebook.cells.find(item => item['id'] === id);
  assert.ok(cell, `has a cell ${id}`);
  return sourceOf(cell);
};

const everything = (notebook: NotebookDocument) =>
  notebook.cells.map(sourceOf).join('\n');

describe('a generated notebook', () => {
  it('has a name that tells what it does', () => {
    const name = (sample: Sample) => generatedName(samplePackage(sample));
    assert.deepEqual(
      Object.entries(samples).map(([kind, sample]) => [kind, name(sample)]),
      [
        ['script', 'run-script.ipynb'],
        ['cwl', 'run-workflow.ipynb'],
        ['snakemake', 'run-workflow.ipynb'],
        ['nextflow', 'run-workflow.ipynb'],
        ['galaxy', 'data.ipynb'],
        ['repository', 'start.ipynb'],
        ['data', 'explore.ipynb']
      ]
    );
  });

  it('is a notebook as nbformat defines it, of every kind', () => {
    assert.deepEqual(
      askPython(
        `
import json, sys, nbformat
for notebook in json.load(sys.stdin):
    nbformat.validate(nbformat.from_dict(notebook))
print("[]")
`,
        Object.values(samples).map(sample => make(sample))
      ),
      []
    );
  });

  it('says what it is, from whom, when, and under which licence', () => {
    const title = code(make(samples['data'] ?? {}), 'title');
    for (const part of [
      '# Muons',
      'Pairs of muons and their masses.',
      'claims to be Marie Curie, at dispatcher.example.org',
      '22 November 2026, 04:52 UTC',
      '[CC BY 4.0](<https://creativecommons.org/licenses/by/4.0/>)',
      '1 file'
    ]) {
      assert.ok(title.includes(part), `${part} in ${title}`);
    }
    assert.match(
      code(make({ ...script, root: { license: null } }), 'title'),
      /\*\*Licence\*\* \| not stated/
    );
  });

  it('never shows the address of a person', () => {
    const notebook = make(
      {
        ...script,
        root: { creator: [{ '@id': '#a' }], author: 'b@example.org' },
        others: [
          {
            '@id': '#a',
            '@type': 'Person',
            name: 'Ada <ada@example.org>',
            email: 'ada@example.org'
          },
          { '@id': '#receiver', '@type': 'Person', userid: 'me@example.org' }
        ]
      },
      {
        sender: {
          displayName: 'sub@egi.eu',
          host: 'dispatcher.example.org',
          signed: true
        }
      }
    );
    const all = everything(notebook);
    assert.doesNotMatch(all, /@(?:example\.org|egi\.eu)/);
    assert.doesNotMatch(all, /&#64;/);
    assert.match(all, /Ada/);
  });

  it('tells of each file whether it is here, and why not', () => {
    const content = samplePackage({
      files: ['a', 'b', 'c', 'd'].map(name => ({
        '@id': `https://data.example.org/${name}.csv`,
        name: `${name}.csv`
      }))
    });
    const states = (
      [
        ['done', null],
        ['kept', null],
        ['skipped', null],
        ['failed', 'The host wants a login.']
      ] as const
    ).map(([state, message], index) => ({
      index,
      state,
      message,
      size: index === 0 ? 1_500_000 : null,
      verified: index === 0
    }));
    const notebook = makeNotebook(
      content,
      sampleContext(content, { files: states })
    );
    assert.deepEqual(code(notebook, 'files').split('\n').slice(4), [
      '| data/a.csv | 1.5 MB | data.example.org | here, checksum agrees |',
      '| data/b.csv | unknown | data.example.org | here, as you changed it |',
      '| data/c.csv | unknown | data.example.org | left out; the preview can fetch it |',
      '| data/d.csv | unknown | data.example.org | failed: The host wants a login. |'
    ]);
    assert.match(everything(notebook), /show_table, "data\/b\.csv"/);
    assert.doesNotMatch(everything(notebook), /show_table, "data\/[cd]\.csv"/);
  });

  it('holds the parameters, and what was filled in, as papermill does', () => {
    const notebook = make(script, {
      parameters: { 'Minimal mass': 4, extra: 'x', unfilled: null }
    });
    const tagged = notebook.cells.filter(cell => tagsOf(cell).length > 0);
    assert.deepEqual(
      tagged.map(cell => [tagsOf(cell)[0], sourceOf(cell)]),
      [
        [
          'parameters',
          'output_folder = "outputs"  # where the results go\n\nMinimal_mass = 2.5  # "Minimal mass"\nunfilled = None'
        ],
        [
          'injected-parameters',
          '# Parameters\nMinimal_mass = 4.0  # "Minimal mass"\nextra = "x"'
        ]
      ]
    );
    assert.match(code(notebook, 'start'), /"Minimal_mass": Minimal_mass/);
    assert.ok(
      !make(script).cells.some(cell =>
        tagsOf(cell).includes('injected-parameters')
      )
    );
  });

  it('keeps its own names to itself', () => {
    const names = ['print', 'run_python', 'output_folder', 'pathlib', 'files'];
    const notebook = make({
      ...script,
      parameters: names.map(name => ({ name, defaultValue: 'x' }))
    });
    for (const name of names) {
      assert.match(
        code(notebook, 'parameters'),
        new RegExp(`^${name}_2 = "x"`, 'm')
      );
    }
  });

  it('reserves every built-in name that our functions use', () => {
    const sources = Object.values(samples).flatMap(sample =>
      make(sample)
        .cells.filter(cell => cell.cell_type === 'code')
        .map(sourceOf)
    );
    const used = askPython(
      `
import ast, builtins, json, sys
names = {n.id for source in json.load(sys.stdin) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)}
print(json.dumps(sorted(names & set(dir(builtins)))))
`,
      sources
    );
    assert.ok(Array.isArray(used));
    assert.deepEqual(
      used.filter(name => !RESERVED.includes(String(name))),
      []
    );
  });

  it('names the one dataset to the tool, and lets nobody meddle', () => {
    const source = code(
      make({
        ...script,
        others: [
          {
            '@id': '#tool-metadata',
            '@type': 'Thing',
            rawDefinition: {
              env: {
                MODE: 'fast',
                LD_PRELOAD: './data/x.so',
                OPENSSL_CONF: './data/openssl.cnf',
                GCONV_PATH: './data',
                PYTHONPATH: 'data',
                https_proxy: 'http://192.0.2.1'
              }
            }
          }
        ]
      }),
      'start'
    );
    assert.match(
      source,
      /heed them, too: LD_PRELOAD, OPENSSL_CONF, GCONV_PATH, PYTHONPATH, https_proxy\nenvironment = \{"DATASET_URL": "https:\/\/data\.example\.org\/a\.csv", "MODE": "fast"\}/
    );
  });

  it('is the same for the same package', () => {
    for (const sample of Object.values(samples)) {
      assert.deepEqual(make(sample), make(sample));
    }
  });

  it('stays small for a package of many files', () => {
    const notebook = make({
      files: Array.from({ length: 10_000 }, (_, index) => ({
        '@id': `https://data.example.org/${index}.csv`,
        name: `${index}.csv`
      }))
    });
    assert.ok(JSON.stringify(notebook).length < 200_000);
    assert.match(everything(notebook), /and 9,950 more/);
  });
});

describe('a notebook for a repository', () => {
  const fetched: FetchedRepository = {
    notebooks: ['DataLens/a.ipynb', 'DataLens/sub/my b.ipynb'],
    entry: 'DataLens/sub/my b.ipynb',
    environment: ['DataLens/requirements.txt', 'DataLens/postBuild'],
    readme: 'DataLens/README.md'
  };

  it('links its notebooks and tells what it needs', () => {
    const cell = code(make(repository, { repository: fetched }), 'notebooks');
    assert.match(
      cell,
      /- \[DataLens\/sub\/my b\.ipynb\]\(<\.\/DataLens\/sub\/my%20b\.ipynb>\) \(start here\)\n- \[DataLens\/a/
    );
    assert.match(cell, /requirements\.txt lists the Python packages/);
    assert.match(cell, /postBuild prepares a container/);
    assert.match(cell, /about itself: \[DataLens\/README\.md\]/);
    assert.match(cell, /mybinder/);
  });
});

describe('a notebook for what runs elsewhere', () => {
  it('says where, and shows the data all the same', () => {
    const notebook = make(samples['galaxy'] ?? {});
    assert.match(code(notebook, 'elsewhere'), /Galaxy.*\n\n- \[Galaxy/s);
    assert.match(everything(notebook), /show_table, "data\/a\.csv"/);
  });
});

const withStrings = (sample: Sample, next: () => string) =>
  makeNotebook(...foreignPackage(sample, next));

describe('strings of a package', () => {
  /** The shapes of code, with all that a package may decide left out. */
  const shapes = `
import ast, json, sys
from IPython.core.inputtransformer2 import TransformerManager

def shape(source):
    source = source if source.endswith("\\n") else source + "\\n"
    assert TransformerManager().transform_cell(source) == source, "IPython changes " + source
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
        elif isinstance(node, ast.Name) and node.id[0] in "pxz0123456789":
            node.id = "variable"
    return ast.dump(tree)

print(json.dumps([[shape(source) for source in notebook] for notebook in json.load(sys.stdin)]))
`;

  it('never become code, in any kind of notebook', () => {
    const codeOf = (notebook: NotebookDocument) =>
      notebook.cells
        .filter(cell => cell.cell_type === 'code')
        // Our own functions are the same everywhere, see below.
        .filter(cell => cell.metadata['jupyter'] === undefined)
        .map(sourceOf);
    const pool = [
      ...hostileStrings,
      ...fc.sample(hostileString, {
        numRuns: trials.numRuns * 20,
        seed: trials.seed
      })
    ];
    for (const [kind, sample] of Object.entries(samples)) {
      let at = 0;
      const hostile = Array.from({ length: trials.numRuns * 2 }, () =>
        withStrings(sample, () => pool[at++ % pool.length] ?? '')
      );
      let count = 0;
      const harmless = withStrings(sample, () => `s${count++}`);
      const answers = askPython(shapes, [harmless, ...hostile].map(codeOf));
      assert.ok(Array.isArray(answers));
      const [expected, ...found] = answers as unknown[];
      for (const shape of found) {
        assert.deepEqual(shape, expected, kind);
      }
    }
  });

  it('never get into our functions', () => {
    const setup = (notebook: NotebookDocument) =>
      notebook.cells
        .filter(cell => cell.metadata['jupyter'] !== undefined)
        .map(sourceOf);
    for (const sample of Object.values(samples)) {
      let at = 0;
      assert.deepEqual(
        setup(
          withStrings(
            sample,
            () => hostileStrings[at++ % hostileStrings.length] ?? ''
          )
        ),
        setup(withStrings(sample, () => 'harmless'))
      );
    }
  });

  it('come back from the literals as they were', () => {
    const content = samplePackage(script);
    for (const value of hostileStrings) {
      const path = `data/${value}.csv`;
      const files = content.files.map(file => ({ ...file, path }));
      const notebook = makeNotebook(
        { ...content, files },
        sampleContext(content, { parameters: { unfilled: `x${value}` } })
      );
      const [cells, parameter] = askPython(
        `
import ast, json, sys
data, injected = json.load(sys.stdin)
files = ast.literal_eval(ast.parse(data).body[0].value)
print(json.dumps([files, ast.literal_eval(ast.parse(injected).body[-1].value)]))
`,
        [code(notebook, 'data'), code(notebook, 'injected-parameters')]
      ) as [unknown, unknown];
      assert.deepEqual(cells, [{ path: path.toWellFormed(), size: null }]);
      assert.equal(parameter, `x${value}`.toWellFormed());
    }
  });

  it('never become HTML or a link in Markdown', () => {
    for (const sample of Object.values(samples)) {
      let at = 0;
      const notebook = withStrings(
        sample,
        () => hostileStrings[at++ % hostileStrings.length] ?? ''
      );
      for (const cell of notebook.cells) {
        if (cell.cell_type === 'markdown') {
          const rest = sourceOf(cell).replace(
            /\]\(<(?:https:\/\/|\.\/)[A-Za-z0-9/:?&=%.,;+#~_-]*>\)/g,
            ']'
          );
          assert.doesNotMatch(rest, /[<>$\\]|\]\(|https?:|www\./i);
        }
      }
    }
  });
});
