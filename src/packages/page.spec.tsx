import { act, fireEvent, render, screen } from '@testing-library/react';
import type { PackagePreview } from 'sciencemesh-contract';
import * as React from 'react';
import { SharesModel } from '../shares/model';
import {
  cloud,
  file,
  ownNode,
  preview,
  share,
  transfer
} from '../testing/samples';
import { connected, settle, TestServer, trans } from '../testing/server';
import type { ICompanion } from '../tokens';
import { TransfersModel } from '../transfers/model';
import { StartedHere } from '../transfers/started';
import type { PackageActions } from './actions';
import { PackageModel } from './model';
import { PackagePage } from './page';

describe('PackagePage', () => {
  let server: TestServer;
  let companion: ICompanion;
  let shares: SharesModel;
  let transfers: TransfersModel;
  let model: PackageModel;
  let actions: Record<'open' | 'openWorkingCopy' | 'showFolder', jest.Mock>;

  beforeEach(async () => {
    window.sessionStorage.clear();
    server = new TestServer();
    server.on('GET api/shares', { items: [share()] });
    server.on('GET api/transfers', { items: [] });
    companion = await connected(server);
    shares = new SharesModel({ companion });
    transfers = new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    });
    actions = {
      open: jest.fn(),
      openWorkingCopy: jest.fn(),
      showFolder: jest.fn()
    };
  });

  afterEach(() => {
    model.dispose();
    transfers.dispose();
    shares.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(members: Partial<PackagePreview> = {}): Promise<void> {
    server.on('GET api/packages/package-1', preview(members));
    const source = { packageId: 'package-1' };
    model = new PackageModel({ companion, shares, source, transfers });
    await settle();
    const page = (): JSX.Element => (
      <PackagePage
        actions={actions as unknown as PackageActions}
        model={model}
        status={companion.status}
        trans={trans}
      />
    );
    const { rerender } = render(page());
    model.changed.connect(() => {
      rerender(page());
    });
  }

  it('shows what the package is, from whom it claims to be, and its authors', async () => {
    await show({ license: 'https://spdx.org/licenses/MIT' });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      'Dimuon spectrum'
    );
    for (const fact of [
      'Notebook',
      'Python',
      'Jane Doe',
      'MIT',
      'Claims to be from jdoe',
      'through player.example.org'
    ]) {
      expect(screen.getByText(fact)).toBeTruthy();
    }
  });

  it('names the provider where there are several, and leads there', async () => {
    const page = 'https://cloud.example.org/s/1';
    server.on('GET api/shares', { items: [share({ source: 'cloud', page })] });
    server.on('GET api/providers', { items: [ownNode(), cloud()] });
    await shares.refresh();
    await show();
    expect(screen.getByText('received in Cloud of the lab')).toBeTruthy();
    const link = screen.getByRole<HTMLAnchorElement>('link', {
      name: 'Open in Cloud of the lab'
    });
    expect([link.href, link.rel]).toEqual([page, 'noopener noreferrer']);
    server.on('GET api/providers', { items: [cloud()] });
    await act(async () => {
      await shares.refresh();
      await settle();
    });
    expect(screen.queryByText('received in Cloud of the lab')).toBeNull();
    expect(screen.getByText('Open in Cloud of the lab')).toBeTruthy();
  });

  it('says that it can run here, and with which kernel', async () => {
    await show();
    expect(screen.getByText('This package can run here')).toBeTruthy();
    expect(screen.getByText('Kernel: python3')).toBeTruthy();
  });

  it('names a kernel that is missing', async () => {
    await show({ kernel: { wanted: 'ir', offered: null } });
    expect(screen.getByText(/wants the kernel ir/)).toBeTruthy();
  });

  it('says why it cannot run here and leads to where it can', async () => {
    await show({
      kind: 'workflow',
      runnable: {
        here: false,
        reason: 'Galaxy workflows need a Galaxy server.',
        elsewhere: [
          { name: 'Galaxy Europe', url: 'https://usegalaxy.example.org/' },
          { name: 'Nowhere', url: 'javascript:alert(1)' }
        ]
      }
    });
    expect(
      screen.getByText('Galaxy workflows need a Galaxy server.')
    ).toBeTruthy();
    const links = screen.getAllByRole<HTMLAnchorElement>('link');
    expect(links.map(link => [link.href, link.rel])).toEqual([
      ['https://usegalaxy.example.org/', 'noopener noreferrer'],
      // The document as it was received, always a download.
      [
        'http://jupyter.test/user/marie/sciencemesh/api/packages/package-1/document',
        ''
      ]
    ]);
    expect(screen.getByText('Fetch the files')).toBeTruthy();
  });

  it('shows descriptions of strangers as text', async () => {
    await show({ description: '<script>alert(1)</script>' });
    expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
    expect(document.querySelector('script')).toBeNull();
  });

  it('opens, and does nothing before', async () => {
    await show();
    const before = server.requests.length;
    fireEvent.click(screen.getByText('Open as notebook'));
    expect(actions.open).toHaveBeenCalledWith(model, false);
    expect(server.requests).toHaveLength(before);
  });

  it('says when there is not enough room', async () => {
    await show({ files: [file({ size: 5000 })], freeBytes: 1000 });
    expect(screen.getByText('more than the 1000 B that are free')).toBeTruthy();
  });

  it('shows parameters as labelled fields and takes what is typed', async () => {
    await show({
      parameters: [
        {
          name: 'bins',
          type: 'integer',
          required: true,
          value: 10,
          description: 'How many'
        }
      ]
    });
    const field = await screen.findByLabelText<HTMLInputElement>(/^bins/);
    expect(field.value).toBe('10');
    await act(async () => {
      fireEvent.change(field, { target: { value: '25' } });
    });
    expect(model.choices.formData).toEqual({ p0: 25 });
    await act(async () => {
      fireEvent.change(field, { target: { value: '' } });
    });
    expect(model.choices.formErrors).toBe(1);
    expect(
      screen.getByText<HTMLElement>('Open as notebook').closest('button')
        ?.disabled
    ).toBe(true);
  });

  it('shows how far a transfer is, and cancels it', async () => {
    await show();
    act(() => server.push({ type: 'transfer', transfer: transfer() }));
    expect(
      screen.getByRole<HTMLProgressElement>('progressbar').value
    ).toBeCloseTo(0.25);
    server.on(
      'POST api/transfers/transfer-1/cancel',
      transfer({ state: 'cancelled' })
    );
    server.on('GET api/transfers/transfer-1/files', { items: [] });
    await act(async () => {
      fireEvent.click(screen.getByText('Cancel'));
      await settle();
    });
    expect(screen.getByText('Fetching was cancelled')).toBeTruthy();
    expect(screen.getByText('Go on')).toBeTruthy();
  });

  it('tells what did not arrive, what to do, and what to know before running', async () => {
    await show();
    server.on('GET api/transfers/transfer-1/files', {
      items: [{ path: 'a.csv', message: 'It wants a login.', url: null }]
    });
    await act(async () => {
      server.push({
        type: 'transfer',
        transfer: transfer({
          state: 'incomplete',
          filesFailed: 1,
          preflight: {
            kernel: { wanted: 'python2', offered: 'python3' },
            findings: [
              {
                code: 'imports-missing',
                message: 'uproot is not installed.',
                offer: 'pip install uproot'
              }
            ]
          }
        })
      });
      await settle();
    });
    expect(screen.getByText('1 file could not be fetched')).toBeTruthy();
    expect(screen.getByText('It wants a login.')).toBeTruthy();
    expect(screen.getByText('uproot is not installed.')).toBeTruthy();
    expect(screen.getByText('pip install uproot')).toBeTruthy();
    expect(
      screen.getByText('Kernel: python3, in place of python2')
    ).toBeTruthy();
  });

  it('goes on with what was broken off before there was a notebook', async () => {
    await show({
      workingCopies: [
        {
          path: 'ScienceMesh/a',
          notebook: null,
          createdAt: '2026-11-22T10:00:00.000Z',
          complete: false
        }
      ]
    });
    server.on('GET api/transfers/transfer-1/files', { items: [] });
    await act(async () => {
      server.push({
        type: 'transfer',
        transfer: transfer({ state: 'cancelled' })
      });
      await settle();
    });
    expect(screen.queryByText('Open working copy')).toBeNull();
    server.on('POST api/transfers/transfer-1/retry', transfer());
    await act(async () => {
      fireEvent.click(screen.getByText('Go on'));
      await settle();
    });
    expect(server.requests).toContain('POST api/transfers/transfer-1/retry {}');
    expect(screen.getByRole('progressbar')).toBeTruthy();
  });

  it('leads to the working copy that is there, or makes a fresh one', async () => {
    await show({
      workingCopies: [
        {
          path: 'ScienceMesh/a',
          notebook: 'ScienceMesh/a/b.ipynb',
          createdAt: '2026-11-22T10:00:00.000Z',
          complete: true
        }
      ]
    });
    fireEvent.click(screen.getByText('Open working copy'));
    expect(actions.openWorkingCopy).toHaveBeenCalledWith(model);
    fireEvent.click(screen.getByText('Open a fresh copy…'));
    expect(actions.open).toHaveBeenCalledWith(model, true);
  });

  it('gives up a copy that waits, and says why it waits', async () => {
    const copy = {
      path: 'ScienceMesh/a',
      notebook: 'ScienceMesh/a/b.ipynb',
      createdAt: '2026-11-22T10:00:00.000Z',
      complete: true
    };
    const copyTo = { folder: 'CERNBox:/home', message: 'It is away.' };
    await show({ workingCopies: [{ ...copy, copyTo }] });
    expect(screen.getByText(/tried again: It is away\./)).toBeTruthy();
    server.on(
      'DELETE api/packages/package-1/copy',
      preview({ workingCopies: [copy] })
    );
    await act(async () => {
      fireEvent.click(screen.getByText('Do Not Copy'));
      await settle();
    });
    expect(server.requests).toContain(
      'DELETE api/packages/package-1/copy {"path":"ScienceMesh/a"}'
    );
    expect(screen.queryByText('Do Not Copy')).toBeNull();
  });

  it('shows the first of many warnings', async () => {
    await show({
      warnings: Array.from({ length: 12 }, (_, index) => ({
        code: 'odd',
        level: 'warning' as const,
        entity: null,
        message: `Odd ${index}`
      }))
    });
    expect(screen.getByText('12 warnings')).toBeTruthy();
    expect(screen.queryByText('Odd 11')).toBeNull();
    fireEvent.click(screen.getByText('Show 7 more'));
    expect(screen.getByText('Odd 11')).toBeTruthy();
  });

  it('does not warn of what holds for every package that was dispatched', async () => {
    const notice = {
      code: 'personal-data',
      level: 'note' as const,
      entity: null,
      message: 'The package names its sender.'
    };
    await show({ warnings: [notice] });
    expect(screen.getByText('Good to know')).toBeTruthy();
    expect(screen.getByText('The package names its sender.')).toBeTruthy();
    expect(screen.queryByText(/warning/)).toBeNull();
  });
});
