import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { Publication } from 'sciencemesh-contract';
import { publication, repository } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { PublicationAnnouncer } from './announcer';
import { PublicationsModel } from './model';

describe('PublicationAnnouncer', () => {
  let announcer: PublicationAnnouncer;
  let companion: ICompanion;
  let publications: PublicationsModel;
  let server: TestServer;
  const open = jest.fn();
  const visible = new Set<string>();

  beforeEach(async () => {
    visible.clear();
    server = new TestServer();
    server.on('GET api/repositories', { items: [repository()] });
    server.on('GET api/publications', { items: [publication()] });
    companion = await connected(server);
    publications = new PublicationsModel(companion);
    announcer = new PublicationAnnouncer({
      isVisible: id => visible.has(id),
      open,
      publications,
      trans
    });
    await settle();
  });

  afterEach(() => {
    Notification.dismiss();
    publications.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  function become(members: Partial<Publication>): void {
    server.push({
      type: 'publication',
      publication: publication(members),
      forgotten: false
    });
  }

  const told = (): string[] =>
    Notification.manager.notifications.map(({ message }) => message);

  it.each([
    [
      { state: 'verified' },
      'All files of “Dimuon spectrum” are at Zenodo as they are here. Publish it, or keep the draft.'
    ],
    [{ state: 'published' }, '“Dimuon spectrum” is published at Zenodo.'],
    [
      { state: 'declined', message: 'Say more of the data.' },
      '“Dimuon spectrum” was declined at Zenodo. Say more of the data.'
    ],
    [
      { state: 'paused', message: 'The token has expired.' },
      '“Dimuon spectrum”: The token has expired.'
    ]
  ] as const)('tells once that it is %j', (members, text) => {
    become(members);
    become(members);
    expect(told()).toEqual([text]);
  });

  it('keeps quiet about what the person does or sees', () => {
    become({ state: 'paused' });
    visible.add('publication-1');
    become({ state: 'verified' });
    expect(told()).toEqual([]);
  });

  it('takes a notification away when it is out of date, or was followed', () => {
    become({ state: 'paused', message: 'The token has expired.' });
    become({ state: 'uploading' });
    expect(told()).toEqual([]);
    become({ state: 'verified' });
    visible.add('publication-1');
    announcer.look();
    expect(told()).toEqual([]);
  });

  it('has the DOI at hand once there is a record', () => {
    const copy = jest.spyOn(Clipboard, 'copyToSystem').mockImplementation();
    become({ state: 'published' });
    const [first, second] =
      Notification.manager.notifications[0]?.options.actions ?? [];
    first?.callback(new MouseEvent('click'));
    second?.callback(new MouseEvent('click'));
    expect(copy).toHaveBeenCalledWith('10.5281/zenodo.1234567');
    expect(open).toHaveBeenCalledWith('publication-1');
  });
});
