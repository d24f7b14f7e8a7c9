import type { Job } from 'sciencemesh-contract';
import { job } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import { JobsModel } from './model';

describe('JobsModel', () => {
  let server: TestServer;
  let model: JobsModel;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET status', { state: 'running', message: '', reason: null });
    server.on('GET api/sites', { items: [] });
    server.on('GET api/jobs', {
      items: [job({ id: 'old', createdAt: '2026-11-21T10:00:00.000Z' }), job()],
      total: 2
    });
    model = new JobsModel(await connected(server));
    await settle();
  });

  afterEach(() => model.dispose());

  it('has the newest job first', () => {
    expect(model.jobs?.map(({ id }) => id)).toEqual(['job-1', 'old']);
  });

  it('asks once, and once more for all that wanted it meanwhile', async () => {
    const questions = (): number =>
      server.requests.filter(request => request.startsWith('GET api/jobs?'))
        .length;
    const before = questions();
    await Promise.all([model.refresh(), model.refresh(), model.refresh()]);
    expect(questions() - before).toBe(1);
    const first = model.refresh();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, model.refresh(), model.refresh()]);
    expect(questions() - before).toBe(3);
  });

  it('learns from events and asks nobody again', () => {
    const asked = server.requests.length;
    server.push({
      type: 'job',
      job: job({ state: 'held', message: 'You hold it.' }),
      forgotten: false
    });
    expect(model.get('job-1')?.state).toBe('held');
    expect(server.requests).toHaveLength(asked);
  });

  it('tells the end of a job once', () => {
    const ended: Job[] = [];
    model.ended.connect((_, one) => ended.push(one));
    const push = (state: Job['state']) =>
      server.push({ type: 'job', job: job({ state }), forgotten: false });
    push('collecting');
    expect(ended).toEqual([]);
    push('done');
    push('done');
    expect(ended.map(({ id }) => id)).toEqual(['job-1']);
  });

  it('takes a job off that was forgotten on another page', () => {
    server.push({ type: 'job', job: job(), forgotten: true });
    expect(model.get('job-1')).toBeUndefined();
  });

  it('keeps what it knows while the list cannot be loaded', async () => {
    server.on('GET api/jobs', { code: 'x', message: 'Later.' }, 503);
    await model.refresh();
    expect(model.failure?.message).toBe('Later.');
    expect(model.jobs).toHaveLength(2);
  });

  it('shows what an action has made of a job', async () => {
    server.on('POST api/jobs/job-1/cancel', job({ state: 'cancelled' }));
    await model.act('job-1', 'cancel');
    expect(model.get('job-1')?.state).toBe('cancelled');
    expect(server.requests.at(-1)).toBe('POST api/jobs/job-1/cancel {}');
  });
});
