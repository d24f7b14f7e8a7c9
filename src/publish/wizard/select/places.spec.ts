import { jupyterPath } from './places';

describe('jupyterPath', () => {
  it.each([
    [['analysis'], 'data/a.csv', 'analysis/data/a.csv'],
    [['analysis/fit.ipynb'], 'fit.ipynb', 'analysis/fit.ipynb'],
    [[''], 'fit.ipynb', 'fit.ipynb'],
    [['a/x.csv', 'a/b'], 'b/y.csv', 'a/b/y.csv'],
    [['a/x.csv', 'c/y.csv'], 'c/y.csv', 'c/y.csv'],
    [['ScienceMesh:Beam test'], 'a.csv', 'ScienceMesh:Beam test/a.csv'],
    [['ScienceMesh:b/x', 'ScienceMesh:b/y'], 'y', 'ScienceMesh:b/y'],
    [['ScienceMesh:b/x', 'a/y'], 'ScienceMesh/b/x', 'ScienceMesh:b/x']
  ])('finds what is in %j as %s at %s', (paths, path, place) => {
    expect(jupyterPath({ paths }, path)).toBe(place);
  });

  it('leaves packages to the companion', () => {
    expect(jupyterPath({ packageId: 'package-1' }, 'a.csv')).toBeNull();
  });
});
