import { nullTranslator } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';
import { share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';
import { ScienceMeshPanel } from './panel';

describe('ScienceMeshPanel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;
  let panel: ScienceMeshPanel;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/shares', { items: [share(), share({ id: 'b' })] });
    server.on('POST api/shares/seen', {});
    companion = await connected(server);
    model = new SharesModel({ companion });
    panel = new ScienceMeshPanel({
      model,
      open: jest.fn(),
      browse: jest.fn(),
      check: jest.fn(),
      openFile: jest.fn(),
      openUrl: jest.fn(),
      status: companion.status,
      trans,
      translator: nullTranslator
    });
    panel.hide();
    Widget.attach(panel, document.body);
    await settle();
  });

  afterEach(() => {
    panel.dispose();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('counts unseen shares on its tab while it is closed', () => {
    expect(panel.title.dataset['sciMeshUnseen']).toBe('2');
    expect(panel.title.caption).toBe('ScienceMesh: 2 new shares');
    expect(server.requests).not.toContain('POST api/shares/seen {}');
  });

  it('keeps what others have written onto its tab', () => {
    panel.title.dataset = { ...panel.title.dataset, id: panel.id };
    server.push({ type: 'share', share: share({ id: 'c' }) });
    expect(panel.title.dataset).toEqual({
      id: 'jp-scimesh-panel',
      sciMeshUnseen: '3'
    });
  });

  it('says whether somebody has the list in sight', () => {
    expect(model.isOnShow).toBe(false);
    panel.show();
    expect(model.isOnShow).toBe(true);
    panel.hide();
    expect(model.isOnShow).toBe(false);
  });

  it('takes shares for seen when it is opened', async () => {
    panel.show();
    await settle();
    expect(panel.title.dataset['sciMeshUnseen']).toBeUndefined();
    expect(panel.title.caption).toBe('ScienceMesh');
    expect(server.requests).toContain('POST api/shares/seen {}');
  });

  it('does not insist where the companion refuses to note it', async () => {
    server.on('POST api/shares/seen', 'no', 500);
    panel.show();
    await settle();
    const tries = server.requests.filter(one => one.includes('shares/seen'));
    expect(tries).toHaveLength(1);
  });

  it('marks what is new until it is closed, whatever else is hidden', async () => {
    const shell = new Widget();
    shell.layout = new PanelLayout();
    Widget.detach(panel);
    (shell.layout as PanelLayout).addWidget(panel);
    Widget.attach(shell, document.body);
    panel.show();
    await settle();
    expect(model.isFresh('b')).toBe(true);
    // As JupyterLab does for a change of its theme.
    shell.hide();
    shell.show();
    expect(model.isFresh('b')).toBe(true);
    panel.hide();
    expect(model.isFresh('b')).toBe(false);
    shell.dispose();
  });
});
