import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostileString } from '../testing/hostile-strings.ts';
import { askPython } from '../testing/python.ts';
import { trials } from '../testing/trials.ts';
import { injectParameters, prepareIncludedNotebook } from './injection.ts';
import {
  readNotebook,
  sourceOf,
  tagsOf,
  type NotebookCell,
  type NotebookDocument
} from './notebook.ts';
import type { ValuedParameter } from './parameter-values.ts';

function code(source: string, ...tags: string[]): NotebookCell {
  return {
    cell_type: 'code',
    execution_count: null,
    id: `cell-${source.length}`,
    metadata: tags.length > 0 ? { tags } : {},
    outputs: [],
    source
  };
}

function notebook(
  language: string | null,
  ...cells: NotebookCell[]
): NotebookDocument {
  return {
    cells,
    metadata: language === null ? {} : { language_info: { name: language } },
    nbformat: 4,
    nbformat_minor: 5
  };
}

const mass: ValuedParameter = { name: 'mass', type: 'number', value: 3 };

const injectedText = (document: NotebookDocument) => {
  const cell = document.cells.find(item =>
    tagsOf(item).includes('injected-parameters')
  );
  return cell === undefined ? null : sourceOf(cell);
};

describe('injectParameters', () => {
  it('puts the cell right after the one tagged parameters', () => {
    const before = notebook(
      'python',
      code('1'),
      code('mass = 1', 'parameters'),
      code('333')
    );
    const { cells } = injectParameters(before, [mass]).notebook;
    assert.deepEqual(cells.map(sourceOf), [
      '1',
      'mass = 1',
      '# Parameters\nmass = 3.0',
      '333'
    ]);
    assert.deepEqual(cells[2], {
      cell_type: 'code',
      execution_count: null,
      id: 'injected-parameters',
      metadata: { tags: ['injected-parameters'] },
      outputs: [],
      source: ['# Parameters\n', 'mass = 3.0']
    });
    assert.deepEqual(cells.toSpliced(2, 1), before.cells);
  });

  it('puts it at the top when no cell is tagged', () => {
    const { cells } = injectParameters(notebook('python', code('1')), [
      mass
    ]).notebook;
    assert.deepEqual(cells.map(sourceOf), ['# Parameters\nmass = 3.0', '1']);
  });

  it('replaces what was injected before', () => {
    const first = injectParameters(
      notebook('python', code('mass = 1', 'parameters')),
      [mass]
    ).notebook;
    const { cells } = injectParameters(first, [{ ...mass, value: 4 }]).notebook;
    assert.deepEqual(cells.map(sourceOf), [
      'mass = 1',
      '# Parameters\nmass = 4.0'
    ]);
  });

  it('changes nothing without parameters', () => {
    const before = notebook('python', code('1'));
    assert.equal(injectParameters(before, []).notebook, before);
  });

  it('writes the language of the notebook', () => {
    const named: ValuedParameter = {
      name: 'a name',
      type: 'string',
      value: 'it"s'
    };
    const written = (language: string | null, fallback: string | null = null) =>
      injectedText(
        injectParameters(notebook(language), [named], fallback).notebook
      );
    const comment = '  # "a name"';
    const python = `# Parameters\na_name = "it\\"s"${comment}`;
    assert.equal(written('python'), python);
    assert.equal(written(null), python);
    assert.equal(written(null, 'galaxy'), python);
    assert.equal(written('R'), `# Parameters\na_name <- "it\\"s"${comment}`);
    assert.equal(written(null, 'julia'), python);
    assert.equal(written('bash'), `# Parameters\na_name=$'it\\x22s'${comment}`);
  });

  it('says so when it does not know the language, and injects nothing', () => {
    const before = notebook('scala', code('1'));
    const { notebook: after, message } = injectParameters(before, [mass]);
    assert.equal(after, before);
    assert.match(message ?? '', /scala.*by hand/);
  });

  it('adds no identifier before nbformat 4.5', () => {
    const { cells } = injectParameters(
      { ...notebook('python'), nbformat_minor: 4 },
      [mass]
    ).notebook;
    assert.ok(cells[0] && !('id' in cells[0]));
  });

  it('keeps identifiers unique', () => {
    const { cells } = injectParameters(
      notebook('python', { ...code('1'), id: 'injected-parameters' }),
      [mass]
    ).notebook;
    assert.deepEqual(
      cells.map(cell => cell['id']),
      ['injected-parameters-2', 'injected-parameters']
    );
  });

  it('never lets a text become code, in Python itself', () => {
    const packages = fc.sample(
      fc.array(fc.tuple(hostileString, hostileString), {
        minLength: 1,
        maxLength: 6
      }),
      { numRuns: trials.numRuns * 10, seed: trials.seed }
    );
    const cells = packages.map(entries => {
      const { notebook: after, variables } = injectParameters(
        notebook('python'),
        entries.map(([name, value]) => ({ name, type: 'string', value }))
      );
      return {
        source: injectedText(after),
        expected: Object.fromEntries(
          entries.map(([name, value]) => [
            variables.get(name) ?? '',
            value.toWellFormed()
          ])
        )
      };
    });
    // Run as a cell is: by IPython, with its magics and shell escapes.
    const wrong = askPython(
      `
import ast, json, sys
from IPython.core.inputtransformer2 import TransformerManager
wrong = []
for cell in json.load(sys.stdin):
    source = TransformerManager().transform_cell(cell["source"])
    tree = ast.parse(source)
    simple = all(isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) for node in tree.body)
    scope = {}
    exec(compile(tree, "cell", "exec"), {"__builtins__": {}}, scope)
    if not simple or scope != cell["expected"]:
        wrong.append([cell, scope])
print(json.dumps(wrong))
`,
      cells
    );
    assert.deepEqual(wrong, []);
  });
});

describe('prepareIncludedNotebook', () => {
  const bytes = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value));

  it('strips trust and injects in one go', () => {
    const prepared = prepareIncludedNotebook(
      bytes(notebook('python', { ...code('1'), metadata: { trusted: true } })),
      { parameters: [mass], language: null }
    );
    assert.ok(prepared.ok);
    const reading = readNotebook(prepared.bytes);
    assert.ok(reading.ok);
    assert.deepEqual(
      reading.notebook.cells.map(({ metadata }) => metadata),
      [{ tags: ['injected-parameters'] }, {}]
    );
    assert.deepEqual([...prepared.variables], [['mass', 'mass']]);
  });

  it('tells why a file cannot be one', () => {
    const prepared = prepareIncludedNotebook(bytes('x'), {
      parameters: [],
      language: null
    });
    assert.ok(!prepared.ok && prepared.problem.code === 'notebook-broken');
  });
});
