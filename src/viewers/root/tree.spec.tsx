import { UseSignal } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';
import { settle, trans } from '../../testing/server';
import type { IListing, IRootDrawer } from './frame';
import { RootModel } from './model';
import type { IRootItem } from './protocol';
import { RootTree } from './tree';

function item(id: string, name: string, isFolder: boolean): IRootItem {
  return {
    id,
    name,
    title: '',
    className: isFolder ? 'TDirectory' : 'TH1F',
    kind: isFolder ? 'folder' : 'histogram',
    isDrawable: !isFolder,
    isFolder
  };
}

async function shown(): Promise<{ drawn: string[] }> {
  const drawn: string[] = [];
  const drawer = {
    ready: new Signal<IRootDrawer, void>({} as IRootDrawer),
    lost: new Signal<IRootDrawer, void>({} as IRootDrawer),
    open: async (): Promise<IListing> => ({
      items: [item('1', 'calibration', true), item('2', 'mass', false)],
      omitted: 0
    }),
    list: async (): Promise<IListing> => ({
      items: [item('1.3', '<b>scale</b>', false)],
      omitted: 0
    }),
    draw: async (id: string): Promise<void> => {
      drawn.push(id);
    },
    setTheme: () => undefined,
    restart: () => undefined,
    dispose: () => undefined,
    isDisposed: false
  };
  const model = new RootModel({ begin: async () => drawer, trans });
  await settle();
  drawer.ready.emit();
  await settle();
  render(
    <UseSignal signal={model.changed}>
      {() => <RootTree label="events.root" model={model} trans={trans} />}
    </UseSignal>
  );
  return { drawn };
}

async function press(key: string): Promise<void> {
  await act(async () => {
    fireEvent.keyDown(document.activeElement ?? document.body, { key });
    await settle();
  });
}

function row(name: RegExp): HTMLElement {
  return screen.getByRole('treeitem', { name });
}

describe('RootTree', () => {
  it('is walked with keys', async () => {
    const { drawn } = await shown();
    row(/calibration/).focus();
    expect(row(/calibration/).getAttribute('aria-expanded')).toBe('false');
    await press('ArrowRight');
    expect(row(/calibration/).getAttribute('aria-expanded')).toBe('true');
    await press('ArrowRight');
    expect(document.activeElement).toBe(row(/scale/));
    await press('Enter');
    expect(drawn).toEqual(['1.3']);
    expect(row(/scale/).getAttribute('aria-selected')).toBe('true');
    await press('ArrowLeft');
    expect(document.activeElement).toBe(row(/calibration/));
    await press('ArrowLeft');
    expect(screen.queryByRole('treeitem', { name: /scale/ })).toBeNull();
    await press('m');
    expect(document.activeElement).toBe(row(/mass/));
  });

  it('has one stop for the tab key', async () => {
    await shown();
    const stops = screen
      .getAllByRole('treeitem')
      .filter(({ tabIndex }) => tabIndex === 0);
    expect(stops).toHaveLength(1);
  });

  it('shows names as text', async () => {
    await shown();
    row(/calibration/).focus();
    await press('ArrowRight');
    expect(row(/scale/).textContent).toContain('<b>scale</b>');
  });
});
