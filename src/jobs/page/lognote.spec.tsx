import { fireEvent, render, screen } from '@testing-library/react';
import type { Job, JobFile, JobOutput } from 'sciencemesh-contract';
import * as React from 'react';
import { job } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import type { JobActions } from '../actions';
import { JobsModel } from '../model';
import { Note } from './lognote';
import { JobPageModel } from './model';

describe('the note of a log', () => {
  let companion: ICompanion;
  let jobs: JobsModel;
  let model: JobPageModel;
  const server = new TestServer();
  const actions = { download: jest.fn(), openFile: jest.fn() };

  beforeEach(async () => {
    jest.resetAllMocks();
    companion = await connected(server);
  });

  afterEach(() => {
    model.dispose();
    jobs.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function show(item: Job, from: number): Promise<void> {
    const output: JobOutput = {
      text: 'the end\n',
      from,
      next: from + 8,
      more: false,
      live: false,
      skipped: from,
      message: null
    };
    const files: JobFile[] = [0, 1].map(task => ({
      path: `task-${task}/job-stdout.txt`,
      size: from + 8,
      sha256: null,
      task,
      here: true
    }));
    server.on('GET api/jobs', { items: [item], total: 1 });
    server.on('GET api/sites', { items: [] });
    server.on('GET api/jobs/job-1/history', { items: [], cells: [] });
    server.on('GET api/jobs/job-1/tasks', { items: [] });
    server.on('GET api/jobs/job-1/output', output);
    server.on('GET api/jobs/job-1/files', { items: files });
    server.on('POST api/jobs/job-1/seen', { ...item, seen: true });
    jobs = new JobsModel(companion);
    await settle();
    model = new JobPageModel({ jobId: 'job-1', jobs });
    model.choose(1, 'output');
    model.isVisible = true;
    await settle();
    render(
      <Note
        actions={actions as unknown as JobActions}
        model={model}
        status={companion.status}
        trans={trans}
      />
    );
  }

  const over = job({ state: 'done', results: 'out', seen: true });

  it('leads to all that the task has printed', async () => {
    await show(over, 5_000);
    expect(screen.getByRole('status').textContent).toMatch(/end of it/);
    fireEvent.click(screen.getByRole('button', { name: 'Open all of it' }));
    expect(actions.openFile).toHaveBeenCalledWith('out/task-1/job-stdout.txt');
    fireEvent.click(screen.getByRole('button', { name: 'Download all of it' }));
    expect(actions.download).toHaveBeenCalledWith('out/task-1/job-stdout.txt');
  });

  it('has no editor open a gigabyte', async () => {
    await show(over, 1_000_000_000);
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(screen.getByText('Download all of it')).toBeTruthy();
  });

  it('says nothing of a log that is shown as it is', async () => {
    await show(over, 0);
    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
