import type { IDocumentManager } from '@jupyterlab/docmanager';
import { nullTranslator } from '@jupyterlab/translation';
import { SharesModel } from '../shares/model';
import { cloud, offer, ownNode, share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import type { PackageActions } from './actions';
import { PackageOpener } from './opener';
import type { PackagePreviews } from './previews';

describe('PackageOpener', () => {
  let server: TestServer;
  let companion: ICompanion;
  let shares: SharesModel;
  let opener: PackageOpener;
  let open: jest.Mock;
  let showPanel: jest.Mock;

  const message = 'The gateway of the cloud is out of reach.';

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/shares', {
      items: [
        share(),
        offer(),
        share({ id: 'unread', source: 'cloud', package: null })
      ]
    });
    server.on('GET api/providers', {
      items: [ownNode(), cloud({ state: 'limited', message })]
    });
    companion = await connected(server);
    shares = new SharesModel({ companion });
    await settle();
    open = jest.fn();
    showPanel = jest.fn();
    opener = new PackageOpener({
      actions: {} as PackageActions,
      companion,
      docManager: {} as IDocumentManager,
      previews: { open } as unknown as PackagePreviews,
      shares,
      showPanel,
      trans,
      translator: nullTranslator
    });
  });

  afterEach(() => {
    shares.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('shows a package, and anything else in the list', async () => {
    await opener.openShare('share-1');
    expect(open.mock.calls).toEqual([['package-1']]);
    expect(showPanel).not.toHaveBeenCalled();
    await opener.openShare('share-2');
    expect(open).toHaveBeenCalledTimes(1);
    expect(showPanel).toHaveBeenCalledTimes(1);
  });

  it('says why a package cannot be read yet, with the list behind', async () => {
    const opened = opener.openShare('unread');
    await settle();
    expect(showPanel).toHaveBeenCalledTimes(1);
    expect(document.querySelector('.jp-Dialog')?.textContent).toContain(
      `Its contents cannot be read yet: ${message}`
    );
    document.querySelector<HTMLElement>('.jp-Dialog button')?.click();
    await opened;
    expect(open).not.toHaveBeenCalled();
  });
});
