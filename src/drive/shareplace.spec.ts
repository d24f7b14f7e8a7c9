import { contentModel, contentShare } from '../testing/contents';
import { TestServer } from '../testing/server';
import { ScienceMeshDrive } from './drive';
import { placeOfShare, sharesAt } from './shareplace';

describe('places of shares', () => {
  let server: TestServer;
  let drive: ScienceMeshDrive;

  beforeEach(() => {
    server = new TestServer();
    drive = new ScienceMeshDrive({
      ready: () => Promise.resolve(),
      resolveConflict: () => Promise.resolve(null),
      serverSettings: server.settings
    });
    const folder = { type: 'directory', format: 'json' } as const;
    server.on('GET api/contents', {
      ...contentModel({ path: '', ...folder }),
      content: ['Beam test', 'Runs of 2010'].map((path, index) =>
        contentModel({
          path,
          ...folder,
          sciencemesh: contentShare({ shareId: `share-${index}` })
        })
      )
    });
  });

  afterEach(() => {
    drive.dispose();
  });

  it('are names in the root', async () => {
    expect(await placeOfShare(drive, 'share-1')).toBe('Runs of 2010');
    expect(await placeOfShare(drive, 'other')).toBeNull();
  });

  it('lead back to the shares, each named once', async () => {
    const paths = ['Beam test/a.csv', '/Beam test/b/c.csv', 'Gone/d.csv'];
    expect(await sharesAt(drive, paths)).toEqual(['share-0']);
  });

  it('need no request where nothing is looked for', async () => {
    expect(await sharesAt(drive, [])).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});
