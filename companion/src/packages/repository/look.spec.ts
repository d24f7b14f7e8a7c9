import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lookAround } from './look.ts';

let copy = '';

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'look-'));
});
afterEach(() => rm(copy, { recursive: true }));

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), '');
  }
}

describe('looking through a repository', () => {
  it('finds its notebooks, those at the top first', async () => {
    await make(
      'lens/a/deep/z.ipynb',
      'lens/b/two.ipynb',
      'lens/z.ipynb',
      'lens/.ipynb_checkpoints/z-checkpoint.ipynb',
      'lens/node_modules/x/y.ipynb',
      'lens/notes.txt'
    );
    const { notebooks, entry } = await lookAround(copy, 'lens', null);
    assert.deepEqual(notebooks, [
      'lens/z.ipynb',
      'lens/b/two.ipynb',
      'lens/a/deep/z.ipynb'
    ]);
    assert.equal(entry, 'lens/z.ipynb');
  });

  it('begins with the notebook that the package names', async () => {
    await make('lens/a.ipynb', 'lens/b/two.ipynb');
    const { entry, notebooks } = await lookAround(copy, 'lens', 'b/two.ipynb');
    assert.equal(entry, 'lens/b/two.ipynb');
    assert.equal(notebooks[0], entry);
  });

  it('does not begin with a notebook that is not there', async () => {
    await make('lens/a.ipynb', 'lens/b.ipynb', 'secret.ipynb');
    for (const hinted of ['c.ipynb', '../secret.ipynb', '/etc/x.ipynb']) {
      const { entry } = await lookAround(copy, 'lens', hinted);
      assert.equal(entry, null);
    }
  });

  it('follows no links', async () => {
    await make('lens/a.txt', 'outside/x.ipynb');
    await symlink(join(copy, 'outside'), join(copy, 'lens', 'outside'));
    await symlink(
      join(copy, 'outside', 'x.ipynb'),
      join(copy, 'lens', 'x.ipynb')
    );
    const { notebooks } = await lookAround(copy, 'lens', 'x.ipynb');
    assert.deepEqual(notebooks, []);
  });

  it('finds what describes the environment', async () => {
    await make('lens/requirements.txt', 'lens/README.md', 'lens/src/setup.py');
    assert.deepEqual((await lookAround(copy, 'lens', null)).environment, [
      'lens/requirements.txt'
    ]);
  });

  it('takes the folder for Binder before the top', async () => {
    await make(
      'lens/requirements.txt',
      'lens/.binder/environment.yml',
      'lens/.binder/postBuild'
    );
    assert.deepEqual((await lookAround(copy, 'lens', null)).environment, [
      'lens/.binder/environment.yml',
      'lens/.binder/postBuild'
    ]);
  });

  it('finds what it says about itself', async () => {
    await make('lens/README', 'lens/readme.MD', 'lens/docs/README.md');
    assert.equal(
      (await lookAround(copy, 'lens', null)).readme,
      'lens/readme.MD'
    );
    await make('other/ReadMe.rst');
    const { readme } = await lookAround(copy, 'other', null);
    assert.equal(readme, 'other/ReadMe.rst');
  });

  it('lists a hundred notebooks at most, with the one to begin with', async () => {
    const names = Array.from(
      { length: 120 },
      (_, index) => `lens/${index}.ipynb`
    );
    await make(...names, 'lens/far/in/last.ipynb');
    const { notebooks, entry } = await lookAround(
      copy,
      'lens',
      'far/in/last.ipynb'
    );
    assert.equal(notebooks.length, 100);
    assert.equal(notebooks[0], 'lens/far/in/last.ipynb');
    assert.equal(entry, 'lens/far/in/last.ipynb');
  });

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await lookAround(copy, 'lens', null), {
      notebooks: [],
      entry: null,
      environment: [],
      readme: null
    });
  });
});
