import type { FileBrowser } from '@jupyterlab/filebrowser';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { CopyClipboard } from './clipboard';
import type { ICopyOrder } from './copier';

/**
 * The part of a file browser that has to do with its clipboard.
 */
class Browser {
  constructor(path: string) {
    this.model.path = path;
  }

  readonly model = {
    path: '',
    pathChanged: new Signal<object, { newValue: string }>({})
  };
  selected: string[] = [];
  held: string[] = [];

  selectedItems(): { path: string; name: string }[] {
    return this.selected.map(path => ({ path, name: path }));
  }

  clearSelectedItems(): void {
    this.selected = [];
  }

  async selectItemByName(name: string): Promise<void> {
    this.selected.push(name);
  }

  copy(): void {
    this.held = [...this.selected];
  }

  go(path: string): void {
    this.model.path = path;
    this.clearSelectedItems();
    this.model.pathChanged.emit({ newValue: path });
  }
}

describe('CopyClipboard', () => {
  let commands: CommandRegistry;
  let local: Browser;
  let drive: Browser;
  let current: Browser;
  let orders: ICopyOrder[];

  beforeEach(() => {
    commands = new CommandRegistry();
    local = new Browser('work');
    drive = new Browser('ScienceMesh:one');
    orders = [];
    const real = (browser: Browser): FileBrowser =>
      browser as unknown as FileBrowser;
    const clipboard = new CopyClipboard({
      browsers: () => [real(local), real(drive)],
      commands,
      copy: order => orders.push(order),
      current: () => real(current),
      drives: new Set(['ScienceMesh', 'CERNBox']),
      isOurs: () => true
    });
    clipboard.follow(real(local));
    clipboard.follow(real(drive));
    for (const id of [
      'filebrowser:copy',
      'filebrowser:cut',
      'sciencemesh:drive-copy'
    ]) {
      commands.addCommand(id, { execute: () => current.copy() });
    }
    for (const id of ['filebrowser:paste', 'sciencemesh:drive-paste']) {
      commands.addCommand(id, { execute: () => undefined });
    }
  });

  async function run(browser: Browser, id: string): Promise<void> {
    current = browser;
    await commands.execute(id);
  }

  it('carries what was copied in one browser to the other', async () => {
    local.selected = ['work/old.txt'];
    await run(local, 'filebrowser:copy');
    drive.selected = ['ScienceMesh:one/a'];
    await run(drive, 'sciencemesh:drive-copy');
    expect(local.held).toEqual([]);
    expect(local.selected).toEqual(['work/old.txt']);
    await run(local, 'filebrowser:paste');
    await run(local, 'filebrowser:paste');
    const order = {
      action: 'copy',
      paths: ['ScienceMesh:one/a'],
      target: 'work'
    };
    expect(orders).toEqual([order, order]);
  });

  it('moves what was cut, once', async () => {
    local.selected = ['work/a'];
    await run(local, 'filebrowser:cut');
    await run(drive, 'sciencemesh:drive-paste');
    await run(drive, 'sciencemesh:drive-paste');
    expect(orders).toEqual([
      { action: 'move', paths: ['work/a'], target: 'ScienceMesh:one' }
    ]);
  });

  it('carries between two drives', async () => {
    drive.selected = ['ScienceMesh:one/a'];
    await run(drive, 'sciencemesh:drive-copy');
    const target = 'CERNBox:Home';
    await run(new Browser(target), 'sciencemesh:drive-paste');
    expect(orders).toEqual([
      { action: 'copy', paths: ['ScienceMesh:one/a'], target }
    ]);
  });

  it('leaves a paste within one drive to its listing', async () => {
    local.selected = ['work/a'];
    await run(local, 'filebrowser:copy');
    local.go('other');
    await run(local, 'filebrowser:paste');
    expect(orders).toEqual([]);
    expect(local.held).toEqual(['work/a']);
  });

  it('takes over where the browser enters another share', async () => {
    drive.selected = ['ScienceMesh:one/a'];
    await run(drive, 'sciencemesh:drive-copy');
    drive.go('ScienceMesh:two/b');
    expect(drive.held).toEqual([]);
    await run(drive, 'sciencemesh:drive-paste');
    expect(orders).toEqual([
      {
        action: 'copy',
        paths: ['ScienceMesh:one/a'],
        target: 'ScienceMesh:two/b'
      }
    ]);
  });
});
