import { act, fireEvent, screen, within } from '@testing-library/react';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { offer, share } from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SharesModel } from './model';
import { SharesView } from './view';

describe('SharesView', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SharesModel;
  let view: SharesView;
  let open: jest.Mock;

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

  beforeEach(() => {
    server = new TestServer();
    server.on('GET api/shares', { items: [share(), offer()] });
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

  it('shows what came, from whom it claims to be, and where from', async () => {
    await show();
    const [row] = screen.getAllByRole('listitem');
    expect(row?.textContent).toContain('Dimuon spectrum');
    expect(row?.textContent).toContain('claims to be from jdoe');
    expect(row?.textContent).toContain('player.example.org');
  });

  it('does not doubt a sender who has signed', async () => {
    server.on('GET api/shares', { items: [share({ authenticity: 'signed' })] });
    await show();
    expect(screen.getByText('from jdoe')).toBeTruthy();
  });

  it('shows names of strangers as they are, never as HTML', async () => {
    const name = '<img src=x onerror=alert(1)>';
    server.on('GET api/shares', { items: [share({ name })] });
    await show();
    expect(screen.getByText(name)).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });

  it('lets offers be decided, and packages only be opened', async () => {
    await show();
    const [packageRow, offerRow] = screen.getAllByRole('listitem');
    const buttons = (row: HTMLElement | undefined): (string | null)[] =>
      within(row as HTMLElement)
        .getAllByRole('button')
        .map(button => button.getAttribute('aria-label'));
    expect(buttons(packageRow)).toEqual([null, 'Hide Dimuon spectrum']);
    expect(buttons(offerRow)).toEqual([
      null,
      'Hide Beam test',
      'Accept Beam test',
      'Decline Beam test'
    ]);
  });

  it('declines, and brings back what was declined', async () => {
    await show();
    server.on('PATCH api/shares/share-2', offer({ state: 'declined' }));
    await act(async () => {
      fireEvent.click(screen.getByLabelText('Decline Beam test'));
      await settle();
    });
    expect(screen.queryByText('Beam test')).toBeNull();
    await act(async () => {
      fireEvent.click(screen.getByText('Hidden'));
    });
    server.on('PATCH api/shares/share-2', offer());
    await act(async () => {
      fireEvent.click(screen.getByLabelText('Bring back Beam test'));
      await settle();
    });
    expect(server.requests.filter(one => one.startsWith('PATCH'))).toEqual([
      'PATCH api/shares/share-2 {"state":"declined"}',
      'PATCH api/shares/share-2 {"state":"pending"}'
    ]);
  });

  it('is one stop for the Tab key, with arrows between the rows', async () => {
    await show();
    const rows = [
      ...document.querySelectorAll<HTMLElement>('.jp-SciMeshShare-main')
    ];
    expect(rows.map(row => row.tabIndex)).toEqual([0, -1]);
    act(() => rows[0]?.focus());
    fireEvent.keyDown(rows[0] as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rows[1]);
    expect(rows.map(row => row.tabIndex)).toEqual([-1, 0]);
    fireEvent.keyDown(rows[1] as HTMLElement, { key: 'Home' });
    expect(document.activeElement).toBe(rows[0]);
  });

  it('opens a package, and shows what is known of a folder', async () => {
    await show();
    fireEvent.click(screen.getByText('Dimuon spectrum'));
    expect(open).toHaveBeenCalledWith(share());
    fireEvent.click(screen.getByText('Beam test'));
    expect(open).toHaveBeenCalledTimes(1);
    expect(screen.getByText('Shared with')).toBeTruthy();
  });

  it('names the owner only where it is somebody else', async () => {
    const { sender } = offer();
    server.on('GET api/shares', { items: [offer({ owner: sender })] });
    await show();
    fireEvent.click(screen.getByText('Beam test'));
    expect(screen.getByText('Sender')).toBeTruthy();
    expect(screen.queryByText('Owner')).toBeNull();
    await act(async () => {
      server.push({ type: 'share', share: offer() });
    });
    expect(screen.getByText('Owner')).toBeTruthy();
  });

  it('tells a sender again who could not be told', async () => {
    const type = 'SHARE_ACCEPTED';
    const message = 'cloud.example.org was not told of your decision.';
    const failed = offer({
      state: 'accepted',
      delivery: { type, state: 'failed', attempts: 7, message }
    });
    server.on('GET api/shares', { items: [failed] });
    await show();
    expect(screen.queryByText('Try again')).toBeNull();
    fireEvent.click(screen.getByText('Beam test'));
    expect(document.body.textContent).toContain(message);
    server.on('POST api/shares/share-2/delivery/retry', {
      ...failed,
      delivery: { type, state: 'queued', attempts: 0, message: null }
    });
    await act(async () => {
      fireEvent.click(
        screen.getByLabelText('Tell the sender of Beam test again')
      );
      await settle();
    });
    expect(server.requests).toContain(
      'POST api/shares/share-2/delivery/retry {}'
    );
    expect(screen.queryByText('Try again')).toBeNull();
    expect(screen.queryByText('Sender not told')).toBeNull();
  });

  it('says how to receive something where nothing was received', async () => {
    server.on('GET api/shares', { items: [] });
    await show();
    expect(screen.getByText('marie@lab.example.org')).toBeTruthy();
  });

  it('says that there is no address yet where none is configured', async () => {
    server.on('GET api/shares', { items: [] });
    server.on('GET api/node', {
      ocm: { enabled: false, address: null },
      workspace: { folder: 'ScienceMesh' }
    });
    await show();
    expect(screen.getByText(/has no Open Cloud Mesh address/)).toBeTruthy();
  });

  it('keeps the list and says why when the companion goes', async () => {
    await show();
    server.on('GET status', {
      state: 'failed',
      message: 'It was killed.',
      reason: 'killed'
    });
    await act(async () => {
      await companion.status.refresh();
    });
    expect(screen.getByRole('alert').textContent).toBe('It was killed.');
    expect(screen.getByText('Dimuon spectrum')).toBeTruthy();
    server.on('POST restart', {});
    await act(async () => {
      fireEvent.click(screen.getByText('Try again'));
      await settle();
    });
    expect(server.requests).toContain('POST restart {}');
  });
});
