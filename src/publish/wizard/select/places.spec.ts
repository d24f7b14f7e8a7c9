import { trans } from '../../../testing/server';
import { jupyterPath, placesOf } from './places';

describe('jupyterPath', () => {
  it.each([
    ['', 'analysis', 'data/a.csv', 'analysis/data/a.csv'],
    ['', '', 'fit.ipynb', 'fit.ipynb'],
    ['', 'ScienceMesh:', 'Beam/a.csv', 'ScienceMesh:Beam/a.csv'],
    ['', 'ScienceMesh:Beam test', 'a.csv', 'ScienceMesh:Beam test/a.csv'],
    ['', 'ScienceMesh:CERNBox:', 'Home/a.csv', 'CERNBox:Home/a.csv'],
    ['', 'ScienceMesh:CERNBox:/Home', 'a.csv', 'CERNBox:Home/a.csv'],
    ['fit.ipynb', 'analysis/fit.ipynb', 'fit.ipynb', 'analysis/fit.ipynb'],
    ['data', 'work/data', 'data/a.csv', 'work/data/a.csv']
  ])('of %j at %j knows %s as %s', (top, display, path, place) => {
    const roots = [
      { path: 'other', display: 'elsewhere/other' },
      { path: top, display }
    ];
    expect(jupyterPath(roots, path)).toBe(place);
  });

  it('has no place for what is made for the deposit', () => {
    const roots = [{ path: 'data', display: 'work/data' }];
    expect(jupyterPath(roots, 'database/a.csv')).toBeNull();
  });
});

describe('placesOf', () => {
  it('tells shared files from the own ones, by drive', () => {
    const paths = [
      'work/a.csv',
      'ScienceMesh:Beam/b.csv',
      'ScienceMesh:CERNBox:/Home/c.csv',
      'ScienceMesh:CERNBox:/Home/d.csv',
      'ScienceMesh:'
    ];
    expect(placesOf({ paths }, trans)).toEqual([
      { title: 'Workspace', names: ['work/a.csv'] },
      { title: 'Shared with me', names: ['Beam/b.csv', '/'] },
      { title: 'CERNBox', names: ['Home/c.csv', 'Home/d.csv'] }
    ]);
  });

  it('leaves out places without files', () => {
    expect(placesOf({ paths: ['CERNBox:Home'] }, trans)).toEqual([
      { title: 'Workspace', names: ['CERNBox:Home'] }
    ]);
  });
});
