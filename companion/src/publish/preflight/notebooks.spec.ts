import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNotebook } from '../../packages/notebook/notebook.ts';
import { notebookFindings } from './notebooks.ts';

interface Cell {
  source: string | string[];
  count?: number | null;
  outputs?: object[];
  type?: string;
}

const notebook = (...cells: Cell[]) => {
  const reading = readNotebook(
    new TextEncoder().encode(
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: cells.map(
          ({ source, count = null, outputs, type = 'code' }) => ({
            cell_type: type,
            metadata: {},
            source,
            ...(type === 'code'
              ? { execution_count: count, outputs: outputs ?? [] }
              : {})
          })
        )
      })
    )
  );
  assert.ok(reading.ok);
  return notebookFindings('a.ipynb', reading.notebook);
};

const codes = (...cells: Cell[]) =>
  notebook(...cells).map(({ code, fix }) => [code, fix?.action ?? null]);

const printed = (text: string | string[]) => ({
  output_type: 'stream',
  name: 'stdout',
  text
});

describe('a notebook that is published', () => {
  it('is fine when it was run from top to bottom', () => {
    assert.deepEqual(
      codes(
        { source: '# Title', type: 'markdown' },
        { source: 'a = 1', count: 3 },
        { source: '  \n', count: null },
        { source: 'a', count: 7, outputs: [printed('1')] }
      ),
      []
    );
  });

  it('was not run, all of it or some', () => {
    assert.deepEqual(codes({ source: 'a = 1' }), [['not-executed', 'run']]);
    const [found] = notebook(
      { source: 'a = 1', count: 1 },
      { source: 'b = 2' },
      { source: 'c = 3' }
    );
    assert.match(found?.message ?? '', /2 of 3 cells/);
  });

  it('was run out of order, and it says where', () => {
    const [found] = notebook(
      { source: 'a', count: 5 },
      { source: 'b', count: 2 }
    );
    assert.equal(found?.code, 'out-of-order');
    assert.match(found.message, /\[2\] stands below \[5\]/);
  });

  it('has outputs that nobody can look at', () => {
    const png = { output_type: 'display_data', data: { 'image/png': '' } };
    png.data['image/png'] = 'A'.repeat(11 * 1024 * 1024);
    assert.deepEqual(codes({ source: 'plot()', count: 1, outputs: [png] }), [
      ['too-large', 'clear-outputs']
    ]);
  });

  it('reads what only this machine has', () => {
    for (const source of [
      'pd.read_csv("/home/marie/run.csv")',
      "open('/eos/user/m/marie/run.root')",
      'load(r"C:\\Users\\marie\\run.csv")',
      'load("D:/data/run.csv")',
      'open("~/run.csv")',
      'read("file:///scratch/run.csv")'
    ]) {
      assert.deepEqual(
        codes({ source, count: 1 }),
        [['absolute-path', null]],
        source
      );
    }
  });

  it('may name what is everywhere, or on the web', () => {
    for (const source of [
      'open("/usr/share/dict/words")',
      'source("/cvmfs/sft.cern.ch/lcg/setup.sh")',
      'get("https://example.org/home/marie/run.csv")',
      'get(base + "/api/records")',
      'open("data/home/run.csv")',
      'a = b /home/ c',
      'print("a: b")'
    ]) {
      assert.deepEqual(codes({ source, count: 1 }), [], source);
    }
    const source = 'Put it into "/home/marie/run.csv"';
    assert.deepEqual(codes({ source, type: 'markdown' }), []);
  });

  it('shows in its outputs whose account it was', () => {
    const traceback = {
      output_type: 'error',
      ename: 'E',
      evalue: '',
      traceback: ['File /Users/marie/analysis/fit.py:3', 'in fit']
    };
    const shown = {
      output_type: 'execute_result',
      data: { 'text/plain': ["PosixPath('/home/marie/a/b.csv')"] }
    };
    for (const output of [
      traceback,
      shown,
      printed(['saved ', '/eos/user/m/marie/run.root\n'])
    ]) {
      const source = 'f()';
      assert.deepEqual(codes({ source, count: 1, outputs: [output] }), [
        ['absolute-path', 'clear-outputs']
      ]);
    }
  });

  it('may show where software is, and the home of a container', () => {
    for (const text of [
      'File /usr/lib/python3.11/json/decoder.py',
      'saved /home/jovyan/work/run.csv',
      'https://example.org/home/marie/run.csv'
    ]) {
      const outputs = [printed(text)];
      assert.deepEqual(codes({ source: 'f()', count: 1, outputs }), [], text);
    }
  });
});
