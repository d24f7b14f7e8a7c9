import { act, fireEvent, render, screen } from '@testing-library/react';
import type * as React from 'react';
import type { ICompanion } from '../../tokens';
import { connected, settle, TestServer, trans } from '../../testing/server';
import { DeletedModel } from './deleted';
import { DeletedPage } from './deletedpage';

const home = { name: 'home', path: 'CERNBox:/home' };
const project = { name: 'project', path: 'CERNBox:/project' };
const route = 'api/trash/CERNBox%3A/home';
const since = '2026-11-10T00:00:00.000Z';

function deleted(path: string, id = path) {
  return {
    id,
    path: `CERNBox:/home/${path}`,
    kind: 'file',
    size: 5,
    deletedAt: '2026-11-20T10:00:00.000Z'
  };
}

describe('deleted files', () => {
  let server: TestServer;
  let companion: ICompanion;
  let restored: string[];

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
    server.on(`GET ${route}`, {
      items: [deleted('runs/a.txt'), deleted('b.txt')],
      since
    });
    restored = [];
  });

  afterEach(() => {
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(spaces = [home]): Promise<DeletedModel> {
    const model = new DeletedModel({
      client: companion.client,
      onRestored: (_, path) => restored.push(path),
      spaces
    });
    const page = new DeletedPage({
      model,
      provider: 'CERNBox',
      status: companion.status,
      trans
    });
    // What a widget renders when it is attached.
    render((page as unknown as { render(): React.JSX.Element }).render());
    await act(() => model.load());
    return model;
  }

  function names(): string[] {
    return screen
      .queryAllByRole('button', { name: /^Restore/ })
      .map(button => button.getAttribute('aria-label') ?? '');
  }

  it('tell where they were', async () => {
    await show();
    const [, first, second] = screen.getAllByRole('row');
    expect(first?.textContent).toContain('a.txtruns');
    expect(second?.textContent).toContain('b.txthome');
    expect(screen.getByText('Deleted since Nov 10, 2026')).toBeTruthy();
  });

  it('are found by name and by folder', async () => {
    await show();
    const filter = screen.getByRole('searchbox');
    fireEvent.change(filter, { target: { value: 'RUNS a' } });
    expect(names()).toEqual(['Restore a.txt']);
    fireEvent.change(filter, { target: { value: 'runs b' } });
    expect(names()).toEqual([]);
    expect(screen.getByText(/has this name/)).toBeTruthy();
  });

  it('come back, and are in the list no more', async () => {
    await show();
    server.on(`POST ${route}`, { path: 'CERNBox:/home/b.txt' });
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Restore b.txt' }));
      await settle();
    });
    expect(restored).toEqual(['CERNBox:/home/b.txt']);
    expect(names()).toEqual(['Restore a.txt']);
    expect(server.requests.at(-1)).toBe(
      `POST ${route} {"id":"b.txt","path":"CERNBox:/home/b.txt"}`
    );
  });

  it('say why one did not come back, and offer to make its folder', async () => {
    await show();
    const message = 'The folder "runs" is not there any more.';
    server.on(`POST ${route}`, { code: 'folder-missing', message }, 409);
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Restore a.txt' }));
      await settle();
    });
    expect(screen.getByRole('alert').textContent).toBe(message);
    server.on(`POST ${route}`, { path: 'CERNBox:/home/runs/a.txt' });
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: /^Make the folder/ }));
      await settle();
    });
    expect(server.requests.at(-1)).toContain('"makeFolder":true');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(names()).toEqual(['Restore b.txt']);
  });

  it('are looked for further back', async () => {
    const model = await show();
    server.on(`GET ${route}`, {
      items: [deleted('old.txt')],
      since: '2026-10-27T00:00:00.000Z'
    });
    await act(() => model.loadEarlier());
    expect(server.requests.at(-1)).toContain(
      `?until=${encodeURIComponent(since)}`
    );
    expect(names()).toHaveLength(3);
    expect(screen.getByText('Deleted since Oct 27, 2026')).toBeTruthy();
  });

  it('stay on show while they cannot be loaded again', async () => {
    const model = await show();
    const message = 'CERNBox cannot be reached.';
    server.on(`GET ${route}`, { code: 'unreachable', message }, 502);
    await act(() => model.load());
    expect(screen.getByRole('alert').textContent).toBe(message);
    expect(names()).toHaveLength(2);
  });

  it('are those of one space at a time', async () => {
    await show([home, project]);
    server.on('GET api/trash/CERNBox%3A/project', { items: [], since });
    await act(async () => {
      fireEvent.change(screen.getByRole('combobox', { name: 'Space' }), {
        target: { value: project.path }
      });
      await settle();
    });
    expect(screen.getByText('Nothing was deleted')).toBeTruthy();
  });
});
