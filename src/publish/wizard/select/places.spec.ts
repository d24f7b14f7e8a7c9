import { jupyterPath } from './places';

describe('jupyterPath', () => {
  it.each([
    ['', 'analysis', 'data/a.csv', 'analysis/data/a.csv'],
    ['', '', 'fit.ipynb', 'fit.ipynb'],
    ['', 'ScienceMesh:', 'Beam/a.csv', 'ScienceMesh:Beam/a.csv'],
    ['', 'ScienceMesh:Beam test', 'a.csv', 'ScienceMesh:Beam test/a.csv'],
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
