import { Notification } from '@jupyterlab/apputils';
import type { Provider } from 'sciencemesh-contract';
import { cloud, ownNode } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';
import { SignInAnnouncer } from './signins';

describe('SignInAnnouncer', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;
  let show: jest.Mock;

  async function load(provider: Provider): Promise<void> {
    server.on('GET api/providers', { items: [ownNode(), provider] });
    companion = await connected(server);
    model = new SharesModel({ companion });
    new SignInAnnouncer({ shares: model, show, trans });
    await settle();
  }

  beforeEach(() => {
    Notification.dismiss();
    show = jest.fn();
    server = new TestServer();
    server.on('GET api/shares', { items: [] });
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const become = (members: Partial<Provider>): void =>
    server.push({ type: 'provider', provider: cloud(members) });
  const messages = (): readonly unknown[] =>
    Notification.manager.notifications.map(({ message }) => message);

  it('tells once that a login has ended, and leads to the list', async () => {
    await load(cloud());
    become({ state: 'signed-out', advice: 'Your edits are kept.' });
    become({ state: 'signed-out', advice: 'Your edits are kept.' });
    expect(messages()).toEqual([
      'Cloud of the lab: sign in again. Your edits are kept.'
    ]);
    const [notice] = Notification.manager.notifications;
    expect(notice?.options.autoClose).toBe(false);
    notice?.options.actions?.[0]?.callback(new MouseEvent('click'));
    expect(show).toHaveBeenCalledTimes(1);
  });

  it('takes it back when all is well again', async () => {
    await load(cloud());
    become({ state: 'signed-out' });
    expect(messages()).toHaveLength(1);
    become({});
    expect(messages()).toEqual([]);
  });

  it('tells nobody who has the list in sight, or comes to see it', async () => {
    await load(cloud());
    model.isOnShow = true;
    become({ state: 'signed-out' });
    expect(messages()).toEqual([]);
    model.isOnShow = false;
    expect(messages()).toEqual([]);
    become({});
    become({ state: 'signed-out' });
    expect(messages()).toHaveLength(1);
    model.isOnShow = true;
    expect(messages()).toEqual([]);
  });

  it('is quiet about what was so when the page was opened', async () => {
    await load(cloud({ state: 'signed-out' }));
    become({ state: 'signed-out', checkedAt: '2026-11-22T11:00:00.000Z' });
    become({ state: 'unreachable' });
    expect(messages()).toEqual([]);
  });
});
