import { Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { Provider } from 'sciencemesh-contract';
import type { ScienceMeshDrive } from '../drive/drive';
import { SharesModel } from '../shares/model';
import { contentModel, contentShare } from '../testing/contents';
import { cloud, offer, ownNode, share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { linkIn } from './address';
import { LinkFollower } from './follower';

const SPACE = 'https://cloud.example.org/files/spaces/eos/user/m/marie';

describe('LinkFollower', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;
  let follower: LinkFollower;
  let shown: string[];
  let files: Record<string, Contents.IModel>;
  let status: number;

  const provider = cloud({ drive: 'Cloud', label: 'Lab Cloud' });
  const folder = offer({
    id: 'one',
    source: 'cloud',
    providerId: 'ocm/7',
    hidden: true
  });

  async function follow(value: string): Promise<void> {
    const search = `?${new URLSearchParams({ 'sciencemesh-open': value })}`;
    const link = linkIn(search);
    if (link) {
      await follower.follow(link);
    }
    await settle();
  }

  const said = (): string =>
    Notification.manager.notifications.map(({ message }) => message).join('\n');

  function provide(...providers: Provider[]): void {
    server.on('GET api/providers', { items: [ownNode(), ...providers] });
  }

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/shares', { items: [share(), offer()] });
    server.on('GET api/node', {
      ocm: { enabled: true, address: 'marie@lab.example.org' },
      workspace: { folder: 'ScienceMesh' }
    });
    server.on('POST api/providers/cloud/refresh', provider);
    provide(provider);
    companion = await connected(server);
    model = new SharesModel({ companion });
    await settle();
    shown = [];
    status = 404;
    const space = { ...contentShare(), ...{ page: SPACE } };
    files = {
      '': contentModel({
        path: '',
        type: 'directory',
        content: [
          contentModel({
            path: 'Cloud:mine',
            name: 'mine',
            sciencemesh: space
          }),
          contentModel({ path: 'Cloud:other' })
        ]
      }),
      mine: contentModel({ path: 'mine', type: 'directory' }),
      'mine/run 1/a.ipynb': contentModel({ path: 'mine/run 1/a.ipynb' })
    };
    const drive = {
      get: async (path: string) => {
        const file = files[path];
        if (!file) {
          throw new ServerConnection.ResponseError(
            new Response('', { status })
          );
        }
        return file;
      }
    } as unknown as ScienceMeshDrive;
    const names = new Set(['ScienceMesh']);
    const show = (kind: string) => async (what?: string) => {
      shown.push(what === undefined ? kind : `${kind} ${what}`);
    };
    follower = new LinkFollower({
      companion,
      drives: {
        add: name => names.add(name),
        of: path => (names.has(path.split(':')[0] ?? '') ? drive : null)
      },
      shares: model,
      show: {
        document: show('document'),
        folder: show('folder'),
        panel: show('panel'),
        preview: show('preview')
      },
      trans
    });
  });

  afterEach(() => {
    Notification.dismiss();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('shows the preview of a share of ours', async () => {
    await follow('share-1');
    expect(shown).toEqual(['preview share-1']);
  });

  it('leads to a share that is hidden, and accepts nothing', async () => {
    server.push({ type: 'share', share: folder });
    model.search = 'something else';
    model.origin = 'node';
    await follow('share:cloud:ocm/7');
    expect(shown).toEqual(['panel']);
    expect(model.revealed).toBe('one');
    expect(model.visible.map(({ id }) => id)).toEqual(['one']);
    expect(server.requests.filter(one => !one.startsWith('GET'))).toEqual([]);
    expect(said()).toBe('');
  });

  it('shows the preview of a package as well', async () => {
    server.push({
      type: 'share',
      share: share({ id: 'two', source: 'cloud', providerId: '7' })
    });
    await follow('share:cloud:7');
    expect(shown).toEqual(['panel', 'preview two']);
  });

  it('waits until the provider has looked', async () => {
    server.handle('POST api/providers/cloud/refresh', () => {
      server.on('GET api/shares', { items: [share(), folder] });
      return { status: 200, body: provider };
    });
    await follow('share:cloud:ocm/7');
    expect(model.revealed).toBe('one');
    expect(said()).toBe('');
  });

  it('says that a share is not there', async () => {
    await follow('share:cloud:SCAM call 0900');
    expect(shown).toEqual(['panel']);
    expect(said()).toContain('Lab Cloud does not list it for you');
    expect(said()).not.toContain('SCAM');
  });

  it('says what is wrong with the provider instead', async () => {
    const signedOut = cloud({
      label: 'Lab Cloud',
      state: 'signed-out',
      advice: 'Sign in there.'
    });
    provide(signedOut);
    server.on('POST api/providers/cloud/refresh', signedOut);
    await follow('share:cloud:7');
    expect(said()).toContain('Lab Cloud: sign in again');
    expect(said()).toContain('Sign in there.');
  });

  it('asks nobody who is not connected', async () => {
    await follow('share:evil:7');
    expect(said()).toContain('not connected');
    expect(server.requests.filter(one => one.startsWith('POST'))).toEqual([]);
  });

  it.each([
    ['Cloud:mine', 'folder Cloud:mine'],
    ['Cloud:mine/run 1/a.ipynb', 'document Cloud:mine/run 1/a.ipynb'],
    ['ScienceMesh:mine', 'folder ScienceMesh:mine'],
    [SPACE, 'folder Cloud:mine'],
    [`${SPACE}/run%201/a.ipynb`, 'document Cloud:mine/run 1/a.ipynb']
  ])('shows %p', async (value, what) => {
    await follow(value);
    expect(shown).toEqual([what]);
    expect(said()).toBe('');
  });

  it.each([
    ['Cloud:mine/SCAM', 'is not in the drive “Cloud”'],
    ['SCAM:mine', 'a drive that this JupyterLab does not have'],
    ['https://evil.example.org/SCAM', 'not connected to'],
    ['../SCAM', 'cannot be understood']
  ])('opens nothing for %p, and lends it no words', async (value, sentence) => {
    await follow(value);
    expect(shown).toEqual([]);
    expect(said()).toContain(sentence);
    expect(said()).not.toContain('SCAM');
  });

  it('shows the drive for a page that is no file', async () => {
    await follow('https://cloud.example.org/files/trash');
    expect(shown).toEqual(['folder Cloud:']);
    expect(said()).toContain('not that of a file or folder of yours');
  });

  it('says when a file cannot be had now', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    status = 503;
    await follow('Cloud:mine/b');
    expect(said()).toContain('cannot be had from the drive “Cloud”');
  });
});
