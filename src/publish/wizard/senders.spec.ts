import { SharesModel } from '../../shares/model';
import { cloud, offer, ownNode, share } from '../../testing/samples';
import { connected, settle, TestServer } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { Senders, wasReceived } from './senders';

describe('Senders', () => {
  let companion: ICompanion;
  let shares: SharesModel;

  beforeEach(async () => {
    const server = new TestServer();
    server.on('GET api/shares', {
      items: [
        share({ source: 'cloud' }),
        offer(),
        offer({ id: 'share-3', source: 'cloud' })
      ]
    });
    server.on('GET api/providers', { items: [ownNode(), cloud()] });
    companion = await connected(server);
    shares = new SharesModel({ companion });
    await settle();
  });

  afterEach(() => {
    shares.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const sender = async (
    paths: string[],
    found: () => string[]
  ): Promise<boolean> => {
    const subject = { paths };
    const senders = new Senders({ shares, sharesAt: async () => found() });
    return (
      wasReceived(subject) &&
      senders.areReached(subject, await senders.find(subject))
    );
  };

  it('are there only for what was received', () => {
    expect(wasReceived({ packageId: 'package-1' })).toBe(true);
    expect(wasReceived({ paths: ['a.csv', 'ScienceMesh:Beam/a.csv'] })).toBe(
      true
    );
    expect(wasReceived({ paths: ['a.csv'] })).toBe(false);
    expect(wasReceived({ paths: ['ScienceMesh:CERNBox:/Home/a.csv'] })).toBe(
      false
    );
    expect(wasReceived({ jobId: 'job-1' })).toBe(false);
  });

  it('are not reached where the provider of the package tells none', () => {
    const senders = new Senders({ shares, sharesAt: async () => [] });
    expect(senders.areReached({ packageId: 'package-1' }, [])).toBe(false);
    expect(senders.areReached({ packageId: 'other' }, [])).toBe(true);
  });

  it('are reached where the providers of all files tell them', async () => {
    const paths = ['ScienceMesh:Beam/a.csv', 'ScienceMesh:Cloud/b.csv'];
    expect(await sender(paths, () => ['share-2'])).toBe(true);
    expect(await sender(paths, () => ['share-2', 'share-3'])).toBe(false);
  });

  it('are looked for by paths within the drive', async () => {
    const sharesAt = jest.fn().mockResolvedValue([]);
    const senders = new Senders({ shares, sharesAt });
    await senders.find({ paths: ['own.csv', 'ScienceMesh:/Beam/a.csv'] });
    expect(sharesAt.mock.calls).toEqual([[['/Beam/a.csv']]]);
  });

  it('are taken for reached where the drive cannot be read', async () => {
    const paths = ['ScienceMesh:Beam/a.csv'];
    const found = (): string[] => {
      throw new Error('The drive does not answer.');
    };
    expect(await sender(paths, found)).toBe(true);
  });
});
