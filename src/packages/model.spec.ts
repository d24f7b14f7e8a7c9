import { SharesModel } from '../shares/model';
import { file, preview, share, transfer } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { TransfersModel } from '../transfers/model';
import { StartedHere } from '../transfers/started';
import type { PackageSource } from './model';
import { PackageModel } from './model';

describe('PackageModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let shares: SharesModel;
  let transfers: TransfersModel;
  let model: PackageModel;

  beforeEach(async () => {
    window.sessionStorage.clear();
    server = new TestServer();
    server.on('GET api/shares', { items: [share()] });
    server.on('GET api/transfers', { items: [] });
    server.on('GET api/packages/package-1', preview());
    companion = await connected(server);
    shares = new SharesModel({ companion });
    transfers = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
  });

  afterEach(() => {
    model.dispose();
    transfers.dispose();
    shares.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(source: PackageSource): Promise<void> {
    model = new PackageModel({ companion, shares, source, transfers });
    await settle();
  }

  it('loads a known package and the share that brought it', async () => {
    await show({ packageId: 'package-1' });
    expect(model.preview?.title).toBe('Dimuon spectrum');
    expect(model.share?.id).toBe('share-1');
    await expect(model.ready).resolves.toEqual(preview());
  });

  it('has a document read once, and asks for the package from then on', async () => {
    server.on('POST api/packages', preview(), 201);
    await show({
      read: async () => ({ ok: true, value: { path: 'a/crate.zip' } })
    });
    expect(model.packageId).toBe('package-1');
    await model.refresh();
    expect(
      server.requests.filter(request => request.includes('api/packages'))
    ).toEqual([
      'POST api/packages {"path":"a/crate.zip"}',
      'GET api/packages/package-1'
    ]);
  });

  it('says why there is no preview', async () => {
    server.on(
      'GET api/packages/package-1',
      { code: 'package-not-found', message: 'It is gone.' },
      404
    );
    await show({ packageId: 'package-1' });
    expect(model.loading).toMatchObject({
      state: 'failed',
      failure: { message: 'It is gone.' }
    });
  });

  it('keeps what it shows when it cannot be loaded afresh', async () => {
    await show({ packageId: 'package-1' });
    server.isReachable = false;
    await model.refresh();
    expect(model.preview?.title).toBe('Dimuon spectrum');
  });

  it('opens with the folder, what was changed and what was left out', async () => {
    server.on(
      'GET api/packages/package-1',
      preview({
        files: [file({ index: 0 }), file({ index: 1 })],
        parameters: [
          {
            name: 'bins',
            type: 'integer',
            required: true,
            value: 10,
            description: null
          },
          {
            name: 'label',
            type: 'string',
            required: false,
            value: 'a',
            description: null
          }
        ]
      })
    );
    server.on('POST api/packages/package-1/open', transfer(), 202);
    await show({ packageId: 'package-1' });
    model.choose([file({ index: 1 })], false);
    model.fill({ p0: 20, p1: 'a' }, 0);
    await model.open('here', false);
    expect(server.requests).toContain(
      'POST api/packages/package-1/open {"folder":"here","parameters":{"bins":20},"exclude":[1]}'
    );
    expect(model.transfer?.state).toBe('running');
  });

  it('shows why it does not open until that was read', async () => {
    server.on(
      'POST api/packages/package-1/open',
      { code: 'folder-taken', message: 'Choose another folder.' },
      409
    );
    await show({ packageId: 'package-1' });
    await model.open('here', false);
    expect(model.failure?.message).toBe('Choose another folder.');
    model.dismissFailure();
    expect(model.failure).toBeNull();
  });

  it('keeps what was chosen and typed when a check finds more', async () => {
    await show({ packageId: 'package-1' });
    model.choose([file()], false);
    model.fill({ p0: 1 }, 0);
    server.on(
      'POST api/packages/package-1/check',
      preview({ files: [file(), file({ index: 1 })], checking: true }),
      202
    );
    await model.check();
    expect(model.preview?.checking).toBe(true);
    expect(model.choices.selection.excluded).toEqual([0]);
    expect(model.choices.selection.totals.files).toBe(1);
    expect(model.choices.formData).toEqual({ p0: 1 });
  });

  it('stops a check and keeps what it found', async () => {
    await show({ packageId: 'package-1' });
    server.on(
      'DELETE api/packages/package-1/check',
      preview({ files: [file({ check: 'available' })], checking: false })
    );
    await model.cancelCheck();
    expect(model.preview?.checking).toBe(false);
    expect(model.preview?.files[0]?.check).toBe('available');
  });

  it('tells which files did not arrive, and whether any were left out', async () => {
    await show({ packageId: 'package-1' });
    server.handle('GET api/transfers/transfer-1/files', () => ({
      status: 200,
      body: { items: [{ path: 'a.csv', state: 'failed' }] }
    }));
    server.push({ type: 'transfer', transfer: transfer() });
    server.push({
      type: 'transfer',
      transfer: transfer({ state: 'incomplete', filesFailed: 1 })
    });
    await settle();
    expect(model.leftovers.failed.map(one => one.path)).toEqual(['a.csv']);
    expect(model.leftovers.hasSkipped).toBe(true);
  });
});
