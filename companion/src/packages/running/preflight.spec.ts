import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Preflight } from 'sciencemesh-contract';
import { python } from '../testing/python.ts';
import type { Kernel } from './kernels.ts';
import { checkNotebook } from './preflight.ts';

const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-preflight-'));
after(() => rmSync(folder, { recursive: true }));

const python3: Kernel = {
  name: 'python3',
  displayName: 'Python 3 (ipykernel)',
  language: 'python',
  argv: [python, '-m', 'ipykernel_launcher'],
  environment: {}
};

async function check(
  sources: readonly string[],
  options: {
    kernelspec?: Record<string, string>;
    environment?: string[];
    kernels?: Kernel[];
  } = {}
): Promise<Preflight> {
  const path = join(folder, 'notebook.ipynb');
  writeFileSync(
    path,
    JSON.stringify({
      cells: sources.map(source => ({
        cell_type: 'code',
        execution_count: null,
        metadata: {},
        outputs: [],
        source
      })),
      metadata: {
        kernelspec: options.kernelspec ?? {
          display_name: 'Python 3',
          language: 'python',
          name: 'python3'
        }
      },
      nbformat: 4,
      nbformat_minor: 4
    })
  );
  return checkNotebook(path, {
    kernels: options.kernels ?? [python3],
    environment: options.environment ?? [],
    onFailure: cause => assert.fail(String(cause))
  });
}

const codes = ({ findings }: Preflight) => findings.map(({ code }) => code);

describe('checkNotebook', () => {
  it('finds nothing wrong with a sound notebook', async () => {
    assert.deepEqual(await check(['import json\nprint(json.dumps(1))']), {
      kernel: { wanted: 'python3', offered: 'python3' },
      findings: []
    });
  });

  it('tells of Python 2: its kernel, its syntax and its modules', async () => {
    const result = await check(
      [
        'import urllib2',
        'print "hello"\ntry:\n    pass\nexcept IOError, e:\n    raise',
        'for i in xrange(3):\n    pass'
      ],
      { kernelspec: { display_name: 'Python 2', name: 'python2' } }
    );
    assert.deepEqual(result.kernel, { wanted: 'python2', offered: 'python3' });
    assert.deepEqual(codes(result), ['kernel-missing', 'python2']);
    assert.equal(
      result.findings[1]?.message,
      'The notebook holds Python 2 code. It can be opened with Python 3 anyway. Code cell 2 must be changed: old form of except, print statement and xrange. Imports must be changed: urllib2 (now urllib.request).'
    );
  });

  it('tells which imports are missing, and how to get the known ones', async () => {
    const result = await check([
      'import ROOT, sciencemesh_absent\nimport json'
    ]);
    assert.deepEqual(codes(result), ['imports-missing', 'imports-missing']);
    assert.equal(
      result.findings[0]?.offer,
      'conda install -c conda-forge root'
    );
    assert.match(result.findings[1]?.message ?? '', /sciencemesh_absent/);
  });

  it('does not miss what the notebook can do without, brings or installs', async () => {
    const result = await check([
      'try:\n    import absent_one\nexcept ImportError:\n    absent_one = None',
      '%%writefile absent_two.py\nx = 1',
      'import absent_two',
      '!pip install -q absent-three',
      'import absent_three'
    ]);
    assert.deepEqual(codes(result), []);
  });

  it('counts modules beside the notebook as present, and never runs them', async () => {
    const proof = join(folder, 'owned');
    const code = `open(${JSON.stringify(proof)}, "w")`;
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package', '__init__.py'), code);
    // Names that the examiner itself imports.
    for (const name of ['local', 'json', 'ast', 'sitecustomize', 'site']) {
      writeFileSync(join(folder, `${name}.py`), code);
    }
    const result = await check([
      'import local\nfrom package import thing\nimport package.inner',
      code
    ]);
    assert.deepEqual(codes(result), []);
    assert.ok(!existsSync(proof));
  });

  it("understands IPython's own syntax", async () => {
    const result = await check([
      "%matplotlib inline\nimport json\nfiles = !ls\n!echo 'it\njson.dumps?\n%timeit 1",
      '%%bash\nif then fi',
      '%%time\nawait something()',
      'x = (7\n     % 3)'
    ]);
    assert.deepEqual(codes(result), []);
  });

  it('tells of a cell that is no Python at all', async () => {
    const result = await check(['x = 1', 'def f(:\n    pass']);
    assert.deepEqual(codes(result), ['syntax']);
    assert.match(
      result.findings[0]?.message ?? '',
      /^Code cell 2 .*line 1: invalid syntax\.$/
    );
  });

  it('survives code made to hurt a parser', async () => {
    const result = await check([
      '('.repeat(100_000),
      '-'.repeat(100_000) + '1',
      `x = ${'[1,'.repeat(3_000)}`,
      'x\u0000y',
      '\ud800'
    ]);
    assert.ok(codes(result).every(code => code === 'syntax'));
  });

  it('looks only at the kernel for other languages', async () => {
    const kernelspec = { display_name: 'R', language: 'R', name: 'ir' };
    const result = await check(['library(absent)'], { kernelspec });
    assert.deepEqual(result.kernel, { wanted: 'ir', offered: null });
    assert.deepEqual(codes(result), ['kernel-missing']);
  });

  it('leaves Python 2 alone where there is Python 2', async () => {
    const result = await check(['print "hello"'], {
      kernelspec: { display_name: 'Python 2', name: 'python2' },
      kernels: [python3, { ...python3, name: 'python2' }]
    });
    assert.deepEqual(codes(result), []);
  });

  it('does not judge the packages of a kernel that it cannot ask', async () => {
    const result = await check(['import sciencemesh_absent'], {
      kernels: [{ ...python3, argv: ['/usr/bin/env', 'docker'] }]
    });
    assert.deepEqual(codes(result), []);
  });

  it('shows the environment files', async () => {
    const result = await check([], { environment: ['requirements.txt'] });
    assert.deepEqual(result.findings, [
      {
        code: 'environment',
        message: 'requirements.txt lists the Python packages that it needs.',
        offer: '%pip install -r requirements.txt'
      }
    ]);
  });

  it('tells what cannot be read', async () => {
    const path = join(folder, 'page.ipynb');
    writeFileSync(path, '<!doctype html>');
    const result = await checkNotebook(path, { kernels: [], environment: [] });
    assert.deepEqual(codes(result), ['unreadable']);
    assert.match(result.findings[0]?.message ?? '', /web page/);
  });

  it('goes on when the interpreter cannot be started', async () => {
    const path = join(folder, 'notebook.ipynb');
    let cause: unknown = null;
    const result = await checkNotebook(path, {
      kernels: [{ ...python3, argv: ['/nowhere/bin/python3'] }],
      environment: [],
      onFailure: reason => {
        cause = reason;
      }
    });
    assert.deepEqual(codes(result), []);
    assert.ok(cause instanceof Error);
  });
});
