import { act, fireEvent, render, screen, within } from '@testing-library/react';
import type * as React from 'react';
import type { ICompanion } from '../../tokens';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { Reloading } from './versions';
import { VersionsModel } from './versions';
import { VersionsPage } from './versionspage';

const path = 'CERNBox:/home/a #1.txt';
const route = 'api/versions/CERNBox%3A/home/a%20%231.txt';
const newer = { id: '2#', modified: '2026-11-02T10:00:00.000Z', size: 2048 };
const older = { id: '1', modified: null, size: null };

describe('earlier versions', () => {
  let server: TestServer;
  let companion: ICompanion;
  let documents: Reloading;
  let opened: string[];

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
    server.on(`GET ${route}`, { items: [newer, older] });
    server.on(`POST ${route}`, '', 204);
    documents = 'reloaded';
    opened = [];
  });

  afterEach(() => {
    companion.events.dispose();
    companion.status.dispose();
  });

  function show(): VersionsModel {
    const model = new VersionsModel({
      client: companion.client,
      path,
      reload: async () => documents
    });
    const page = new VersionsPage({
      model,
      open: url => opened.push(url),
      provider: 'CERNBox',
      status: companion.status,
      trans
    });
    // What a widget renders when it is attached.
    render((page as unknown as { render(): React.JSX.Element }).render());
    return model;
  }

  it('are waited for, then listed with their sizes', async () => {
    const model = show();
    expect(screen.getByRole('status').textContent).toContain('Looking');
    await act(() => model.load());
    const [, first, last] = screen.getAllByRole('row');
    expect(first?.textContent).toContain('2 KB');
    expect(first?.querySelector('time')?.title).toContain('2026');
    expect(last?.textContent).toContain('Unknown');
  });

  it('are opened and downloaded by their own address', async () => {
    const model = show();
    await act(() => model.load());
    const [, first] = screen.getAllByRole('row');
    if (!first) {
      throw new Error('There is no row');
    }
    fireEvent.click(within(first).getByRole('button', { name: /^Open/ }));
    const [url = ''] = opened;
    expect(url).toContain(
      'sciencemesh/api/version-content/CERNBox%3A/home/a%20%231.txt?id=2%23'
    );
    const link = within(first).getByRole('link', { name: /^Download/ });
    expect(link.getAttribute('href')).toBe(`${url}&download=1`);
    expect(link.getAttribute('download')).toBe('a #1.txt');
  });

  it('are restored one at a time, and the list is asked for again', async () => {
    const model = show();
    await act(() => model.load());
    const kept = { id: '3', modified: newer.modified, size: 7 };
    server.on(`GET ${route}`, { items: [kept, newer, older] });
    await act(async () => {
      fireEvent.click(
        screen.getByRole('button', { name: 'Restore the version of 1' })
      );
      void model.restore(newer);
      await settle();
    });
    expect(server.requests.filter(one => one.startsWith('POST'))).toEqual([
      `POST ${route} {"id":"1"}`
    ]);
    expect(screen.getAllByRole('row')).toHaveLength(4);
    expect(screen.getByText(/in the list as well/)).toBeTruthy();
    expect(screen.queryByText(/not saved/)).toBeNull();
  });

  it('leave an open document alone that is not saved, and say so', async () => {
    documents = 'unsaved';
    const model = show();
    await act(() => model.load());
    await act(() => model.restore(newer));
    expect(screen.getByText(/changes that are not saved/)).toBeTruthy();
  });

  it('say why one was not restored, and stay', async () => {
    const model = show();
    await act(() => model.load());
    const message = 'An edit is not at CERNBox yet.';
    server.on(`POST ${route}`, { code: 'edit-waits', message }, 409);
    await act(() => model.restore(newer));
    expect(screen.getByRole('alert').textContent).toBe(message);
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });

  it('say that there are none, and why none can be listed', async () => {
    const model = show();
    const message = 'CERNBox cannot be reached.';
    server.on(`GET ${route}`, { code: 'unreachable', message }, 502);
    await act(() => model.load());
    expect(screen.getByRole('alert').textContent).toBe(message);
    server.on(`GET ${route}`, { items: [] });
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await settle();
    });
    expect(screen.getByText('No earlier versions')).toBeTruthy();
  });
});
