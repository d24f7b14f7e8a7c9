import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readNotebook, writeNotebook } from '../notebook/notebook.ts';
import { python } from '../testing/python.ts';
import { executeNotebook } from './execute.ts';

process.env['SCIENCEMESH_PYTHON'] = python;

const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-execute-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, sources: readonly string[], kernel = 'python3') {
  const path = join(folder, name);
  writeFileSync(
    path,
    writeNotebook({
      cells: sources.map((source, index) => ({
        cell_type: source.startsWith('#') ? 'markdown' : 'code',
        id: `c${index}`,
        metadata: {},
        source,
        ...(source.startsWith('#')
          ? {}
          : { execution_count: null, outputs: [] })
      })),
      metadata: { kernelspec: { display_name: kernel, name: kernel } },
      nbformat: 4,
      nbformat_minor: 5
    })
  );
  return path;
}

function outputs(path: string): string {
  const reading = readNotebook(readFileSync(path));
  assert.ok(reading.ok);
  return JSON.stringify(reading.notebook.cells.map(cell => cell['outputs']));
}

describe('executeNotebook', () => {
  it('runs in the folder of the notebook and keeps the outputs', async () => {
    writeFileSync(join(folder, 'data.txt'), 'forty-two');
    const path = write('good.ipynb', [
      '# T',
      'print(open("data.txt").read())',
      '1'
    ]);
    const seen: number[][] = [];
    const execution = await executeNotebook(path, {
      onCell: (cell, of) => seen.push([cell, of])
    });
    assert.deepEqual(execution, { ok: true });
    assert.match(outputs(path), /forty-two/);
    assert.deepEqual(seen, [
      [1, 2],
      [2, 2]
    ]);
  });

  it('tells in words which cell failed, and keeps what came before', async () => {
    const path = write('bad.ipynb', [
      'print("before")',
      'import sciencemesh_absent',
      'print("after")'
    ]);
    const execution = await executeNotebook(path);
    assert.ok(!execution.ok);
    assert.equal(execution.code, 'cell-failed');
    assert.equal(execution.cell, 2);
    assert.equal(
      execution.message,
      "Code cell 2 stopped with ModuleNotFoundError: No module named 'sciencemesh_absent'"
    );
    assert.match(outputs(path), /before/);
    assert.match(outputs(path), /ModuleNotFoundError/);
    assert.doesNotMatch(outputs(path), /after/);
  });

  it('uses the kernel that it is given', async () => {
    const path = write('old.ipynb', ['print(1)'], 'python2');
    const missing = await executeNotebook(path);
    assert.ok(!missing.ok);
    assert.equal(missing.code, 'kernel-failed');
    assert.match(missing.message, /no kernel python2/);
    assert.deepEqual(await executeNotebook(path, { kernel: 'python3' }), {
      ok: true
    });
  });

  it('tells when a cell takes too long', async () => {
    const path = write('slow.ipynb', ['1', 'while True: pass']);
    const execution = await executeNotebook(path, { cellSeconds: 1 });
    assert.ok(!execution.ok);
    assert.equal(execution.cell, 2);
    assert.match(execution.message, /longer than allowed/);
  });

  it('tells when the kernel dies', async () => {
    const path = write('dead.ipynb', ['import os; os._exit(9)']);
    const execution = await executeNotebook(path);
    assert.ok(!execution.ok);
    assert.equal(execution.code, 'kernel-failed');
  });

  it('stops when it is told to', async () => {
    const path = write('long.ipynb', [
      'open("started", "w").close()\nwhile True: pass'
    ]);
    const stop = new AbortController();
    const execution = await executeNotebook(path, {
      signal: stop.signal,
      onCell: () => stop.abort()
    });
    assert.ok(!execution.ok);
    assert.equal(execution.code, 'aborted');
  });

  it('imports nothing from the working copy by itself', async () => {
    const proof = join(folder, 'owned');
    for (const name of ['nbclient', 'nbformat', 'json', 'jupyter_client']) {
      writeFileSync(
        join(folder, `${name}.py`),
        `open(${JSON.stringify(proof)}, "w")`
      );
    }
    await executeNotebook(write('empty.ipynb', ['# only text']));
    for (const name of ['nbclient', 'nbformat', 'json', 'jupyter_client']) {
      rmSync(join(folder, `${name}.py`));
    }
    assert.ok(!existsSync(proof));
  });

  it('says so when there is no Python', async () => {
    process.env['SCIENCEMESH_PYTHON'] = '/nowhere/python';
    const execution = await executeNotebook(write('none.ipynb', ['1']));
    process.env['SCIENCEMESH_PYTHON'] = python;
    assert.ok(!execution.ok);
    assert.match(execution.message, /could not be started/);
  });
});
