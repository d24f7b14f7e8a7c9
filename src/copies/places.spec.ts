import { isBetween, nameOf, placeOf, shareOf } from './places';

describe('a path of JupyterLab', () => {
  it.each([
    ['ScienceMesh:results/a/b', { drive: 'sciencemesh', path: 'results/a/b' }],
    ['ScienceMesh:', { drive: 'sciencemesh', path: '' }],
    ['ScienceMesh:/results/', { drive: 'sciencemesh', path: 'results' }],
    ['/work/a.txt', { drive: 'jupyter', path: 'work/a.txt' }],
    ['', { drive: 'jupyter', path: '' }],
    ['a:b.txt', { drive: 'jupyter', path: 'a:b.txt' }]
  ])('“%s” is a place', (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });

  it('has a share and a name', () => {
    expect(shareOf('ScienceMesh:results/a')).toBe('results');
    expect(shareOf('results/a')).toBe('');
    expect(nameOf('ScienceMesh:results/a b.txt')).toBe('a b.txt');
  });

  it.each([
    [['a.txt'], 'work', false],
    [['a.txt'], 'ScienceMesh:one', true],
    [['ScienceMesh:one/a'], '', true],
    [['ScienceMesh:one/a'], 'ScienceMesh:one/b', false],
    [['ScienceMesh:one/a'], 'ScienceMesh:two', true],
    [['ScienceMesh:one/a', 'b'], 'ScienceMesh:one', true]
  ])('%p to “%s” is between two places: %p', (paths, target, between) => {
    expect(isBetween(paths, target)).toBe(between);
  });
});
