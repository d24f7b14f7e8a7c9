import { act, fireEvent, screen, within } from '@testing-library/react';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { cloud, offer, ownNode, share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';
import { SharesView } from './view';

describe('SharesView with several providers', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;
  let view: SharesView;
  let open: jest.Mock;

  const page = 'https://cloud.example.org/s/1';
  const fromCloud = share({ source: 'cloud', page });

  async function show(): Promise<void> {
    companion = await connected(server);
    model = new SharesModel({ companion });
    open = jest.fn();
    view = new SharesView({
      model,
      open,
      browse: jest.fn(),
      check: jest.fn(),
      openFile: jest.fn(),
      openUrl: jest.fn(),
      status: companion.status,
      trans
    });
    await act(async () => {
      Widget.attach(view, document.body);
      MessageLoop.flush();
      await settle();
    });
  }

  const text = (): string => document.body.textContent ?? '';

  beforeEach(() => {
    server = new TestServer();
    server.on('GET api/providers', { items: [ownNode(), cloud()] });
    server.on('GET api/shares', { items: [fromCloud, offer()] });
    server.on('GET api/node', {
      ocm: { enabled: true, address: 'marie@lab.example.org' },
      workspace: { folder: 'ScienceMesh' }
    });
  });

  afterEach(async () => {
    await act(async () => {
      view.dispose();
      MessageLoop.flush();
    });
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('names in each row and in its details who brought the share', async () => {
    await show();
    const [first, second] = screen.getAllByRole('listitem');
    expect(first?.textContent).toContain('Received in: Cloud of the lab');
    expect(second?.textContent).toContain('Received in: This JupyterLab');
    fireEvent.click(screen.getByText('Beam test'));
    const term = screen.getByText('Received in');
    expect(term.nextElementSibling?.textContent).toBe('This JupyterLab');
  });

  it('names nobody where there is but one', async () => {
    server.on('GET api/providers', { items: [ownNode()] });
    server.on('GET api/shares', { items: [offer()] });
    await show();
    fireEvent.click(screen.getByText('Beam test'));
    expect(text()).not.toContain('Received in');
    expect(screen.queryByLabelText('From')).toBeNull();
  });

  it('lists those of one provider when that is chosen, and says when there are none', async () => {
    await show();
    const from = screen.getByLabelText<HTMLSelectElement>('From');
    expect([...from.options].map(({ label, text }) => label || text)).toEqual([
      'From all',
      'This JupyterLab',
      'Cloud of the lab'
    ]);
    act(() => {
      fireEvent.change(from, { target: { value: 'cloud' } });
    });
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    act(() => {
      fireEvent.click(screen.getByText('Hidden'));
    });
    expect(text()).toContain('Nothing of this kind from Cloud of the lab');
    act(() => {
      fireEvent.click(screen.getByText('Show those of all'));
    });
    expect(from.value).toBe('');
  });

  it('leads to the page of a share, and to no page that is none', async () => {
    const local = offer({ source: 'cloud', page: 'javascript:alert(1)' });
    server.on('GET api/shares', { items: [fromCloud, local] });
    await show();
    const name = 'Open in Cloud of the lab: Dimuon spectrum';
    const link = screen.getByRole<HTMLAnchorElement>('link', { name });
    expect([link.href, link.rel, link.target]).toEqual([
      page,
      'noopener noreferrer',
      '_blank'
    ]);
    fireEvent.click(screen.getByText('Beam test'));
    expect(screen.getAllByRole('link')).toEqual([link]);
  });

  it('keeps the link of a row out of the way of the Tab key until it is there', async () => {
    server.on('GET api/shares', {
      items: [fromCloud, offer({ source: 'cloud', page })]
    });
    await show();
    const reach = (): number[] =>
      screen.getAllByRole<HTMLAnchorElement>('link').map(one => one.tabIndex);
    expect(reach()).toEqual([0, -1]);
    const [first] = document.querySelectorAll('.jp-SciMeshShare-main');
    act(() => {
      fireEvent.keyDown(first as Element, { key: 'ArrowDown' });
    });
    expect(reach()).toEqual([-1, 0]);
  });

  it('tells that a package is being copied, and sets it back', async () => {
    const copying = { ...fromCloud, copying: true };
    server.on('GET api/shares', { items: [copying] });
    await show();
    expect(screen.getByText('Being copied at Cloud of the lab')).toBeTruthy();
    const button = (): HTMLElement =>
      screen.getByLabelText('Set back Dimuon spectrum');
    server.on(
      'POST api/shares/share-1/set-back',
      { code: 'unreachable', message: 'The cloud does not answer.' },
      503
    );
    await act(async () => {
      fireEvent.click(button());
      await settle();
    });
    expect(screen.getByRole('alert').textContent).toBe(
      'The cloud does not answer.'
    );
    server.on('POST api/shares/share-1/set-back', fromCloud);
    await act(async () => {
      fireEvent.click(button());
      await settle();
    });
    expect(text()).not.toContain('Being copied');
    expect(screen.queryByText('Set back')).toBeNull();
  });

  it('offers to set back only where that is possible', async () => {
    const { capabilities } = cloud();
    server.on('GET api/providers', {
      items: [
        ownNode(),
        cloud({ capabilities: { ...capabilities, setsBack: false } })
      ]
    });
    server.on('GET api/shares', { items: [{ ...fromCloud, copying: true }] });
    await show();
    expect(screen.getByText('Being copied at Cloud of the lab')).toBeTruthy();
    expect(screen.queryByText('Set back')).toBeNull();
  });

  it('says why a package cannot be read, and shows what is known of it', async () => {
    const message = 'The gateway of the cloud is out of reach.';
    const limited = cloud({ state: 'limited', message });
    server.on('GET api/providers', { items: [ownNode(), limited] });
    server.on('GET api/shares', { items: [{ ...fromCloud, package: null }] });
    await show();
    const row = document.querySelector('.jp-SciMeshShare') as HTMLElement;
    expect(row.textContent).toContain(
      `Its contents cannot be read yet: ${message}`
    );
    fireEvent.click(screen.getByText('Dimuon spectrum'));
    expect(open).not.toHaveBeenCalled();
    expect(within(row).getByText('Shared with')).toBeTruthy();
    server.on('POST api/providers/cloud/refresh', cloud());
    await act(async () => {
      fireEvent.click(
        screen.getByLabelText('Try again: contents of Dimuon spectrum')
      );
      server.push({ type: 'share', share: fromCloud });
      await settle();
    });
    expect(row.textContent).not.toContain('cannot be read');
    fireEvent.click(screen.getByText('Dimuon spectrum'));
    expect(open).toHaveBeenCalledWith(fromCloud);
  });

  it('says nothing of senders whom the provider does not tell', async () => {
    const message = 'The sender was not told.';
    const delivery = {
      type: 'SHARE_ACCEPTED',
      state: 'failed',
      attempts: 7,
      message
    } as const;
    const failed = { state: 'accepted', delivery } as const;
    server.on('GET api/shares', {
      items: [offer({ ...failed, source: 'cloud' })]
    });
    await show();
    fireEvent.click(screen.getByText('Beam test'));
    expect(screen.queryByText('Sender not told')).toBeNull();
    expect(text()).not.toContain(message);
    await act(async () => {
      server.push({ type: 'share', share: offer(failed) });
    });
    expect(screen.getByText('Sender not told')).toBeTruthy();
    expect(text()).toContain(message);
  });
});
