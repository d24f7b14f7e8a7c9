import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { ContentsManagerMock } from '@jupyterlab/services/lib/testutils';
import type { Contents } from '@jupyterlab/services';
import { SharesModel } from '../shares/model';
import { preview } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { TransfersModel } from '../transfers/model';
import { StartedHere } from '../transfers/started';
import type { PackageActions } from './actions';
import {
  PackageFactory,
  packageFileTypes,
  PackageModelFactory
} from './document';
import { PackagePreviews } from './previews';

describe('PackageModelFactory', () => {
  it('gives JupyterLab no reason to copy an archive to a checkpoint', () => {
    const model = new PackageModelFactory().createNew();
    expect(model.collaborative).toBe(true);
    model.dispose();
  });
});

describe('packageFileTypes', () => {
  const { archive, crate } = packageFileTypes(trans);

  it.each(['ro-crate-metadata.json', 'run-ro-crate-metadata.jsonld'])(
    'takes %s for a crate document',
    name => {
      expect(new RegExp(crate.pattern ?? '').test(name)).toBe(true);
    }
  );

  it.each(['metadata.json', 'ro-crate-metadata.json.bak', 'a.crate.zip'])(
    'does not take %s for a crate document',
    name => {
      expect(new RegExp(crate.pattern ?? '').test(name)).toBe(false);
    }
  );

  it.each([
    ['muons.crate.zip', true],
    ['muons-crate.zip', true],
    ['crate.zip', true],
    ['scrate.zip', false],
    ['data.zip', false]
  ])('asks whether %s is a crate archive: %p', (name, is) => {
    expect(new RegExp(archive.pattern ?? '').test(name)).toBe(is);
  });
});

describe('PackageFactory', () => {
  let server: TestServer;
  let companion: ICompanion;
  let contents: Contents.IManager;
  let factory: PackageFactory;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/shares', { items: [] });
    server.on('GET api/transfers', { items: [] });
    server.on('POST api/packages', preview(), 201);
    companion = await connected(server);
    contents = new ContentsManagerMock();
    const previews = new PackagePreviews({
      actions: {} as PackageActions,
      companion,
      shares: new SharesModel({ companion }),
      shell: {} as never,
      trans,
      transfers: new TransfersModel({
        companion,
        started: new StartedHere(window.sessionStorage)
      })
    });
    factory = new PackageFactory({ contents, previews, trans });
  });

  afterEach(() => {
    companion.events.dispose();
    companion.status.dispose();
  });

  function context(path: string): DocumentRegistry.Context {
    return {
      path,
      localPath: contents.localPath(path),
      isReady: true,
      ready: Promise.resolve(),
      pathChanged: { connect: jest.fn() },
      saveState: { connect: jest.fn() },
      model: {
        stateChanged: { connect: jest.fn() },
        sharedModel: { changed: { connect: jest.fn() } }
      },
      rename: jest.fn()
    } as unknown as DocumentRegistry.Context;
  }

  const imports = (): string[] =>
    server.requests.filter(one => one.startsWith('POST api/packages'));

  it('leaves files of the server to the companion', async () => {
    const widget = factory.createNew(context('runs/muons.crate.zip'));
    await settle();
    expect(imports()).toEqual([
      'POST api/packages {"path":"runs/muons.crate.zip"}'
    ]);
    widget.dispose();
  });

  it('keeps the name of the file, whatever the package is called', async () => {
    const document = context('runs/ro-crate-metadata.json');
    const widget = factory.createNew(document);
    await settle();
    expect(widget.content.model.preview?.title).toBe('Dimuon spectrum');
    expect(widget.title.label).toBe('ro-crate-metadata.json');
    expect(document.rename).not.toHaveBeenCalled();
    widget.dispose();
  });

  it('sends documents of other drives', async () => {
    jest.spyOn(contents, 'driveName').mockReturnValue('Cloud');
    jest.spyOn(contents, 'localPath').mockReturnValue('ro-crate-metadata.json');
    jest
      .spyOn(contents, 'get')
      .mockResolvedValue({ content: '{"@graph":[]}' } as Contents.IModel);
    const widget = factory.createNew(context('Cloud:ro-crate-metadata.json'));
    await settle();
    expect(imports()).toEqual([
      'POST api/packages {"name":"ro-crate-metadata.json","document":"{\\"@graph\\":[]}"}'
    ]);
    widget.dispose();
  });

  it('says that archives of other drives have to be copied first', async () => {
    jest.spyOn(contents, 'driveName').mockReturnValue('Cloud');
    const widget = factory.createNew(context('Cloud:a.zip'));
    await settle();
    expect(imports()).toEqual([]);
    expect(widget.content.model.loading).toMatchObject({
      failure: { code: 'archive-on-drive' }
    });
    widget.dispose();
  });
});
