import type { FileBrowser } from '@jupyterlab/filebrowser';
import { MimeData } from '@lumino/coreutils';
import type { ICopyOrder } from './copier';
import { CrossDriveDrop } from './dropping';

describe('CrossDriveDrop', () => {
  const orders: ICopyOrder[] = [];
  const inner = jest.fn();
  let node: HTMLElement;
  let row: HTMLElement;
  let drop: CrossDriveDrop;
  let under: { type: string; path: string } | undefined;

  beforeEach(() => {
    orders.length = 0;
    inner.mockClear();
    under = undefined;
    node = document.createElement('div');
    row = document.createElement('div');
    row.className = 'jp-DirListing-item';
    node.append(row);
    row.addEventListener('lm-dragover', inner);
    row.addEventListener('lm-drop', inner);
    drop = new CrossDriveDrop({
      browser: {
        node,
        model: { path: 'work', rootPath: '' },
        modelForClick: () => under
      } as unknown as FileBrowser,
      copy: order => orders.push(order),
      drives: new Set(['ScienceMesh', 'CERNBox']),
      isOurs: paths => paths.every(path => !path.startsWith('S3:'))
    });
  });

  afterEach(() => drop.dispose());

  function send(
    type: string,
    paths: string[],
    shiftKey = false,
    supportedActions = 'copy-move'
  ): Event & { dropAction?: string } {
    const mimeData = new MimeData();
    mimeData.setData('application/x-jupyter-icontents', paths);
    const event = new MouseEvent(type, {
      bubbles: true,
      cancelable: true,
      shiftKey
    });
    Object.assign(event, {
      mimeData,
      dropAction: 'none',
      proposedAction: 'move',
      supportedActions
    });
    row.dispatchEvent(event);
    return event;
  }

  it('takes what comes from the other drive, before the listing', () => {
    const event = send('lm-drop', ['ScienceMesh:one/a']);
    expect(event.defaultPrevented).toBe(true);
    expect(inner).not.toHaveBeenCalled();
    expect(orders).toEqual([
      { action: 'copy', paths: ['ScienceMesh:one/a'], target: 'work' }
    ]);
  });

  it('moves with Shift, into the folder under the pointer', () => {
    under = { type: 'directory', path: 'work/inner' };
    send('lm-dragover', ['ScienceMesh:one/a'], true);
    expect(row.classList.contains('jp-mod-dropTarget')).toBe(true);
    send('lm-drop', ['ScienceMesh:one/a'], true);
    expect(row.classList.contains('jp-mod-dropTarget')).toBe(false);
    expect(orders).toEqual([
      { action: 'move', paths: ['ScienceMesh:one/a'], target: 'work/inner' }
    ]);
  });

  it('answers with what the drag offers, or it would not be dropped', () => {
    const answer = (supported: string): string | undefined =>
      send('lm-dragover', ['ScienceMesh:one/a'], false, supported).dropAction;
    expect(answer('copy-move')).toBe('copy');
    expect(answer('move')).toBe('move');
  });

  it.each([
    ['drags within one drive', ['other/a.txt']],
    ['drags of other extensions', ['S3:bucket/a.txt']],
    ['drags of no files', []]
  ])('leaves %s alone', (_, paths) => {
    expect(send('lm-drop', paths).defaultPrevented).toBe(false);
    expect(inner).toHaveBeenCalledTimes(1);
    expect(orders).toEqual([]);
  });

  it('leaves everything alone once it is disposed', () => {
    drop.dispose();
    send('lm-drop', ['ScienceMesh:one/a']);
    expect(inner).toHaveBeenCalledTimes(1);
    expect(orders).toEqual([]);
  });
});
