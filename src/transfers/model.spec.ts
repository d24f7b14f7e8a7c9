import { transfer } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { TransfersModel } from './model';
import { StartedHere } from './started';

describe('TransfersModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: TransfersModel;
  let ended: jest.Mock;

  beforeEach(async () => {
    window.sessionStorage.clear();
    server = new TestServer();
    server.on('GET api/transfers', { items: [] });
    companion = await connected(server);
    model = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
    ended = jest.fn();
    model.ended.connect((_, one) => {
      ended(one.id, one.state);
    });
    await settle();
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('follows a transfer to its end', () => {
    server.push({ type: 'transfer', transfer: transfer() });
    expect(model.running).toHaveLength(1);
    expect(ended).not.toHaveBeenCalled();
    server.push({ type: 'transfer', transfer: transfer({ state: 'done' }) });
    expect(model.running).toHaveLength(0);
    expect(ended.mock.calls).toEqual([['transfer-1', 'done']]);
  });

  it('takes up transfers that run when the page is loaded', async () => {
    server.on('GET api/transfers', { items: [transfer()] });
    await model.refresh();
    expect(model.running.map(one => one.id)).toEqual(['transfer-1']);
    expect(ended).not.toHaveBeenCalled();
  });

  it('learns of an end that it did not hear of', async () => {
    server.push({ type: 'transfer', transfer: transfer() });
    server.on('GET api/transfers', {
      items: [transfer({ state: 'incomplete' })]
    });
    server.sockets[0]?.onopen?.();
    await settle();
    expect(ended.mock.calls).toEqual([['transfer-1', 'incomplete']]);
  });

  it('hears of the end of a transfer faster than of its beginning', async () => {
    server.handle('POST api/packages/package-1/open', () => {
      server.push({ type: 'transfer', transfer: transfer({ state: 'done' }) });
      return { status: 202, body: transfer({ state: 'queued' }) };
    });
    await model.start('package-1', { folder: 'a' });
    expect(model.get('transfer-1')?.state).toBe('done');
    expect(ended.mock.calls).toEqual([['transfer-1', 'done']]);
  });

  it('knows also after a reload what was started here', async () => {
    server.on('POST api/packages/package-1/open', transfer(), 202);
    await model.start('package-1', { folder: 'a' });
    const reloaded = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
    expect(reloaded.isStartedHere('transfer-1')).toBe(true);
    expect(reloaded.isStartedHere('transfer-2')).toBe(false);
    reloaded.dispose();
  });

  it('fetches by name what was left out', async () => {
    server.push({ type: 'transfer', transfer: transfer({ state: 'done' }) });
    server.on('GET api/transfers/transfer-1/files', {
      items: [{ path: 'data/a.csv' }, { path: 'data/b.csv' }]
    });
    server.on('POST api/transfers/transfer-1/retry', transfer());
    await model.fetchSkipped('transfer-1');
    expect(server.requests.slice(-2)).toEqual([
      'GET api/transfers/transfer-1/files?state=skipped&limit=10000',
      'POST api/transfers/transfer-1/retry {"include":["data/a.csv","data/b.csv"]}'
    ]);
    expect(model.running).toHaveLength(1);
  });

  it('finds the newest transfer of a package', () => {
    server.push({ type: 'transfer', transfer: transfer() });
    server.push({
      type: 'transfer',
      transfer: transfer({ id: 'b', startedAt: '2026-11-22T11:00:00.000Z' })
    });
    server.push({
      type: 'transfer',
      transfer: transfer({ id: 'c', packageId: 'other' })
    });
    expect(model.forPackage('package-1')?.id).toBe('b');
  });
});
