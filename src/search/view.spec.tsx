import { Widget } from '@lumino/widgets';
import { MessageLoop } from '@lumino/messaging';
import type { SearchRow } from 'sciencemesh-contract';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SearchModel } from './model';
import { SearchView } from './view';

describe('SearchView', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SearchModel;
  let view: SearchView;
  const open = jest.fn();
  const reveal = jest.fn();

  beforeEach(async () => {
    jest.clearAllMocks();
    server = new TestServer();
    companion = await connected(server);
    model = new SearchModel({ companion });
    view = new SearchView({ model, open, reveal, trans });
    Widget.attach(view, document.body);
    MessageLoop.sendMessage(view, Widget.Msg.UpdateRequest);
    await view.renderPromise;
    await settle();
  });

  afterEach(() => {
    view.dispose();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function find(...paths: string[]): Promise<void> {
    const rows: SearchRow[] = paths.map(path => ({
      type: 'hit',
      shareId: 'share-1',
      path,
      name: path.split('/').at(-1) ?? '',
      kind: 'file',
      size: 2048,
      modified: null,
      rank: 0
    }));
    const end = { shares: 3, failed: 0, files: 12_034, limited: false };
    server.on(
      'GET api/search',
      [...rows, { type: 'end', ...end }]
        .map(row => `${JSON.stringify(row)}\n`)
        .join('')
    );
    model.query = 'muon';
    await model.start();
    await settle();
  }

  const status = (): string =>
    view.node.querySelector('[role="status"]')?.textContent ?? '';
  const hits = (): HTMLElement[] => [
    ...view.node.querySelectorAll<HTMLElement>('.jp-SciMeshSearch-hit')
  ];
  const press = (key: string): void => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true })
    );
  };

  it('says how much was looked at where nothing was found', async () => {
    await find();
    expect(status()).toBe('Searched 3 shares, 12,034 files: nothing found');
  });

  it('opens what is clicked, and shows where it lies', async () => {
    await find('one/a/muon.root');
    expect(hits()[0]?.textContent).toContain('muon.root');
    hits()[0]?.click();
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({ path: 'one/a/muon.root' })
    );
    view.node
      .querySelector<HTMLElement>('[aria-label="Show muon.root in its folder"]')
      ?.click();
    expect(reveal).toHaveBeenCalledTimes(1);
  });

  it('is walked with the arrow keys, and left with Escape', async () => {
    await find('one/a', 'one/b');
    view.focusField();
    press('ArrowDown');
    expect(document.activeElement).toBe(hits()[0]);
    press('ArrowDown');
    press('ArrowDown');
    expect(document.activeElement).toBe(hits()[1]);
    press('ArrowUp');
    press('ArrowUp');
    expect(document.activeElement).toBe(view.node.querySelector('input'));
    press('Escape');
    await settle();
    expect(hits()).toEqual([]);
    expect(model.query).toBe('');
  });
});
