import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { zipOf } from '../packages/testing/zips.ts';
import { packageOpen } from './package-open.ts';

const CONTENT = {
  'ro-crate-metadata.json': JSON.stringify({
    '@graph': [
      { '@id': 'ro-crate-metadata.json', about: { '@id': './' } },
      {
        '@id': './',
        '@type': 'Dataset',
        name: 'Fit',
        license: 'MIT',
        mainEntity: { '@id': 'code/my%20fit.py' },
        hasPart: [{ '@id': 'a.csv' }]
      },
      { '@id': 'code/my%20fit.py', '@type': ['File', 'SoftwareSourceCode'] },
      { '@id': 'a.csv', '@type': 'File' }
    ]
  }),
  'code/my fit.py': 'print(1)\n',
  'a.csv': 'x\n1\n'
};

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-open-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function open(source: string, into: string): Promise<unknown> {
  let said = '';
  const status = await packageOpen([source, '--into', into, '--json'], {
    out: text => (said += text),
    error: () => undefined
  });
  assert.equal(status, 0);
  return JSON.parse(said);
}

describe('sciencemesh package open', () => {
  it('makes a notebook that runs a script which came along', async t => {
    const base = emptyFolder(t);
    const folder = join(base, 'crate');
    for (const [name, text] of Object.entries(CONTENT)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const zip = join(base, 'crate.zip');
    writeFileSync(
      zip,
      zipOf(
        Object.entries(CONTENT).map(([name, content]) => ({ name, content }))
      )
    );
    for (const source of [folder, zip]) {
      const into = join(base, `copy of ${source === zip ? 'zip' : 'folder'}`);
      await open(source, into);
      assert.match(
        readFileSync(join(into, 'run-script.ipynb'), 'utf8'),
        /run_python\(\\"\.\/code\/my fit\.py\\"/
      );
      assert.equal(
        readFileSync(join(into, 'code/my fit.py'), 'utf8'),
        CONTENT['code/my fit.py']
      );
    }
  });
});
