import { act, fireEvent, screen } from '@testing-library/react';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { Mirror } from 'sciencemesh-contract';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { WorkingCopyBar } from './bar';
import { mirror } from './testing/samples';
import { WorkingCopy } from './workingcopy';

describe('WorkingCopyBar', () => {
  let server: TestServer;
  let companion: ICompanion;
  let copy: WorkingCopy;
  let bar: WorkingCopyBar;

  async function show(change: Partial<Mirror>): Promise<void> {
    server.on('POST api/mirrors', mirror(change));
    await act(async () => {
      Widget.attach(bar, document.body);
      await copy.refresh();
      await settle();
    });
  }

  async function click(name: string | RegExp): Promise<void> {
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name }));
      await settle();
    });
  }

  beforeAll(() => {
    // jsdom lays nothing out.
    globalThis.ResizeObserver = class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    };
  });

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
    copy = new WorkingCopy({ companion, path: 'Data/runs' });
    bar = new WorkingCopyBar({ copy, trans });
  });

  afterEach(async () => {
    await act(async () => {
      bar.dispose();
      MessageLoop.flush();
    });
    copy.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('says nothing while all is in step', async () => {
    await show({});
    expect(bar.node.textContent).toBe('');
  });

  it('shows how far the files are, and lets the kernel start anyway', async () => {
    await show({
      state: 'fetching',
      arriving: { files: 1, totalFiles: 4, bytes: 1024, totalBytes: 4096 }
    });
    expect(bar.node.textContent).toContain(
      'Bringing in the files of Data/runs'
    );
    expect(bar.node.textContent).toContain('1 of 4 files');
    expect(bar.node.textContent).toContain('1 KB of 4 KB');
    await click('Start anyway');
    expect(copy.isAwaited).toBe(false);
    expect(screen.queryByRole('button', { name: 'Start anyway' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
  });

  it('lists larger files and fetches one', async () => {
    server.on('GET api/mirrors/mirror-1/files', {
      items: [{ path: 'big.root', size: 2048, state: 'left', message: null }],
      total: 1
    });
    server.on('POST api/mirrors/mirror-1/fetch', mirror(), 202);
    await show({ left: { files: 1, bytes: 2048 } });
    expect(bar.node.textContent).toContain('1 larger file is not here (2 KB)');
    await click('Show the list');
    await click('Fetch big.root');
    expect(server.requests).toContain(
      'POST api/mirrors/mirror-1/fetch {"paths":["big.root"]}'
    );
  });

  it('offers what was made here for upload', async () => {
    server.on('GET api/mirrors/mirror-1/files', {
      items: [{ path: 'result.csv', size: 3, state: 'new', message: null }],
      total: 1
    });
    server.on('POST api/mirrors/mirror-1/upload', mirror(), 202);
    await show({ changed: 1 });
    await click('Upload 1 file to Data');
    expect(server.requests).toContain(
      'POST api/mirrors/mirror-1/upload {"files":[{"path":"result.csv"}]}'
    );
    expect(bar.node.textContent).toBe('');
  });

  it('has the person decide about a conflict', async () => {
    server.on('GET api/mirrors/mirror-1/files', {
      items: [{ path: 'a.csv', size: 3, state: 'conflict', message: null }],
      total: 1
    });
    server.on('POST api/mirrors/mirror-1/upload', mirror(), 202);
    await show({ changed: 1, conflicts: 1 });
    expect(screen.queryByRole('button', { name: /^Upload/ })).toBeNull();
    expect(bar.node.textContent).toContain('Nothing is overwritten');
    await click('Show the list');
    await click('Keep both of a.csv');
    expect(server.requests).toContain(
      'POST api/mirrors/mirror-1/upload {"files":[{"path":"a.csv","resolution":"keep-both"}]}'
    );
  });

  it('has the person decide about each deletion and renaming', async () => {
    server.on('GET api/mirrors/mirror-1/files', {
      items: [
        { path: 'a.csv', size: 3, state: 'deleted', message: null, from: null },
        {
          path: 'c.csv',
          size: 3,
          state: 'renamed',
          message: null,
          from: 'b.csv'
        }
      ],
      total: 2
    });
    await show({ changed: 2, rearranged: 2 });
    expect(screen.queryByRole('button', { name: /^Upload/ })).toBeNull();
    expect(bar.node.textContent).toContain('2 changes made here are not in');
    await click('Show the list');
    server.on('POST api/mirrors/mirror-1/upload', mirror({ changed: 2 }), 202);
    server.on('POST api/mirrors/mirror-1/fetch', mirror({ changed: 2 }), 202);
    await click('Bring a.csv back');
    await click('Delete a.csv at the share');
    await click('Rename b.csv at the share');
    expect(server.requests.filter(one => /fetch|upload/.test(one))).toEqual([
      'POST api/mirrors/mirror-1/fetch {"paths":["a.csv"]}',
      'POST api/mirrors/mirror-1/upload {"files":[{"path":"a.csv"}]}',
      'POST api/mirrors/mirror-1/upload {"files":[{"path":"c.csv"}]}'
    ]);
  });

  it('offers no upload to a share for reading', async () => {
    await show({ changed: 2, writable: false });
    expect(screen.queryByRole('button', { name: /^Upload/ })).toBeNull();
    expect(bar.node.textContent).toContain('The share is for reading');
  });

  it('says why files are not here', async () => {
    await show({ state: 'failed', message: 'The server does not answer.' });
    expect(bar.node.textContent).toContain('The server does not answer.');
    await click('Try again');
    const asked = server.requests.filter(one => one.startsWith('POST'));
    expect(asked).toHaveLength(2);
  });
});
