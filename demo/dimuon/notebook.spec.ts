import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

import { writeDimuonFile } from './events.ts';

interface Notebook {
  cells: {
    metadata: { tags?: string[] };
    outputs?: { data?: Record<string, string> }[];
  }[];
}

const notebook = 'dimuon-spectrum.ipynb';
const execute = join(import.meta.dirname, '../../.venv/bin/jupyter-execute');

describe('the demonstration notebook', () => {
  it('draws its figures from the data beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dimuon-notebook-'));
    const copy = join(folder, notebook);
    await copyFile(join(import.meta.dirname, notebook), copy);
    await writeDimuonFile(join(folder, 'dimuon-events.csv'), {
      events: 2000,
      seed: 'spec'
    });
    await promisify(execFile)(execute, ['--inplace', copy]);
    const { cells } = await read(copy);
    await rm(folder, { recursive: true });
    const images = cells
      .flatMap(({ outputs = [] }) => outputs)
      .filter(({ data }) => data?.['image/png'] !== undefined);
    assert.equal(images.length, 2);
  });

  it('is published without outputs and with one cell of parameters', async () => {
    const { cells } = await read(join(import.meta.dirname, notebook));
    assert.ok(cells.every(({ outputs = [] }) => outputs.length === 0));
    const tagged = cells.filter(({ metadata }) =>
      metadata.tags?.includes('parameters')
    );
    assert.equal(tagged.length, 1);
  });
});

async function read(path: string): Promise<Notebook> {
  return JSON.parse(await readFile(path, 'utf8')) as Notebook;
}
