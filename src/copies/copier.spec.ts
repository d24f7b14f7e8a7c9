import { Notification } from '@jupyterlab/apputils';
import type { CollisionPolicy, CopyPreview } from 'sciencemesh-contract';
import { transfer } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { TransfersModel } from '../transfers/model';
import { StartedHere } from '../transfers/started';
import { Copier } from './copier';

describe('Copier', () => {
  let server: TestServer;
  let companion: ICompanion;
  let transfers: TransfersModel;
  let copier: Copier;
  const ask = jest.fn<Promise<CollisionPolicy | null>, [CopyPreview]>();
  const order = {
    action: 'copy',
    paths: ['ScienceMesh:results/run', 'ScienceMesh:results/a.txt'],
    target: 'work'
  } as const;
  const preview: CopyPreview = {
    files: 3,
    folders: 1,
    size: 2048,
    available: null,
    collisionCount: 0,
    collisions: [],
    refused: []
  };
  const copying = transfer({ id: 'copy-1', kind: 'copy', packageId: null });

  beforeEach(async () => {
    ask.mockReset();
    Notification.dismiss();
    server = new TestServer();
    server.on('GET api/transfers', { items: [] });
    server.on('POST api/copies/preview', preview);
    server.on('POST api/copies', copying, 202);
    companion = await connected(server);
    transfers = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
    copier = new Copier({
      askCollisions: ask,
      client: companion.client,
      drives: new Set(['ScienceMesh', 'CERNBox']),
      trans,
      transfers
    });
    jest.spyOn(console, 'error').mockImplementation();
  });

  afterEach(() => {
    jest.restoreAllMocks();
    transfers.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const started = (): string | undefined =>
    server.requests.find(line => line.startsWith('POST api/copies '));
  const told = (): readonly string[] =>
    Notification.manager.notifications.map(({ message }) => message);

  it('hands a copy to the companion, which is a transfer then', async () => {
    expect(await copier.copy(order)).toBe(true);
    expect(ask).not.toHaveBeenCalled();
    expect(
      JSON.parse(started()?.slice('POST api/copies '.length) ?? '')
    ).toEqual({
      action: 'copy',
      items: [
        { drive: 'sciencemesh', path: 'results/run' },
        { drive: 'sciencemesh', path: 'results/a.txt' }
      ],
      target: { drive: 'jupyter', path: 'work' },
      collisions: 'keep-both'
    });
    expect(transfers.get('copy-1')).toEqual(copying);
    expect(transfers.isStartedHere('copy-1')).toBe(true);
  });

  it('names the own files of a person as the companion does', async () => {
    const paths = ['CERNBox:Home/a.txt'];
    await copier.copy({ ...order, paths, target: 'ScienceMesh:results' });
    expect(
      JSON.parse(started()?.slice('POST api/copies '.length) ?? '')
    ).toMatchObject({
      items: [{ drive: 'sciencemesh', path: 'CERNBox:/Home/a.txt' }],
      target: { drive: 'sciencemesh', path: 'results' }
    });
  });

  it('asks about names that are taken, and does as it is told', async () => {
    server.on('POST api/copies/preview', { ...preview, collisionCount: 2 });
    ask.mockResolvedValue('replace');
    expect(await copier.copy(order)).toBe(true);
    expect(started()).toContain('"collisions":"replace"');
  });

  it('copies nothing when the person gives up', async () => {
    server.on('POST api/copies/preview', { ...preview, collisionCount: 1 });
    ask.mockResolvedValue(null);
    expect(await copier.copy(order)).toBe(false);
    expect(started()).toBeUndefined();
  });

  it('says so where there is no room', async () => {
    server.on('POST api/copies/preview', { ...preview, available: 1024 });
    expect(await copier.copy(order)).toBe(false);
    expect(told()).toEqual([
      'This needs 2 KB, and there is room for 1 KB. Choose less, or make room.'
    ]);
  });

  it('tells what the companion says', async () => {
    server.on(
      'POST api/copies/preview',
      { code: 'copy-refused', message: 'It is for reading only.' },
      403
    );
    expect(await copier.copy({ ...order, paths: ['a/b.txt'] })).toBe(false);
    expect(told()).toEqual(['“b.txt” was not copied. It is for reading only.']);
  });

  it('can be called off while it looks', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    let answer: (value: { status: number; body: unknown }) => void = () => {};
    server.handle(
      'POST api/copies/preview',
      () => new Promise(resolve => (answer = resolve))
    );
    const copied = copier.copy(order);
    await jest.advanceTimersByTimeAsync(1000);
    const [notice] = Notification.manager.notifications;
    expect(notice?.message).toBe('Looking at what is to be copied…');
    notice?.options.actions?.[0]?.callback(new MouseEvent('click'));
    answer({ status: 500, body: {} });
    jest.useRealTimers();
    expect(await copied).toBe(false);
    await settle();
    expect(started()).toBeUndefined();
    expect(told()).toEqual([]);
  });
});
