import { offer, share } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';

describe('SharesModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/shares', { items: [share(), offer()] });
    server.on('GET api/node', {
      ocm: { enabled: true, address: 'marie@lab.example.org' },
      workspace: { folder: 'ScienceMesh' }
    });
    companion = await connected(server);
    model = new SharesModel({ companion });
    await settle();
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('loads the list when the companion runs', () => {
    expect(model.loading.state).toBe('ready');
    expect(model.visible.map(one => one.id)).toEqual(['share-1', 'share-2']);
    expect(model.unseen).toBe(2);
    expect(model.node?.ocm.address).toBe('marie@lab.example.org');
  });

  it('counts and announces a share that arrives', () => {
    const arrived = jest.fn();
    model.arrived.connect((_, one) => {
      arrived(one.name);
    });
    server.push({ type: 'share', share: share({ id: 'new', name: 'Fresh' }) });
    expect(model.unseen).toBe(3);
    expect(arrived.mock.calls).toEqual([['Fresh']]);
    server.push({ type: 'share', share: share({ id: 'new', hidden: true }) });
    expect(arrived).toHaveBeenCalledTimes(1);
    expect(model.unseen).toBe(2);
  });

  it('announces what came while the socket was closed', async () => {
    const arrived = jest.fn();
    model.arrived.connect((_, one) => {
      arrived(one.id);
    });
    server.on('GET api/shares', {
      items: [share(), offer(), share({ id: 'new' })]
    });
    server.sockets[0]?.onopen?.();
    await settle();
    expect(arrived.mock.calls).toEqual([['new']]);
  });

  it('keeps what arrives while the list is on its way', async () => {
    let answer = (): void => undefined;
    server.handle(
      'GET api/shares',
      () =>
        new Promise(resolve => {
          answer = () => resolve({ status: 200, body: { items: [share()] } });
        })
    );
    const refreshed = model.refresh();
    await settle();
    server.push({ type: 'share', share: share({ id: 'new' }) });
    answer();
    await refreshed;
    expect(model.get('new')).toBeDefined();
  });

  it('filters by state and by words', () => {
    server.push({ type: 'share', share: offer({ state: 'declined' }) });
    server.push({
      type: 'share',
      share: share({ id: 'a', state: 'accepted', name: 'Alpha' })
    });
    const ids = (): string[] => model.visible.map(one => one.id);
    expect(ids()).toEqual(['a', 'share-1']);
    model.filter = 'hidden';
    expect(ids()).toEqual(['share-2']);
    model.filter = 'accepted';
    expect(ids()).toEqual(['a']);
    model.filter = 'all';
    model.search = 'ALPHA player';
    expect(ids()).toEqual(['a']);
    model.search = 'alpha elsewhere';
    expect(ids()).toEqual([]);
  });

  it('shows why a decision did not go through, beside the share', async () => {
    server.on(
      'PATCH api/shares/share-2',
      { code: 'share-withdrawn', message: 'Its sender has withdrawn it.' },
      409
    );
    await model.change('share-2', { state: 'accepted' });
    expect(model.failure('share-2')?.message).toBe(
      'Its sender has withdrawn it.'
    );
    expect(model.get('share-2')?.state).toBe('pending');
    server.on('PATCH api/shares/share-2', offer({ state: 'accepted' }));
    await model.change('share-2', { state: 'accepted' });
    expect(model.failure('share-2')).toBeNull();
    expect(model.get('share-2')?.state).toBe('accepted');
  });

  it('asks once when a button is clicked twice', async () => {
    server.on('PATCH api/shares/share-1', share({ hidden: true }));
    await Promise.all([
      model.change('share-1', { hidden: true }),
      model.change('share-1', { hidden: true })
    ]);
    const patches = server.requests.filter(one => one.startsWith('PATCH'));
    expect(patches).toHaveLength(1);
  });

  it('takes shares for seen at once, and for new until looked away', async () => {
    server.on('POST api/shares/seen', {});
    const marked = model.markSeen();
    expect(model.unseen).toBe(0);
    await marked;
    expect(server.requests).toContain('POST api/shares/seen {}');
    expect(model.isFresh('share-1')).toBe(true);
    model.forgetFresh();
    expect(model.isFresh('share-1')).toBe(false);
  });

  it('brings the badge back when the companion has not noted it', async () => {
    server.on('POST api/shares/seen', 'no', 500);
    await model.markSeen();
    await model.refresh();
    expect(model.unseen).toBe(2);
  });

  it('says why there is no list', async () => {
    const other = new TestServer();
    other.on('GET api/shares', { code: 'store', message: 'Disk full.' }, 500);
    const broken = await connected(other);
    const failed = new SharesModel({ companion: broken });
    await settle();
    expect(failed.loading).toMatchObject({
      state: 'failed',
      failure: { message: 'Disk full.' }
    });
    failed.dispose();
    broken.events.dispose();
    broken.status.dispose();
  });
});
