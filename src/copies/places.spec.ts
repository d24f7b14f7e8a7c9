import { isBetween, nameOf, placeOf } from './places';

const DRIVES = new Set(['ScienceMesh', 'CERNBox']);

describe('a path of JupyterLab', () => {
  it.each([
    ['ScienceMesh:results/a/b', { drive: 'sciencemesh', path: 'results/a/b' }],
    ['ScienceMesh:', { drive: 'sciencemesh', path: '' }],
    ['ScienceMesh:/results/', { drive: 'sciencemesh', path: 'results' }],
    ['CERNBox:', { drive: 'sciencemesh', path: 'CERNBox:' }],
    ['CERNBox:Home/a', { drive: 'sciencemesh', path: 'CERNBox:/Home/a' }],
    ['RTC:a', { drive: 'jupyter', path: 'RTC:a' }],
    ['/work/a.txt', { drive: 'jupyter', path: 'work/a.txt' }],
    ['', { drive: 'jupyter', path: '' }],
    ['a:b.txt', { drive: 'jupyter', path: 'a:b.txt' }]
  ])('“%s” is a place', (path, place) => {
    expect(placeOf(path, DRIVES)).toEqual(place);
  });

  it('has a name', () => {
    expect(nameOf('ScienceMesh:results/a b.txt', DRIVES)).toBe('a b.txt');
    expect(nameOf('CERNBox:Home', DRIVES)).toBe('Home');
  });

  it.each([
    [['a.txt'], 'work', false],
    [['a.txt'], 'ScienceMesh:one', true],
    [['ScienceMesh:one/a'], '', true],
    [['ScienceMesh:one/a'], 'ScienceMesh:one/b', false],
    [['ScienceMesh:one/a'], 'ScienceMesh:two', true],
    [['ScienceMesh:one/a', 'b'], 'ScienceMesh:one', true],
    [['ScienceMesh:one/a'], 'CERNBox:one', true],
    [['CERNBox:Home/a'], 'CERNBox:Home/b', false],
    [['CERNBox:Home/a'], 'CERNBox:Project', true],
    [['CERNBox:Home/a'], 'work', true]
  ])('%p to “%s” is between two places: %p', (paths, target, between) => {
    expect(isBetween(paths, target, DRIVES)).toBe(between);
  });
});
