import type { Mirror, MirrorFile } from 'sciencemesh-contract';
import { mirror } from '../../kernels/testing/samples';
import { TestFile } from '../../testing/files';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { RangeReader } from '../rangereader';
import { Hdf5Model } from './model';

const LARGE = 64 * 1024 * 1024;

describe('Hdf5Model', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: Hdf5Model;
  let left: MirrorFile[];

  async function open(size: number, refusal: number | null = null) {
    const file = new TestFile(size, () => 0);
    file.refusal = refusal;
    const { settings, url } = file;
    server = new TestServer();
    server.on('POST api/mirrors', mirror());
    server.handle('GET api/mirrors/mirror-1/files', () => ({
      status: 200,
      body: { items: left, total: left.length }
    }));
    companion = await connected(server);
    model = new Hdf5Model({
      companion,
      file: {
        name: 'hits.h5',
        path: 'ScienceMesh:Data/runs/hits.h5',
        open: () => new RangeReader({ serverSettings: settings, trans, url })
      },
      folder: 'Data/runs',
      trans
    });
    await settle();
  }

  async function tell(change: Partial<Mirror>): Promise<void> {
    server.push({ type: 'mirror', mirror: mirror(change) });
    await settle();
  }

  beforeEach(() => {
    left = [];
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('opens a small file from the working copy of its folder', async () => {
    await open(1_000);
    expect(server.requests).toContain('POST api/mirrors {"path":"Data/runs"}');
    expect(model.path).toBe('ScienceMesh/Shares/Data/runs/hits.h5');
    expect(model.failure).toBeNull();
  });

  it('moves no large file before the person agrees', async () => {
    await open(LARGE);
    expect(model.isLarge).toBe(true);
    expect(server.requests.join('\n')).not.toContain('api/mirrors');
    await model.fetch();
    expect(model.path).not.toBeNull();
  });

  it('fetches by name what does not come by itself, and waits for it', async () => {
    left = [
      { path: 'hits.h5', from: null, size: LARGE, state: 'left', message: null }
    ];
    await open(LARGE);
    server.handle('POST api/mirrors/mirror-1/fetch', () => {
      left = [];
      return { status: 200, body: mirror({ state: 'fetching' }) };
    });
    const fetched = model.fetch();
    await settle();
    expect(model.isArriving).toBe(true);
    await tell({
      state: 'fetching',
      arriving: { files: 0, totalFiles: 1, bytes: 16, totalBytes: 64 }
    });
    expect(model.progress).toBe(0.25);
    expect(model.path).toBeNull();
    await tell({ state: 'ready' });
    await fetched;
    expect(model.path).toBe('ScienceMesh/Shares/Data/runs/hits.h5');
  });

  it('says that a file was not fetched, and tries again', async () => {
    const stays: MirrorFile = {
      path: 'hits.h5',
      from: null,
      size: LARGE,
      state: 'left',
      message: null
    };
    left = [stays];
    await open(LARGE);
    server.on('POST api/mirrors/mirror-1/fetch', mirror({ state: 'stopped' }));
    await model.fetch();
    expect(model.failure?.message).toBe('“hits.h5” was not fetched.');
    left = [];
    await model.fetch();
    expect(model.failure).toBeNull();
    expect(model.path).not.toBeNull();
  });

  it('says why there is no working copy', async () => {
    await open(LARGE);
    server.on(
      'POST api/mirrors',
      { code: 'no-space', message: 'There is no space left here.' },
      507
    );
    await model.fetch();
    expect(model.failure?.message).toBe('There is no space left here.');
    expect(model.path).toBeNull();
  });

  it('says why a file cannot be read', async () => {
    await open(1_000, 503);
    expect(model.failure).toMatchObject({ code: 'file-unreadable' });
    expect(model.path).toBeNull();
  });
});
