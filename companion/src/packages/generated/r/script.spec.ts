import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sourceOf, type NotebookDocument } from '../../notebook/notebook.ts';
import { foreignPackage } from '../../testing/foreign-package.ts';
import {
  hostileString,
  hostileStrings
} from '../../testing/hostile-strings.ts';
import {
  sampleContext,
  samplePackage,
  type Sample
} from '../../testing/sample-package.ts';
import { trials } from '../../testing/trials.ts';
import type { NotebookContext } from '../context.ts';
import { makeNotebook } from '../generate.ts';

const kernel: NotebookContext['kernel'] = {
  name: 'ir',
  displayName: 'R',
  language: 'r'
};

const script: Sample = {
  main: { '@id': 'https://code.example.org/fit.R', name: 'fit.R' },
  files: [
    {
      '@id': 'https://data.example.org/a.csv',
      name: 'a.csv',
      contentSize: '8'
    },
    { '@id': 'https://data.example.org/b.csv', name: 'b.csv' }
  ],
  parameters: [
    { name: 'Minimal mass', additionalType: 'Number', defaultValue: 2.5 },
    { name: 'label', defaultValue: 'a "b" \\ c' },
    { name: 'unfilled' }
  ],
  others: [
    {
      '@id': '#tool-metadata',
      '@type': 'Thing',
      rawDefinition: { env: { MODE: 'fast', R_PROFILE: 'x.R' } }
    }
  ]
};

function make(
  sample: Sample,
  changes: Partial<NotebookContext> = {}
): NotebookDocument {
  const content = samplePackage(sample);
  return makeNotebook(content, sampleContext(content, { kernel, ...changes }));
}

const code = (notebook: NotebookDocument, id: string) => {
  const cell = notebook.cells.find(item => item['id'] === id);
  assert.ok(cell, `has a cell ${id}`);
  return sourceOf(cell);
};

const codeCells = (notebook: NotebookDocument) =>
  notebook.cells.filter(cell => cell.cell_type === 'code').map(sourceOf);

