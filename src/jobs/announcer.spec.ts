import { Notification } from '@jupyterlab/apputils';
import type { Job } from 'sciencemesh-contract';
import { job } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { JobAnnouncer } from './announcer';
import { JobsModel } from './model';

describe('JobAnnouncer', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: JobsModel;
  const openFile = jest.fn();

  beforeEach(async () => {
    openFile.mockReset();
    Notification.dismiss();
    server = new TestServer();
    server.on('GET api/sites', { items: [] });
    server.on('GET api/jobs', { items: [job()], total: 1 });
    companion = await connected(server);
    model = new JobsModel(companion);
    await settle();
    new JobAnnouncer({ jobs: model, open: jest.fn(), openFile, trans });
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const push = (members: Partial<Job>): void =>
    server.push({ type: 'job', job: job(members), forgotten: false });
  const messages = (): readonly unknown[] =>
    Notification.manager.notifications.map(({ message }) => message);

  it('opens the executed notebook of a job that is done', () => {
    push({ state: 'done', notebook: 'out/a.ipynb' });
    expect(messages()).toEqual([
      '“Dimuon spectrum” is done on HPC of the lab.'
    ]);
    const [notice] = Notification.manager.notifications;
    const [action] = notice?.options.actions ?? [];
    action?.callback(new MouseEvent('click'));
    expect(openFile).toHaveBeenCalledWith('out/a.ipynb');
  });

  it('says why a job failed, until somebody looks', () => {
    push({ state: 'failed', message: 'Out of memory.' });
    expect(messages()).toEqual(['“Dimuon spectrum” failed: Out of memory.']);
    const [notice] = Notification.manager.notifications;
    expect(notice?.options.autoClose).toBe(false);
    push({ state: 'failed', message: 'Out of memory.', seen: true });
    expect(messages()).toEqual([]);
  });

  it('tells nobody what they did themselves', () => {
    push({ state: 'cancelled' });
    expect(messages()).toEqual([]);
  });
});
