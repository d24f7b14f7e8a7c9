import { act, fireEvent, render, screen } from '@testing-library/react';
import type { Provider } from 'sciencemesh-contract';
import * as React from 'react';
import { cloud, ownNode, share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { NoShares } from './empty';
import { SharesModel } from './model';
import { ProviderTroubles } from './troubles';

describe('ProviderTroubles', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;

  const message = 'Your login has ended.';
  const advice = 'Sign in again, then try again.';
  const signedOut = cloud({ state: 'signed-out', message, advice });

  async function show(...providers: Provider[]): Promise<void> {
    server.on('GET api/providers', { items: [ownNode(), ...providers] });
    companion = await connected(server);
    model = new SharesModel({ companion });
    await settle();
    const banner = (): JSX.Element => (
      <ProviderTroubles model={model} trans={trans} />
    );
    const { rerender } = render(banner());
    model.changed.connect(() => act(() => rerender(banner())));
  }

  const text = (): string => document.body.textContent ?? '';
  const news = (): string | null => screen.getByRole('status').textContent;

  beforeEach(() => {
    server = new TestServer();
    server.on('GET api/shares', { items: [] });
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('says nothing of providers that are well or on their way', async () => {
    await show(cloud(), cloud({ id: 'other', state: 'connecting' }));
    expect(text()).toBe('');
  });

  it('asks to sign in again, where and how', async () => {
    await show(signedOut);
    expect(news()).toBe('Cloud of the lab: sign in again');
    expect(text()).toContain(message);
    expect(text()).toContain(advice);
    const link = screen.getByRole<HTMLAnchorElement>('link', {
      name: 'Open Cloud of the lab'
    });
    expect([link.href, link.rel]).toEqual([
      'https://cloud.example.org/',
      'noopener noreferrer'
    ]);
    server.on('POST api/providers/cloud/refresh', cloud());
    await act(async () => {
      fireEvent.click(screen.getByLabelText('Try again: Cloud of the lab'));
      await settle();
    });
    expect(text()).toBe('');
  });

  it.each([
    ['http://cloud.example.org/', true],
    ['javascript:alert(1)', false]
  ])('leads to %s: %s', async (page, isLink) => {
    await show({ ...signedOut, page });
    expect(screen.queryByRole('link') !== null).toBe(isLink);
  });

  it.each([
    ['unreachable', 'Cloud of the lab cannot be reached'],
    ['limited', 'Cloud of the lab: not everything works']
  ] as const)('says that one is %s, and tries again', async (state, title) => {
    await show(cloud({ state, message }));
    expect(news()).toBe(title);
    expect(text()).toContain(message);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByLabelText(/^Try again/)).toBeTruthy();
  });

  it.each([
    ['unfolded', []],
    ['folded', [share()]]
  ])('says why another look is not possible, %s', async (_, items) => {
    server.on('GET api/shares', { items });
    await show(signedOut);
    server.on(
      'POST api/providers/cloud/refresh',
      { code: 'store', message: 'Disk full.' },
      500
    );
    await act(async () => {
      fireEvent.click(screen.getByLabelText(/^Try again/));
      await settle();
    });
    expect(screen.getByRole('alert').textContent).toBe('Disk full.');
  });

  it('stays folded until there is other news', async () => {
    await show(signedOut);
    const fold = (): HTMLElement =>
      screen.getByRole('button', { expanded: true });
    act(() => {
      fireEvent.click(fold());
    });
    expect(text()).not.toContain(message);
    server.push({
      type: 'provider',
      provider: { ...signedOut, checkedAt: '2026-11-22T11:00:00.000Z' }
    });
    expect(text()).not.toContain(message);
    server.push({
      type: 'provider',
      provider: { ...signedOut, state: 'unreachable' }
    });
    expect(fold()).toBeTruthy();
    expect(text()).toContain(message);
  });

  it('leaves room to shares at first, and is one click away', async () => {
    server.on('GET api/shares', { items: [share()] });
    await show(signedOut);
    expect(text()).not.toContain(message);
    expect(screen.getByRole('link')).toBeTruthy();
    expect(screen.getByLabelText(/^Try again/)).toBeTruthy();
    act(() => {
      fireEvent.click(screen.getByRole('button', { expanded: false }));
    });
    expect(text()).toContain(message);
    expect(text()).toContain(advice);
  });

  it('says in short what does not work, also where there are shares', async () => {
    server.on('GET api/shares', { items: [share()] });
    await show(cloud({ state: 'limited', message, advice }));
    expect(text()).toContain(message);
    expect(text()).not.toContain(advice);
  });

  it('holds several in one strip, folded at first', async () => {
    await show(
      signedOut,
      cloud({
        id: 'other',
        label: 'Other cloud',
        state: 'limited',
        message: 'It hands out no documents.'
      })
    );
    expect(document.querySelectorAll('.jp-SciMeshBanner')).toHaveLength(1);
    expect(text()).toContain('2 providers need attention');
    expect(text()).toContain('Other cloud: not everything works');
    expect(text()).not.toContain(message);
    act(() => {
      fireEvent.click(screen.getByRole('button', { expanded: false }));
    });
    expect(text()).toContain(message);
    expect(text()).toContain('It hands out no documents.');
    server.on('POST api/providers/other/refresh', cloud({ id: 'other' }));
    await act(async () => {
      fireEvent.click(screen.getByLabelText('Try again: Other cloud'));
      await settle();
    });
    expect(text()).not.toContain('Other cloud');
    expect(news()).toBe('Cloud of the lab: sign in again');
  });

  it('has the empty list say where shares come from', async () => {
    server.on('GET api/node', {
      ocm: { enabled: false, address: null },
      workspace: { folder: 'ScienceMesh' }
    });
    await show(cloud({ state: 'connecting' }));
    const noop = (): void => undefined;
    render(
      <NoShares
        browse={noop}
        check={noop}
        model={model}
        open={noop}
        openFile={noop}
        openUrl={noop}
        status={companion.status}
        trans={trans}
      />
    );
    expect(text()).toContain('Shares that arrive in Cloud of the lab appear');
    expect(text()).toContain('Looking for shares in Cloud of the lab…');
    expect(text()).not.toContain('nothing can be shared with you');
  });
});
