import { ContentsManager } from '@jupyterlab/services';
import { TestServer } from '../testing/server';
import { ScienceMeshDrive } from './drive';
import { Drives } from './drives';

describe('Drives', () => {
  let contents: ContentsManager;
  let drives: Drives;
  let make: (name: string) => ScienceMeshDrive;

  beforeEach(() => {
    const { settings: serverSettings } = new TestServer();
    contents = new ContentsManager({ serverSettings });
    make = name =>
      new ScienceMeshDrive({
        name,
        ready: () => Promise.resolve(),
        resolveConflict: () => Promise.resolve(null),
        serverSettings
      });
    drives = new Drives({ contents, make });
    jest.spyOn(console, 'error').mockImplementation();
  });

  afterEach(() => jest.restoreAllMocks());

  const names = (): string[] => drives.all.map(({ name }) => name);

  it('begin with that of the shares', () => {
    expect(names()).toEqual(['ScienceMesh']);
    expect(drives.shared.isOwn).toBe(false);
    expect(contents.driveName('ScienceMesh:a')).toBe('ScienceMesh');
  });

  it('become more, each once', () => {
    const added: string[] = [];
    drives.added.connect((_, { name }) => added.push(name));
    drives.add('CERNBox');
    drives.add('CERNBox');
    drives.add('ScienceMesh');
    expect(added).toEqual(['CERNBox']);
    expect(names()).toEqual(['ScienceMesh', 'CERNBox']);
    expect(contents.localPath('CERNBox:Home/a')).toBe('Home/a');
    expect(drives.has('CERNBox')).toBe(true);
    expect(drives.of('CERNBox:Home/a')?.isOwn).toBe(true);
    expect(drives.of('ScienceMesh:a')).toBe(drives.shared);
    expect(drives.of('RTC:a')).toBeNull();
    expect(drives.of('a')).toBeNull();
  });

  it.each(['RTC', 'a/b', 'a:b', '', ' x'])('never are “%s”', name => {
    const theirs = make('RTC');
    contents.addDrive(theirs);
    drives.add(name);
    expect(names()).toEqual(['ScienceMesh']);
    expect(console.error).toHaveBeenCalledTimes(1);
  });

  it('hear of what concerns them', () => {
    drives.add('CERNBox');
    const told: unknown[] = [];
    contents.fileChanged.connect((_, change) => told.push(change));
    drives.tell({ kind: 'saved', path: 'CERNBox:/Home/a', oldPath: null });
    drives.tell({ kind: 'saved', path: 'Beam/a', oldPath: null });
    expect(told).toMatchObject([
      { newValue: { path: 'CERNBox:Home/a' } },
      { newValue: { path: 'ScienceMesh:Beam/a' } }
    ]);
  });
});
