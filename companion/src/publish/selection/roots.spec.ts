import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rootsOf } from './roots.ts';

const found = (...displays: string[]) =>
  displays.map(display => ({
    display,
    path: `/d/${display}`,
    kind: display.endsWith('/') ? ('folder' as const) : ('file' as const)
  }));

const paths = (...displays: string[]) =>
  rootsOf(found(...displays)).map(({ path }) => path);

describe('the place of what is selected', () => {
  it('is the top for the content of a folder, or for a file', () => {
    assert.deepEqual(paths('work/run/'), ['']);
    assert.deepEqual(paths('work/run/a.ipynb'), ['a.ipynb']);
    assert.deepEqual(paths('ScienceMesh:Shared with me/a.csv'), ['a.csv']);
  });

  it('is below the folder that holds all of it', () => {
    assert.deepEqual(paths('work/a.ipynb', 'work/data/b.csv'), [
      'a.ipynb',
      'data/b.csv'
    ]);
    assert.deepEqual(paths('work/data/', 'work/fit/'), ['data', 'fit']);
    assert.deepEqual(paths('work/run/', 'work/run/a.csv'), [
      'run',
      'run/a.csv'
    ]);
    assert.deepEqual(paths('workshop/a', 'work/a'), ['workshop/a', 'work/a']);
  });

  it('tells the drive from the files beside it', () => {
    assert.deepEqual(paths('a.csv', 'ScienceMesh:a.csv'), [
      'a.csv',
      'ScienceMesh/a.csv'
    ]);
  });

  it('is known to JupyterLab by its own path', () => {
    assert.deepEqual(
      rootsOf(found('/work/data/', 'ScienceMesh:/Beam/a.csv')).map(
        ({ display, path }) => [path, display]
      ),
      [
        ['work/data', 'work/data'],
        ['ScienceMesh/Beam/a.csv', 'ScienceMesh:Beam/a.csv']
      ]
    );
    assert.deepEqual(paths('ScienceMesh:a.csv'), ['a.csv']);
  });

  it('is nowhere when nothing is selected', () => {
    assert.deepEqual(rootsOf([]), []);
  });
});
