import assert from 'node:assert/strict';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCrateProblem } from '../crate/crate.ts';
import type { Package } from '../reading/package.ts';
import { readPackage } from '../reading/reader.ts';
import { runnableWith } from './tools.ts';

function packageOf(name: string): Package {
  const id = `https://data.example.org/${name}`;
  const read = readPackage({
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      { '@id': 'ro-crate-metadata.json', about: { '@id': './' } },
      { '@id': './', '@type': 'Dataset', mainEntity: { '@id': id } },
      { '@id': id, '@type': ['File', 'SoftwareSourceCode'], name }
    ]
  });
  assert.ok(!isCrateProblem(read));
  return read;
}

async function folderWith(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tools-'));
  await writeFile(join(folder, program), '#!/bin/sh\n');
  await chmod(join(folder, program), 0o755);
  return folder;
}

test('an R script names what is missing', async () => {
  const { here, reason } = await runnableWith(packageOf('fit.R'), [], {
    PATH: '/nowhere'
  });
  assert.equal(here, true);
  assert.match(reason ?? '', /needs R, which is not installed here/);
});

test('an R script needs nothing beside a kernel for R', async () => {
  const kernel = {
    name: 'ir',
    displayName: 'R',
    language: 'r',
    argv: [],
    environment: {}
  };
  const own = packageOf('fit.R');
  const { reason } = await runnableWith(own, [kernel], { PATH: '/nowhere' });
  assert.equal(reason, null);
});

test('nothing is named when the program is on the path', async () => {
  const PATH = `/nowhere:${await folderWith('cwltool')}`;
  const own = packageOf('align.cwl');
  assert.equal((await runnableWith(own, [], { PATH })).reason, null);
});

test('a program beside the server\u2019s Python counts', async () => {
  const folder = await folderWith('snakemake');
  const environment = { SCIENCEMESH_PYTHON: join(folder, 'python') };
  const own = packageOf('Snakefile');
  assert.equal((await runnableWith(own, [], environment)).reason, null);
});

test('a folder of the path that is not absolute is not looked into', async () => {
  const own = packageOf('fit.jl');
  const { reason } = await runnableWith(own, [], { PATH: '.:bin' });
  assert.match(reason ?? '', /Julia/);
});

test('notebooks, data and what runs elsewhere stay as they were read', async () => {
  for (const name of ['a.ipynb', 'a.py', 'a.ga']) {
    const own = packageOf(name);
    assert.deepEqual(await runnableWith(own, [], {}), own.runnable);
  }
});
