import type { Provider } from 'sciencemesh-contract';
import { cloud, offer, ownNode, share } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';

describe('Providers', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;

  beforeEach(() => {
    server = new TestServer();
    server.on('GET api/shares', {
      items: [share(), offer({ source: 'cloud' })]
    });
    server.on('GET api/providers', { items: [ownNode(), cloud()] });
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function load(): Promise<void> {
    companion = await connected(server);
    model = new SharesModel({ companion });
    await settle();
  }

  it('are loaded with the list, and follow what the companion tells', async () => {
    await load();
    const states = (): Provider['state'][] =>
      model.providers.all.map(({ state }) => state);
    expect(states()).toEqual(['ready', 'ready']);
    const changed = jest.fn();
    model.changed.connect(() => {
      changed();
    });
    server.push({ type: 'provider', provider: cloud({ state: 'signed-out' }) });
    expect(states()).toEqual(['ready', 'signed-out']);
    expect(model.providers.troubled.map(({ id }) => id)).toEqual(['cloud']);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('draw nothing anew when one that is well has looked again', async () => {
    await load();
    const changed = jest.fn();
    model.changed.connect(() => {
      changed();
    });
    const checkedAt = '2026-11-22T10:00:10.000Z';
    server.push({ type: 'provider', provider: cloud({ checkedAt }) });
    expect(changed).not.toHaveBeenCalled();
    expect(model.providers.get('cloud')?.checkedAt).toBe(checkedAt);
  });

  it('keep what was told while their list was on its way', async () => {
    await load();
    let answer = (): void => undefined;
    server.handle(
      'GET api/providers',
      () =>
        new Promise(resolve => {
          answer = () =>
            resolve({ status: 200, body: { items: [ownNode(), cloud()] } });
        })
    );
    await model.refresh();
    server.push({ type: 'provider', provider: cloud({ state: 'limited' }) });
    answer();
    await settle();
    expect(model.providers.get('cloud')?.state).toBe('limited');
  });

  it('are not waited for: the list is there without them', async () => {
    server.handle('GET api/providers', () => new Promise(() => undefined));
    await load();
    expect(model.loading.state).toBe('ready');
    expect(model.size).toBe(2);
  });

  it('leave the list as it was where the companion knows of none', async () => {
    server.on('GET api/providers', '<html>Not found</html>', 404);
    await load();
    expect(model.visible).toHaveLength(2);
    expect(model.origins).toEqual([]);
    expect(model.providers.tellsSender(share())).toBe(true);
  });

  it('narrow the list to one of them, together with words and states', async () => {
    await load();
    const ids = (): string[] => model.visible.map(({ id }) => id);
    model.origin = 'cloud';
    expect(ids()).toEqual(['share-2']);
    expect(model.count('pending')).toBe(1);
    model.search = 'dimuon';
    expect(ids()).toEqual([]);
    model.origin = null;
    expect(ids()).toEqual(['share-1']);
  });

  it('list all again when the chosen one is connected no more', async () => {
    await load();
    model.origin = 'cloud';
    server.on('GET api/providers', { items: [ownNode()] });
    await model.refresh();
    await settle();
    expect(model.origin).toBeNull();
    expect(model.visible).toHaveLength(2);
  });

  it('leave no choice between one and a node that receives nothing', async () => {
    const node = (enabled: boolean): object => ({
      ocm: { enabled, address: null },
      workspace: { folder: 'ScienceMesh' }
    });
    server.on('GET api/node', node(false));
    server.on('GET api/shares', { items: [offer({ source: 'cloud' })] });
    await load();
    expect(model.origins).toEqual([]);
    server.on('GET api/node', node(true));
    await model.refresh();
    expect(model.origins.map(({ id }) => id)).toEqual(['node', 'cloud']);
  });

  it('look once when asked twice, and say why where that is not possible', async () => {
    await load();
    server.on('POST api/providers/cloud/refresh', cloud({ state: 'limited' }));
    const looks = Promise.all([model.look('cloud'), model.look('cloud')]);
    expect(model.providers.isLooking('cloud')).toBe(true);
    await looks;
    expect(model.providers.isLooking('cloud')).toBe(false);
    expect(model.providers.get('cloud')?.state).toBe('limited');
    expect(
      server.requests.filter(one => one.startsWith('POST api/providers'))
    ).toEqual(['POST api/providers/cloud/refresh {}']);
    server.on(
      'POST api/providers/cloud/refresh',
      { code: 'provider-not-found', message: 'It is not connected.' },
      404
    );
    await model.look('cloud');
    expect(model.providers.failure('cloud')?.message).toBe(
      'It is not connected.'
    );
  });

  it('all look when everything is to be refreshed, but for the own node', async () => {
    await load();
    server.on('POST api/providers/cloud/refresh', cloud());
    await model.lookEverywhere();
    expect(server.requests.filter(one => one.startsWith('POST'))).toEqual([
      'POST api/providers/cloud/refresh {}'
    ]);
  });

  it('set back a package, and say at the share why they cannot', async () => {
    const copying = share({ source: 'cloud', copying: true });
    server.on('GET api/shares', { items: [copying] });
    await load();
    server.on(
      'POST api/shares/share-1/set-back',
      { code: 'unreachable', message: 'The cloud does not answer.' },
      503
    );
    await model.setBack('share-1');
    expect(model.failure('share-1')?.message).toBe(
      'The cloud does not answer.'
    );
    server.on('POST api/shares/share-1/set-back', {
      ...copying,
      copying: false
    });
    await model.setBack('share-1');
    expect(model.failure('share-1')).toBeNull();
    expect(model.get('share-1')?.copying).toBe(false);
  });
});