describe('a notebook for an R script', () => {
  it('is one of R', () => {
    assert.deepEqual(make(script).metadata, {
      kernelspec: { display_name: 'R', language: 'R', name: 'ir' },
      language_info: { name: 'R' }
    });
  });

  it('has data, parameters, the run and its record in R', () => {
    const notebook = make(script, { parameters: { label: 'other' } });
    assert.equal(
      code(notebook, 'parameters'),
      'Minimal_mass <- 2.5  # "Minimal mass"\nlabel <- "a \\"b\\" \\\\ c"\nunfilled <- NULL'
    );
    assert.equal(
      code(notebook, 'injected-parameters'),
      '# Parameters\nlabel <- "other"'
    );
    assert.equal(
      code(notebook, 'data'),
      [
        'files <- data.frame(',
        '  path = c(',
        '    "data/a.csv",',
        '    "data/b.csv"',
        '  ),',
        '  size = c(',
        '    8,',
        '    NA',
        '  )',
        ')',
        'sciencemesh$check_files(files)'
      ].join('\n')
    );
    assert.match(
      code(notebook, 'start'),
      /list\("Minimal_mass", Minimal_mass\)/
    );
    assert.match(
      code(notebook, 'start'),
      /# Not set, .*: R_PROFILE\nsciencemesh\$run_script\(\n {2}"fit\.R",/
    );
    assert.match(
      code(notebook, 'write-record'),
      /list\("Minimal mass", Minimal_mass\)/
    );
  });

  it('keeps its own names to itself', () => {
    const names = ['sciencemesh', 'files', 'started', 'arguments'];
    const notebook = make({
      ...script,
      parameters: names.map(name => ({ name, defaultValue: 'x' }))
    });
    for (const name of names) {
      assert.match(
        code(notebook, 'parameters'),
        new RegExp(`^${name}_2 <- "x"`, 'm')
      );
    }
  });

  it('knows of nothing where a package has nothing', () => {
    const notebook = make({ main: script.main });
    assert.match(
      code(notebook, 'data'),
      /path = character\(\),\n {2}size = numeric\(\)/
    );
    assert.match(code(notebook, 'start'), /option_list\(list\(\)\)/);
    assert.equal(code(notebook, 'parameters'), '# The package describes none.');
  });

  /** Code without what a package may decide: literals, comments, variables. */
  const shapeOf = (source: string) => {
    assert.match(source, /^[\n -~]*$/, 'printable ASCII');
    return source
      .replace(/"(?:[^"\\]|\\.)*"/g, 'S')
      .replace(/paste0\(S(?:, S)*\)/g, 'S')
      .replace(/ *#.*$/gm, '')
      .replace(/\b[pz]\w*/g, 'V');
  };

  it('never takes a text of the package for code', () => {
    const shapes = (next: () => string) => {
      const [content, context] = foreignPackage(script, next);
      return codeCells(makeNotebook(content, { ...context, kernel }))
        .slice(1)
        .map(shapeOf);
    };
    const expected = shapes(() => 'harmless');
    for (const text of hostileStrings) {
      assert.deepEqual(
        shapes(() => text),
        expected
      );
    }
    fc.assert(
      fc.property(fc.array(hostileString, { minLength: 1 }), texts => {
        let at = 0;
        assert.deepEqual(
          shapes(() => texts[at++ % texts.length] ?? ''),
          expected
        );
      }),
      { ...trials, numRuns: trials.numRuns * 10 }
    );
  });

  // R itself is the best judge, where it is.
  const has = 'stopifnot(requireNamespace("jsonlite"))';
  if (spawnSync('Rscript', ['-e', has]).status === 0) {
    const run = (folder: string, source: string) => {
      writeFileSync(join(folder, '.cells.R'), source);
      return spawnSync('Rscript', ['--vanilla', '.cells.R'], {
        cwd: folder,
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
        encoding: 'utf8'
      });
    };

    it('runs in R, and records what came of it', () => {
      const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-r-'));
      try {
        mkdirSync(join(folder, 'data'));
        writeFileSync(join(folder, 'data/a.csv'), 'x,y\n1,2\n');
        writeFileSync(
          join(folder, 'fit.R'),
          [
            'library(stats)',
            'if (FALSE) library(nonesuch)',
            'print(commandArgs(trailingOnly = TRUE))',
            'cat(Sys.getenv("MODE"), "\\n")',
            'sum(read.csv("data/a.csv"))',
            'writeLines("x", "r\u00e9sult.txt")',
            'quit()',
            'stop("never")'
          ].join('\n')
        );
        const { stdout, stderr } = run(
          folder,
          codeCells(make(script)).join('\n')
        );
        assert.equal(stderr, '');
        for (const said of [
          '  - nonesuch (not installed)',
          '  + stats',
          '1 of 2 files are here, 8 bytes',
          '  - data/b.csv is not here',
          '"--Minimal_mass" "2.5"',
          'a \\"b\\" \\\\ c',
          'fast',
          '[1] 3',
          'r\u00e9sult.txt  2 bytes'
        ]) {
          assert.ok(stdout.includes(said), `${said} in ${stdout}`);
        }
        const { '@graph': graph } = JSON.parse(
          readFileSync(join(folder, 'run-crate.json'), 'utf8')
        ) as { '@graph': Record<string, unknown>[] };
        const action = graph.find(one => one['@type'] === 'CreateAction');
        assert.deepEqual(action?.['instrument'], { '@id': 'fit.R' });
        assert.deepEqual(action['result'], [{ '@id': 'r%C3%A9sult.txt' }]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('does nothing but what it is to do, whatever the texts', () => {
      const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-r-'));
      try {
        for (const text of hostileStrings) {
          const [content, context] = foreignPackage(script, () => text);
          const notebook = makeNotebook(content, { ...context, kernel });
          const { status, stderr } = run(
            folder,
            ['functions', 'parameters', 'injected-parameters', 'data']
              .map(id => code(notebook, id))
              .concat('quit(status = 7)')
              .join('\n')
          );
          assert.equal(status, 7, `${JSON.stringify(text)}: ${stderr}`);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
