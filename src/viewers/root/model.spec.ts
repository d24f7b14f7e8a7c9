import { Signal } from '@lumino/signaling';
import { settle, trans } from '../../testing/server';
import type { IListing, IRootDrawer } from './frame';
import { RootModel } from './model';
import type { IRootItem } from './protocol';

function item(id: string, isFolder = false): IRootItem {
  return {
    id,
    name: id,
    title: '',
    className: isFolder ? 'TDirectory' : 'TH1F',
    kind: isFolder ? 'folder' : 'histogram',
    isDrawable: !isFolder,
    isFolder
  };
}

/** Lists a folder with one histogram; what it draws, a test decides. */
class TestDrawer implements IRootDrawer {
  readonly ready = new Signal<this, void>(this);
  readonly lost = new Signal<this, void>(this);
  readonly drawn: string[] = [];
  isDisposed = false;
  restarts = 0;
  outcome: () => Promise<void> = async () => undefined;
  opened: () => Promise<IListing> = async () => ({
    items: [item('folder', true), item('mass')],
    omitted: 0
  });

  open(): Promise<IListing> {
    return this.opened();
  }

  async list(parent: string): Promise<IListing> {
    return { items: [item(`${parent}.1`)], omitted: 3 };
  }

  async draw(id: string): Promise<void> {
    this.drawn.push(id);
    await this.outcome();
  }

  setTheme(): void {
    // The test looks at no colours.
  }

  restart(): void {
    this.restarts += 1;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

async function opened(): Promise<{ drawer: TestDrawer; model: RootModel }> {
  const drawer = new TestDrawer();
  const model = new RootModel({ begin: async () => drawer, trans });
  await settle();
  drawer.ready.emit();
  await settle();
  return { drawer, model };
}

describe('RootModel', () => {
  it('shows what is in a folder when it is opened', async () => {
    const { model } = await opened();
    expect(model.rows.map(({ item: { id } }) => id)).toEqual([
      'folder',
      'mass'
    ]);
    await model.toggle('folder');
    expect(model.rows).toMatchObject([
      { item: { id: 'folder' }, isExpanded: true, level: 1, omitted: 3 },
      { item: { id: 'folder.1' }, isExpanded: null, level: 2 },
      { item: { id: 'mass' }, level: 1, position: 2, siblings: 2 }
    ]);
    await model.toggle('folder');
    expect(model.rows).toHaveLength(2);
  });

  it('says why an item could not be drawn', async () => {
    const { drawer, model } = await opened();
    drawer.outcome = async () => {
      throw new Error('No such class');
    };
    await model.draw(item('mass'));
    expect(model.drawing).toMatchObject({
      kind: 'failed',
      failure: { message: 'No such class' }
    });
  });

  it('shows the end of the last drawing, not of one before', async () => {
    const { drawer, model } = await opened();
    let finish: (() => void) | undefined;
    drawer.outcome = () =>
      new Promise(resolve => {
        finish = resolve;
      });
    const slow = model.draw(item('slow'));
    drawer.outcome = async () => undefined;
    await model.draw(item('mass'));
    finish?.();
    await slow;
    expect(model.drawing).toMatchObject({
      kind: 'drawn',
      item: { id: 'mass' }
    });
  });

  it('forgets what it knew when the frame was loaded anew', async () => {
    const { drawer, model } = await opened();
    await model.toggle('folder');
    await model.draw(item('mass'));
    drawer.ready.emit();
    await settle();
    expect(model.rows).toHaveLength(2);
    expect(model.drawing).toEqual({ kind: 'none' });
  });

  it('says that the frame has gone, and begins anew when asked', async () => {
    const { drawer, model } = await opened();
    drawer.lost.emit();
    expect(model.state).toMatchObject({ state: 'failed' });
    model.restart();
    expect(drawer.restarts).toBe(1);
    expect(model.state).toEqual({ state: 'loading' });
  });

  it('says why a file could not be opened', async () => {
    const { drawer, model } = await opened();
    drawer.opened = async () => {
      throw new Error('Not a ROOT file');
    };
    drawer.ready.emit();
    await settle();
    expect(model.state).toMatchObject({
      state: 'failed',
      failure: { message: 'Not a ROOT file' }
    });
  });

  it('disposes of a drawer that comes too late', async () => {
    const drawer = new TestDrawer();
    const model = new RootModel({ begin: async () => drawer, trans });
    model.dispose();
    await settle();
    expect(drawer.isDisposed).toBe(true);
  });
});
