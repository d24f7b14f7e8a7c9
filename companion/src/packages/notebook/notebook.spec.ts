import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { askPython } from '../testing/python.ts';
import { trials } from '../testing/trials.ts';
import {
  linesOf,
  readNotebook,
  sourceOf,
  tagsOf,
  withoutTrust,
  writeNotebook,
  type NotebookDocument
} from './notebook.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function read(content: unknown): NotebookDocument {
  const reading = readNotebook(
    bytes(typeof content === 'string' ? content : JSON.stringify(content))
  );
  assert.ok(reading.ok, 'was expected to be read');
  return reading.notebook;
}

function refuse(text: string) {
  const reading = readNotebook(bytes(text));
  assert.ok(!reading.ok, 'was expected to be refused');
  return reading.problem;
}

const codeCell = {
  cell_type: 'code',
  execution_count: 1,
  metadata: { trusted: true, tags: ['parameters', 3] },
  outputs: [
    {
      data: { 'text/html': '<b>x</b>' },
      metadata: {},
      output_type: 'display_data'
    }
  ],
  source: ['a = 1\n', 'b = 2']
};

const notebook = {
  cells: [codeCell],
  metadata: { kernelspec: { name: 'python3' }, signature: 'abc' },
  nbformat: 4,
  nbformat_minor: 5
};

describe('readNotebook', () => {
  it('refuses with a sentence what is no notebook', () => {
    assert.equal(refuse('<!doctype html>').code, 'notebook-broken');
    assert.equal(refuse('').code, 'notebook-broken');
    assert.equal(refuse('[]').code, 'notebook-broken');
    assert.equal(refuse('null').code, 'notebook-broken');
    assert.equal(refuse('{"nbformat": 4}').code, 'notebook-broken');
    assert.match(refuse('{"cells": [}').message, /no valid JSON.*ask/i);
  });

  it('refuses text that is not UTF-8', () => {
    const reading = readNotebook(new Uint8Array([0x7b, 0xff, 0x7d]));
    assert.ok(!reading.ok && reading.problem.code === 'notebook-broken');
  });

  it('names the format that is too old or too new', () => {
    assert.equal(refuse('{"nbformat": 2}').code, 'notebook-too-old');
    assert.equal(refuse('{"nbformat": 5}').code, 'notebook-too-new');
  });

  it('refuses what nests without end, and quickly', () => {
    const deep = '['.repeat(2_000_000);
    assert.match(refuse(`{"nbformat": 4, "cells": ${deep}`).message, /deep/);
  });

  it('reads every minor version of 4, and one that is to come', () => {
    for (const minor of [0, 1, 2, 3, 4, 5, 9]) {
      assert.equal(
        read({ ...notebook, nbformat_minor: minor }).nbformat_minor,
        minor
      );
    }
  });

  it('reads a document with a byte order mark', () => {
    assert.equal(read(`\ufeff${JSON.stringify(notebook)}`).cells.length, 1);
  });

  it('repairs cells that lack what the format demands', () => {
    const { cells } = read({
      ...notebook,
      cells: [null, 'text', { cell_type: 'code' }, { source: 5 }]
    });
    assert.deepEqual(cells, [
      { cell_type: 'code', metadata: {}, source: '' },
      { cell_type: 'raw', metadata: {}, source: '' }
    ]);
  });

  it('reads the infinities that Python writes, which are no JSON', () => {
    const { metadata } = read(
      '{"nbformat": 4, "cells": [], "metadata": {"a": NaN, "b": [-Infinity, Infinity], "c": "NaN"}}'
    );
    assert.deepEqual(metadata, { a: null, b: [null, null], c: 'NaN' });
  });

  it('upgrades the format of IPython 2 as nbformat does', () => {
    const old = {
      metadata: {
        name: 'old',
        kernelspec: { name: 'python2', display_name: 'Python 2' }
      },
      nbformat: 3,
      nbformat_minor: 0,
      worksheets: [
        {
          cells: [
            { cell_type: 'heading', level: 2, metadata: {}, source: ['T'] },
            { cell_type: 'markdown', metadata: {}, source: ['*m*'] },
            {
              cell_type: 'code',
              collapsed: false,
              input: ['print 1\n', '2'],
              language: 'python',
              metadata: {},
              outputs: [
                { output_type: 'stream', stream: 'stdout', text: ['1\n'] },
                {
                  output_type: 'pyout',
                  prompt_number: 4,
                  metadata: {},
                  text: ['2'],
                  html: ['<b>2</b>']
                },
                {
                  output_type: 'pyerr',
                  ename: 'E',
                  evalue: 'v',
                  traceback: ['t']
                },
                { output_type: 'display_data', metadata: {}, png: 'aGk=' }
              ],
              prompt_number: 4
            }
          ]
        }
      ]
    };
    const reading = readNotebook(bytes(JSON.stringify(old)));
    assert.ok(reading.ok);
    assert.equal(reading.upgradedFrom, 3);
    const theirs = askPython(
      `
import json, sys, nbformat
theirs, ours = json.load(sys.stdin)
upgraded = nbformat.reads(json.dumps(theirs), as_version=4)
nbformat.validate(nbformat.from_dict(ours))
ours = nbformat.reads(json.dumps(ours), as_version=4)
def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()
                if k not in ("id", "collapsed", "orig_nbformat", "orig_nbformat_minor", "name") or k == "name" and v == "stdout"}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value
print(json.dumps([plain(upgraded)["cells"], plain(ours)["cells"]]))
`,
      [old, reading.notebook]
    );
    assert.ok(Array.isArray(theirs));
    assert.deepEqual(theirs[1], theirs[0]);
  });
});

