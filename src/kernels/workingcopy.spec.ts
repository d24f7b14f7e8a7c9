import type { Mirror } from 'sciencemesh-contract';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { mirror } from './testing/samples';
import { WorkingCopy } from './workingcopy';

describe('WorkingCopy', () => {
  let server: TestServer;
  let companion: ICompanion;
  let copy: WorkingCopy;
  let arrived: jest.Mock;

  beforeEach(async () => {
    server = new TestServer();
    server.on('POST api/mirrors', mirror({ state: 'fetching' }));
    companion = await connected(server);
    copy = new WorkingCopy({ companion, path: 'Data/runs' });
    arrived = jest.fn();
    void copy.arrived.then(arrived);
  });

  afterEach(() => {
    copy.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('is named as the person knows it', () => {
    expect([copy.title, copy.shareName]).toEqual(['Data/runs', 'Data']);
    const own = new WorkingCopy({ companion, path: 'CERNBox:/Home/runs' });
    expect([own.title, own.shareName]).toEqual(['CERNBox:Home/runs', 'Home']);
    own.dispose();
  });

  const tell = async (change: Partial<Mirror>): Promise<void> => {
    server.push({ type: 'mirror', mirror: mirror(change) });
    await settle();
  };

  it('is awaited until the files are there', async () => {
    await copy.refresh();
    expect(server.requests).toContain('POST api/mirrors {"path":"Data/runs"}');
    expect(copy.isAwaited).toBe(true);
    await tell({ state: 'fetching' });
    expect(arrived).not.toHaveBeenCalled();
    await tell({ state: 'ready' });
    expect(arrived).toHaveBeenCalled();
    expect(copy.isAwaited).toBe(false);
  });

  it('believes an event that has overtaken the answer', async () => {
    server.handle('POST api/mirrors', () => {
      server.push({ type: 'mirror', mirror: mirror({ state: 'ready' }) });
      return { status: 200, body: mirror({ state: 'looking' }) };
    });
    await copy.refresh();
    expect(copy.mirror?.state).toBe('ready');
    expect(copy.isAwaited).toBe(false);
  });

  it('is not awaited by who does not want to wait', async () => {
    await copy.refresh();
    copy.startAnyway();
    await settle();
    expect(arrived).toHaveBeenCalled();
    expect(copy.mirror?.state).toBe('fetching');
  });

  it('holds no kernel for what cannot be had', async () => {
    server.on(
      'POST api/mirrors',
      { code: 'x', message: 'No such share.' },
      404
    );
    await copy.refresh();
    await settle();
    expect(arrived).toHaveBeenCalled();
    expect(copy.failure?.message).toBe('No such share.');
    server.on('POST api/mirrors', mirror());
    await copy.refresh();
    expect(copy.failure).toBeNull();
  });

  it('holds no kernel when the share could not be listed', async () => {
    await copy.refresh();
    await tell({ state: 'failed', message: 'It does not answer.' });
    expect(arrived).toHaveBeenCalled();
  });

  it('lets go when the notebook is closed', async () => {
    await copy.refresh();
    copy.dispose();
    await settle();
    expect(arrived).toHaveBeenCalled();
  });

  it('does not mind what happens in other folders', async () => {
    await copy.refresh();
    await tell({ path: 'Data/other', state: 'ready' });
    expect(copy.mirror?.state).toBe('fetching');
  });

  it('uploads everything but conflicts', async () => {
    server.on('GET api/mirrors/mirror-1/files', {
      items: [
        { path: 'a.csv', size: 1, state: 'new', message: null },
        { path: 'b.csv', size: 1, state: 'conflict', message: null },
        { path: 'c.csv', size: 1, state: 'changed', message: null }
      ],
      total: 3
    });
    server.on('POST api/mirrors/mirror-1/upload', mirror(), 202);
    await copy.refresh();
    await copy.uploadAll();
    expect(server.requests).toContain(
      'POST api/mirrors/mirror-1/upload {"files":[{"path":"a.csv"},{"path":"c.csv"}]}'
    );
  });

  it('keeps a list that is shown up to date', async () => {
    const item = { path: 'a.csv', size: 1, state: 'new', message: null };
    server.on('GET api/mirrors/mirror-1/files', { items: [item], total: 1 });
    await copy.refresh();
    await copy.show('changed');
    expect(copy.files).toEqual([item]);
    server.on('GET api/mirrors/mirror-1/files', { items: [], total: 0 });
    await tell({ state: 'ready' });
    expect(copy.files).toEqual([]);
  });

  it('asks anew when the companion may be another one', async () => {
    await copy.refresh();
    server.sockets.at(-1)?.onopen?.();
    await settle();
    const asked = server.requests.filter(one => one.startsWith('POST'));
    expect(asked).toHaveLength(2);
  });
});
