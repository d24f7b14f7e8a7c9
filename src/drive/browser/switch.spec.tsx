import type { IStateDB } from '@jupyterlab/statedb';
import { StateDB } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act, fireEvent, screen } from '@testing-library/react';
import { settle, trans } from '../../testing/server';
import type { DrivePage } from './switch';
import { DriveSwitch } from './switch';

/**
 * The part of a browser that tells which drive it shows.
 */
class Page extends Widget {
  constructor(name: string) {
    super();
    this.id = `page-${name}`;
    this.called = new Signal<object, void>({});
    this.folder = {
      called: this.called,
      drive: { name }
    } as unknown as DrivePage['folder'];
  }

  readonly called: Signal<object, void>;
  readonly folder: DrivePage['folder'];
}

describe('DriveSwitch', () => {
  let shares: Page;
  let own: Page;
  let state: IStateDB;
  let drives: DriveSwitch<Page>;

  beforeEach(() => {
    shares = new Page('ScienceMesh');
    own = new Page('CERNBox');
    state = new StateDB();
  });

  afterEach(() => act(() => drives.dispose()));

  async function show(...more: Page[]): Promise<void> {
    await act(async () => {
      drives = new DriveSwitch(shares, { state, trans });
      Widget.attach(drives, document.body);
      more.forEach(page => drives.add(page));
      await settle();
    });
  }

  const tab = (name: string): HTMLElement => screen.getByRole('tab', { name });
  const visible = (): string[] =>
    drives.browsers
      .filter(({ isVisible }) => isVisible)
      .map(({ folder }) => folder.drive.name);

  it('has no tabs where there is one drive', async () => {
    await show();
    expect(screen.queryByRole('tab')).toBeNull();
    expect(visible()).toEqual(['ScienceMesh']);
    expect(shares.node.hasAttribute('role')).toBe(false);
  });

  it('turns to another drive, which is told', async () => {
    await show(own);
    const turned: Page[] = [];
    drives.turned.connect((_, page) => turned.push(page));
    expect(screen.getByRole('tablist', { name: 'Drives' })).toBeTruthy();
    expect(visible()).toEqual(['ScienceMesh']);
    await act(async () => {
      fireEvent.click(tab('CERNBox'));
      await settle();
    });
    expect(visible()).toEqual(['CERNBox']);
    expect(turned).toEqual([own]);
    expect(tab('CERNBox').getAttribute('aria-selected')).toBe('true');
    expect(tab('CERNBox').getAttribute('aria-controls')).toBe(own.id);
    expect(screen.getByRole('tabpanel', { name: 'CERNBox' })).toBe(own.node);
  });

  it('is one stop for the keyboard, in which arrows turn', async () => {
    await show(own);
    const press = async (name: string, key: string): Promise<void> => {
      await act(async () => {
        fireEvent.keyDown(tab(name), { key });
        await settle();
      });
    };
    const stops = (): (string | null)[] =>
      screen
        .getAllByRole('tab')
        .filter(({ tabIndex }) => tabIndex === 0)
        .map(({ textContent }) => textContent);
    await press('ScienceMesh', 'ArrowRight');
    expect(document.activeElement).toBe(tab('CERNBox'));
    expect(stops()).toEqual(['CERNBox']);
    await press('CERNBox', 'ArrowRight');
    expect(visible()).toEqual(['ScienceMesh']);
    await press('ScienceMesh', 'End');
    expect(visible()).toEqual(['CERNBox']);
    await press('CERNBox', 'Home');
    expect(visible()).toEqual(['ScienceMesh']);
  });

  it('follows links into a drive', async () => {
    await show(own);
    await act(async () => own.called.emit());
    expect(visible()).toEqual(['CERNBox']);
    await act(async () => shares.called.emit());
    expect(visible()).toEqual(['ScienceMesh']);
  });

  it('shows the drive of the last time, also where it comes late', async () => {
    await show(own);
    await act(async () => {
      drives.front = own;
      await settle();
      drives.dispose();
    });
    shares = new Page('ScienceMesh');
    own = new Page('CERNBox');
    await show();
    expect(visible()).toEqual(['ScienceMesh']);
    await act(async () => drives.add(own));
    expect(visible()).toEqual(['CERNBox']);
  });

  it('stays where a link has led before the last time was known', async () => {
    await state.save('jupyterlab-sciencemesh:drive-in-front', {
      drive: 'CERNBox'
    });
    await act(async () => {
      drives = new DriveSwitch(shares, { state, trans });
      Widget.attach(drives, document.body);
      shares.called.emit();
      drives.add(own);
      await settle();
    });
    expect(visible()).toEqual(['ScienceMesh']);
  });

  it('finds the browser for a path', async () => {
    await show(own);
    expect(drives.of('CERNBox:Home/a')).toBe(own);
    expect(drives.of('ScienceMesh:Beam')).toBe(shares);
    expect(drives.of('Beam/a')).toBe(shares);
  });
});
