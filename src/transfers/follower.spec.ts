import { Notification } from '@jupyterlab/apputils';
import { transfer } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion, IPreferences } from '../tokens';
import { TransferFollower } from './follower';
import { TransfersModel } from './model';
import { StartedHere } from './started';
import type { WorkingCopies } from './workingcopies';

describe('TransferFollower', () => {
  let server: TestServer;
  let companion: ICompanion;
  let transfers: TransfersModel;
  let follower: TransferFollower;
  let inSight: boolean;
  let preferences: { openNotebook: boolean };
  const open = jest.fn();
  const openFolder = jest.fn();
  const show = jest.fn();

  beforeEach(async () => {
    jest.clearAllMocks();
    Notification.dismiss();
    window.sessionStorage.clear();
    inSight = false;
    preferences = { openNotebook: true };
    server = new TestServer();
    server.on('GET api/transfers', { items: [] });
    companion = await connected(server);
    transfers = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
    follower = new TransferFollower({
      preferences: preferences as IPreferences,
      previews: {
        currentId: null,
        import: jest.fn(),
        isVisible: () => inSight,
        open: show
      },
      trans,
      transfers,
      workingCopies: { open, openFolder } as unknown as WorkingCopies
    });
    follower.start();
  });

  afterEach(() => {
    follower.dispose();
    transfers.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const notices = (): readonly Notification.INotification[] =>
    Notification.manager.notifications;
  const done = transfer({
    state: 'done',
    endedAt: '2026-11-22T10:02:00.000Z',
    notebook: 'ScienceMesh/a/b.ipynb'
  });

  async function startHere(): Promise<void> {
    server.on('POST api/packages/package-1/open', transfer(), 202);
    await transfers.start('package-1', { folder: 'a' });
  }

  it('tells how far a transfer is, and lets it be cancelled', async () => {
    server.push({ type: 'transfer', transfer: transfer() });
    const [notice] = notices();
    expect(notice).toMatchObject({
      type: 'in-progress',
      message:
        'Fetching “Dimuon spectrum”: 250 B of 1000 B · 1 of 4 files · 50 B/s · 15 seconds left',
      options: { autoClose: false, progress: 0.25 }
    });
    notice?.options.actions?.[1]?.callback(new MouseEvent('click'));
    await settle();
    expect(server.requests).toContain(
      'POST api/transfers/transfer-1/cancel {}'
    );
  });

  it('tells of copies in their own words, and shows where they went', () => {
    const copying = transfer({
      kind: 'copy',
      packageId: null,
      title: 'run',
      folder: 'ScienceMesh:results'
    });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    server.push({ type: 'transfer', transfer: copying });
    expect(notices()).toEqual([]);
    jest.advanceTimersByTime(1000);
    jest.useRealTimers();
    expect(notices()[0]?.message).toMatch(/^Copying “run”: 250 B of 1000 B/);
    server.push({
      type: 'transfer',
      transfer: { ...copying, state: 'done', endedAt: '2026-11-22T10:02:00Z' }
    });
    const [notice] = notices();
    expect(notice).toMatchObject({
      type: 'success',
      message: '“run” was copied.',
      options: { actions: [{ label: 'Show' }] }
    });
    notice?.options.actions?.[0]?.callback(new MouseEvent('click'));
    expect(openFolder).toHaveBeenCalledWith('ScienceMesh:results');
    expect(show).not.toHaveBeenCalled();
  });

  it('says what a copy has left alone', () => {
    const moving = transfer({ kind: 'move', packageId: null, title: 'run' });
    server.push({ type: 'transfer', transfer: moving });
    server.push({
      type: 'transfer',
      transfer: { ...moving, state: 'done', message: '1 file was left alone.' }
    });
    expect(notices()[0]).toMatchObject({
      type: 'warning',
      message: '“run”: 1 file was left alone.'
    });
  });

  it('does not put a toast over the preview that shows the same', () => {
    inSight = true;
    server.push({ type: 'transfer', transfer: transfer() });
    expect(notices()[0]?.options.autoClose).toBe(0);
  });

  it('takes its toast away when the preview shows the end', () => {
    server.push({ type: 'transfer', transfer: transfer() });
    const toast = notices()[0]?.id;
    inSight = true;
    server.push({
      type: 'transfer',
      transfer: transfer({ state: 'cancelled' })
    });
    expect(notices()).toHaveLength(1);
    expect(notices()[0]?.id).not.toBe(toast);
    expect(notices()[0]?.options.autoClose).toBe(0);
  });

  it('opens the notebook where it was asked for', async () => {
    await startHere();
    server.push({ type: 'transfer', transfer: done });
    expect(open.mock.calls).toEqual([[done]]);
    expect(notices()).toHaveLength(1);
    expect(notices()[0]).toMatchObject({ type: 'success' });
  });

  it('offers the notebook where somebody else asked for it', () => {
    server.push({ type: 'transfer', transfer: transfer() });
    server.push({ type: 'transfer', transfer: done });
    expect(open).not.toHaveBeenCalled();
    const [notice] = notices();
    expect(notice?.message).toBe('“Dimuon spectrum” is there.');
    notice?.options.actions?.[0]?.callback(new MouseEvent('click'));
    expect(open.mock.calls).toEqual([[done]]);
  });

  it('opens nothing where the person does not want that', async () => {
    preferences.openNotebook = false;
    await startHere();
    server.push({ type: 'transfer', transfer: done });
    expect(open).not.toHaveBeenCalled();
  });

  it('opens once, however often it hears of the end', async () => {
    server.handle('POST api/packages/package-1/open', () => {
      server.push({ type: 'transfer', transfer: transfer() });
      server.push({ type: 'transfer', transfer: done });
      return { status: 202, body: transfer({ state: 'queued' }) };
    });
    await transfers.start('package-1', { folder: 'a' });
    expect(open).toHaveBeenCalledTimes(1);
    expect(notices()).toHaveLength(1);
  });

  it('tells what is missing and offers to fetch it', () => {
    server.push({ type: 'transfer', transfer: transfer() });
    server.push({
      type: 'transfer',
      transfer: { ...done, state: 'incomplete', filesFailed: 2 }
    });
    const [notice] = notices();
    expect(notice).toMatchObject({
      type: 'warning',
      message:
        '“Dimuon spectrum”: 2 files could not be fetched, the rest is there.'
    });
    expect(notice?.options.actions?.map(action => action.label)).toEqual([
      'Open',
      'Retry'
    ]);
  });

  it('tells what to know before running', async () => {
    await startHere();
    server.push({
      type: 'transfer',
      transfer: {
        ...done,
        preflight: {
          kernel: { wanted: null, offered: null },
          findings: [{ code: 'python2', message: 'Old.', offer: null }]
        }
      }
    });
    expect(notices()[0]).toMatchObject({
      type: 'warning',
      message: '“Dimuon spectrum” is there. 1 thing to know before you run it.'
    });
    notices()[0]?.options.actions?.[0]?.callback(new MouseEvent('click'));
    expect(show).toHaveBeenCalledWith('package-1');
  });
});
