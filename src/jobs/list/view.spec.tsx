import { act, fireEvent, render, screen } from '@testing-library/react';
import type { Job, Site } from 'sciencemesh-contract';
import * as React from 'react';
import { job, site } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import type { JobActions } from '../actions';
import { JobsModel } from '../model';
import { listed } from './choice';
import { Jobs } from './view';

describe('listed', () => {
  it('has what goes on first, then ends that nobody has seen', () => {
    const jobs = [
      job({ id: 'seen', state: 'done', seen: true }),
      job({ id: 'new', state: 'failed' }),
      job({ id: 'runs' })
    ];
    expect(listed(jobs).map(({ id }) => id)).toEqual(['runs', 'new', 'seen']);
  });

  it('leaves long histories to the table', () => {
    const jobs = Array.from({ length: 500 }, (_, index) =>
      job({ id: String(index), state: 'done', seen: true })
    );
    expect(listed(jobs)).toHaveLength(20);
  });
});

describe('Jobs', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: JobsModel;
  const actions = {
    cancel: jest.fn(),
    isBusy: () => false,
    look: jest.fn(),
    open: jest.fn(),
    openFile: jest.fn(),
    showAll: jest.fn()
  };

  beforeEach(async () => {
    jest.resetAllMocks();
    server = new TestServer();
    companion = await connected(server);
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(items: Job[], sites: Site[] = []): Promise<void> {
    server.on('GET api/jobs', { items, total: items.length });
    server.on('GET api/sites', { items: sites });
    model = new JobsModel(companion);
    await act(settle);
    render(
      <Jobs
        actions={actions as unknown as JobActions}
        jobs={model}
        status={companion.status}
        trans={trans}
      />
    );
  }

  it('says what to do while there are no jobs', async () => {
    await show([]);
    expect(screen.getByText('No jobs yet')).toBeTruthy();
  });

  it('says in which cell a job is, and how far', async () => {
    await show([job()]);
    expect(screen.getByText(/^cell 4 of 8, for /)).toBeTruthy();
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('38');
  });

  it('says why a job waits', async () => {
    await show([job({ state: 'waiting', message: 'The queue is full.' })]);
    expect(screen.getByText('The queue is full.')).toBeTruthy();
  });

  it('cancels from the row, and opens the executed notebook', async () => {
    await show([
      job({ id: 'runs' }),
      job({ id: 'over', state: 'done', notebook: 'out/a.ipynb', actions: [] })
    ]);
    fireEvent.click(screen.getByRole('button', { name: /^Cancel/ }));
    expect(actions.cancel).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'runs' })
    );
    fireEvent.click(screen.getByRole('button', { name: /executed notebook/ }));
    expect(actions.openFile).toHaveBeenCalledWith('out/a.ipynb');
  });

  it('leads with arrows from row to row', async () => {
    await show([job({ id: 'a', name: 'A' }), job({ id: 'b', name: 'B' })]);
    const [first, second] = ['A', 'B'].map(name =>
      screen.getByTitle(`Open the page of ${name}`)
    );
    first?.focus();
    fireEvent.keyDown(first as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    expect(first?.tabIndex).toBe(-1);
  });

  it('tells the command that signs in again, and since when it is blind', async () => {
    await show(
      [job()],
      [site({ state: 'signed-out', signIn: 'kinit marie@EXAMPLE.ORG' })]
    );
    expect(screen.getByText('Sign in again at HPC of the lab')).toBeTruthy();
    expect(screen.getByText('kinit marie@EXAMPLE.ORG')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await act(settle);
    expect(actions.look).toHaveBeenCalledWith('hpc');
  });

  it('keeps quiet about a site at which no job is', async () => {
    await show([], [site({ state: 'unreachable' })]);
    expect(screen.queryByText(/cannot be reached/)).toBeNull();
  });
});
