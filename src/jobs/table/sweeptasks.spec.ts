import { job } from '../../testing/samples';
import { connected, settle, TestServer } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { JobsModel } from '../model';
import { SweepTasks } from './sweeptasks';

describe('SweepTasks', () => {
  let companion: ICompanion;
  let jobs: JobsModel;
  let sweeps: SweepTasks;
  let server: TestServer;

  const questions = (): number =>
    server.requests.filter(request => request.endsWith('/tasks')).length;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/sites', { items: [] });
    server.on('GET api/jobs', { items: [job()], total: 1 });
    server.on('GET api/jobs/job-1/tasks', { items: [] });
    companion = await connected(server);
    jobs = new JobsModel(companion);
    sweeps = new SweepTasks(jobs);
    await settle();
  });

  afterEach(() => {
    sweeps.dispose();
    jobs.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('asks for tasks when they are wanted, and keeps them up to date', async () => {
    expect(questions()).toBe(0);
    sweeps.setUnfolded('job-1', true);
    expect(sweeps.unfolded.get('job-1')?.tasks).toBeNull();
    await settle();
    expect(sweeps.unfolded.get('job-1')?.tasks).toEqual([]);
    server.push({ type: 'job', job: job(), forgotten: false });
    server.push({ type: 'job', job: job({ id: 'other' }), forgotten: false });
    await settle();
    expect(questions()).toBe(2);
    sweeps.setUnfolded('job-1', false);
    server.push({ type: 'job', job: job(), forgotten: false });
    await settle();
    expect(questions()).toBe(2);
    expect(sweeps.unfolded.size).toBe(0);
  });

  it('says why tasks are not there, and keeps those it has', async () => {
    sweeps.setUnfolded('job-1', true);
    await settle();
    server.isReachable = false;
    server.push({ type: 'job', job: job(), forgotten: false });
    await settle();
    const unfolded = sweeps.unfolded.get('job-1');
    expect(unfolded?.tasks).toEqual([]);
    expect(unfolded?.failure?.message).toBeTruthy();
  });
});