describe('writeNotebook', () => {
  it('gives back byte for byte what Jupyter saved', () => {
    const saved = askPython(
      `
import json, sys, nbformat
json.load(sys.stdin)
notebook = nbformat.v4.new_notebook(metadata={"big": 12345678901234567890, "float": 1.0, "tiny": 1e-7, "empty": {}})
notebook.cells = [
    nbformat.v4.new_markdown_cell("# T\\n\\u00e9 \\u2028"),
    nbformat.v4.new_code_cell("x = 1\\ny", outputs=[nbformat.v4.new_output("display_data", {"application/json": [1.0, 2, 3e300]})]),
]
print(json.dumps(nbformat.writes(notebook) + "\\n"))
`,
      null
    );
    assert.ok(typeof saved === 'string');
    assert.equal(new TextDecoder().decode(writeNotebook(read(saved))), saved);
  });

  it('keeps everything that it does not know, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), extra => {
        const document = {
          ...notebook,
          extra,
          cells: [{ ...codeCell, extra }],
          metadata: { extra }
        };
        const again = JSON.parse(
          new TextDecoder().decode(writeNotebook(read(document)))
        ) as unknown;
        assert.deepEqual(again, JSON.parse(JSON.stringify(document)));
      }),
      trials
    );
  });
});

describe('withoutTrust', () => {
  it('takes away what makes outputs believed, and nothing else', () => {
    const { cells, metadata } = withoutTrust(read(notebook));
    assert.deepEqual(metadata, { kernelspec: { name: 'python3' } });
    assert.deepEqual(cells, [
      { ...codeCell, metadata: { tags: ['parameters', 3] } }
    ]);
  });
});

describe('the cells of a notebook', () => {
  it('have a text in one piece, and tags', () => {
    const [cell] = read(notebook).cells;
    assert.ok(cell);
    assert.equal(sourceOf(cell), 'a = 1\nb = 2');
    assert.deepEqual(tagsOf(cell), ['parameters']);
    assert.deepEqual(linesOf('a\nb\n\nc'), ['a\n', 'b\n', '\n', 'c']);
  });
});
