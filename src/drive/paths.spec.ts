import {
  companionPath,
  contentsPath,
  isOurs,
  namedPath,
  pathHere,
  pathThere,
  readablePath,
  shownPath
} from './paths';

const DRIVES = new Set(['ScienceMesh', 'CERNBox']);

/** What JupyterLab says, and what the companion says. */
const PAIRS = [
  ['ScienceMesh:', ''],
  ['ScienceMesh:a', 'a'],
  ['ScienceMesh:a/b c.txt', 'a/b c.txt'],
  ['CERNBox:', 'CERNBox:'],
  ['CERNBox:Home', 'CERNBox:/Home'],
  ['CERNBox:Home/b', 'CERNBox:/Home/b'],
  ['CERNBox:Home/10:30.txt', 'CERNBox:/Home/10:30.txt'],
  ['ScienceMesh:a/CERNBox:/b', 'a/CERNBox:/b'],
  ['My files-2:été/x', 'My files-2:/été/x']
] as const;

describe('paths of our drives', () => {
  it.each(PAIRS)('%s is %s at the companion, and back', (shown, there) => {
    expect(companionPath(shown)).toBe(there);
    expect(contentsPath(there)).toBe(shown);
  });

  it('do not depend on a slash behind the name of the drive', () => {
    expect(companionPath('ScienceMesh:/a/b')).toBe('a/b');
    expect(companionPath('CERNBox:/Home/b')).toBe('CERNBox:/Home/b');
    expect(companionPath('CERNBox:/')).toBe('CERNBox:');
    expect(contentsPath('CERNBox:/')).toBe('CERNBox:');
  });

  it.each([
    ['ScienceMesh:a', true],
    ['CERNBox:', true],
    ['CERNBox:/Home', true],
    ['CERNBox', false],
    ['RTC:a', false],
    ['a', false],
    ['', false],
    [':a', false],
    ['a/ScienceMesh:b', false],
    ['12:30.txt', false]
  ])('whether %s is ours: %s', (path, ours) => {
    expect(isOurs(path, DRIVES)).toBe(ours);
  });

  it('are read without the name of the drive where they are shared', () => {
    expect(readablePath('Beam/a')).toBe('Beam/a');
    expect(readablePath('CERNBox:/Home/a')).toBe('CERNBox:Home/a');
  });

  it('are in one drive each', () => {
    expect(pathHere('ScienceMesh', 'a/b')).toBe('a/b');
    expect(pathHere('CERNBox', 'a/b')).toBeNull();
    expect(pathHere('ScienceMesh', 'CERNBox:/a')).toBeNull();
    expect(pathHere('Other', 'CERNBox:/a')).toBeNull();
    expect(pathHere('CERNBox', 'CERNBox:/a')).toBe('a');
    expect(pathHere('CERNBox', 'CERNBox:')).toBe('');
    expect(pathThere('CERNBox', '/a')).toBe('CERNBox:/a');
  });

  it.each([
    ['work/a.txt', 'work/a.txt'],
    ['RTC:a.txt', 'RTC:a.txt'],
    ['ScienceMesh:Beam/a.txt', 'ScienceMesh:Beam/a.txt'],
    ['ScienceMesh:', 'ScienceMesh:'],
    ['CERNBox:Home/a.txt', 'ScienceMesh:CERNBox:/Home/a.txt'],
    ['CERNBox:', 'ScienceMesh:CERNBox:']
  ])('%s is %s in jobs and publications, and back', (shown, named) => {
    expect(namedPath(shown, DRIVES)).toBe(named);
    expect(shownPath(named)).toBe(shown);
    expect(namedPath(named, DRIVES)).toBe(named);
    expect(shownPath(shown)).toBe(shown);
  });
});
