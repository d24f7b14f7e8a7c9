import type { JobDraft } from 'sciencemesh-contract';
import { job, jobCheck, jobForm, site } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import { JobsModel } from '../model';
import { JobFields } from './fields';
import type { FormStart } from './start';
import { JobFormModel } from './model';

const SUBJECT = { path: 'analysis/dimuon.ipynb' };

describe('JobFormModel', () => {
  let server: TestServer;
  let jobs: JobsModel;
  let model: JobFormModel;

  beforeEach(() => {
    server = new TestServer();
    server.on('GET api/sites', {
      items: [site(), site({ id: 'pool', kind: 'htcondor', queues: [] })]
    });
    server.on('GET api/jobs', { items: [], total: 0 });
    server.on('POST api/jobs/form', jobForm());
    server.on('POST api/jobs/check', jobCheck());
  });

  afterEach(() => {
    model.dispose();
    jobs.dispose();
    jest.useRealTimers();
  });

  async function open(
    start: FormStart = { subject: SUBJECT, siteId: null }
  ): Promise<void> {
    const companion = await connected(server);
    const { status } = companion;
    jobs = new JobsModel(companion);
    await settle();
    const fields = new JobFields(trans);
    model = new JobFormModel({ fields, jobs, start, status, trans });
    await settle();
    await looked();
  }

  /** Until a dry run is over. */
  async function looked(): Promise<void> {
    while (model.dryRun.isUnderWay) {
      await new Promise<void>(resolve => {
        const onChange = (): void => {
          model.changed.disconnect(onChange);
          resolve();
        };
        model.changed.connect(onChange);
      });
    }
  }

  const asked = (route: string): string[] =>
    server.requests.filter(request => request.startsWith(route));
  const bodies = (route: string): unknown[] =>
    asked(route).map((request): unknown =>
      JSON.parse(request.slice(route.length))
    );

  it('is filled by the companion and looked at once', async () => {
    await open();
    expect(model.draft).toEqual(jobForm().draft);
    expect(asked('POST api/jobs/form')).toEqual([
      `POST api/jobs/form ${JSON.stringify(SUBJECT)}`
    ]);
    expect(asked('POST api/jobs/check')).toHaveLength(1);
    expect(model.script.text).toContain('#SBATCH');
    expect(model.hindrance).toBeNull();
  });

  it('looks once at several changes', async () => {
    await open();
    model.change({ name: 'a' });
    model.change({ name: 'b' });
    await looked();
    expect(asked('POST api/jobs/check')).toHaveLength(2);
    expect(bodies('POST api/jobs/check ').at(-1)).toMatchObject({ name: 'b' });
  });

  it('cannot be submitted with an error, and says which', async () => {
    const message = 'The queue short gives 1 hour at most.';
    const field = 'resources.seconds';
    server.on(
      'POST api/jobs/check',
      jobCheck({ findings: [{ level: 'error', code: 'x', field, message }] })
    );
    await open();
    expect(model.hindrance).toContain(message);
    expect(await model.submit()).toBeNull();
    expect(asked('POST api/jobs {')).toHaveLength(0);
  });

  it('keeps what is no valid value out of the draft', async () => {
    await open();
    model.fill({ ...model.fields?.data, cpus: 'many' }, 1);
    expect(model.draft?.resources.cpus).toBe(1);
    expect(model.fields?.data['cpus']).toBe('many');
    expect(model.hindrance).toContain('marked');
    model.fill({ ...model.fields?.data, cpus: 4 }, 0);
    expect(model.draft?.resources.cpus).toBe(4);
    expect(model.reason('resources.cpus')).toBeNull();
  });

  it('varies a parameter', async () => {
    await open();
    const { parameters } = model;
    model.vary(parameters.varied(0, { kind: 'list', text: '7, x' }));
    expect(model.draft?.sweep).toBeNull();
    expect(model.hindrance).toContain('marked');
    model.vary(parameters.varied(0, { kind: 'list', text: '7, 8' }));
    expect(model.draft?.sweep?.axes).toEqual([
      { name: 'energy', type: 'integer', values: [7, 8] }
    ]);
  });

  it('makes one job of two clicks', async () => {
    server.on('POST api/jobs', job(), 201);
    await open();
    const both = await Promise.all([model.submit(), model.submit()]);
    expect(both.map(made => made?.id)).toEqual(['job-1', undefined]);
    expect(asked('POST api/jobs {')).toHaveLength(1);
  });

  it('is submitted by a press while what was mended is looked at', async () => {
    const message = 'The queue short gives 1 hour at most.';
    const field = 'resources.seconds';
    server.on('POST api/jobs', job(), 201);
    server.on(
      'POST api/jobs/check',
      jobCheck({ findings: [{ level: 'error', code: 'x', field, message }] })
    );
    await open();
    server.on('POST api/jobs/check', jobCheck());
    const { resources } = jobForm().draft;
    model.change({ resources: { ...resources, seconds: 60 } });
    expect(model.hindrance).not.toBeNull();
    const press = model.submit();
    expect(model.isSubmitting).toBe(true);
    expect((await press)?.id).toBe('job-1');
    expect(bodies('POST api/jobs ')).toMatchObject([
      { draft: { resources: { seconds: 60 } } }
    ]);
  });

  it('leaves a look that nobody waits for when it is submitted', async () => {
    server.on('POST api/jobs', job(), 201);
    await open();
    model.change({ name: 'mine' });
    expect((await model.submit())?.id).toBe('job-1');
    expect(model.dryRun.isUnderWay).toBe(false);
    expect(asked('POST api/jobs/check')).toHaveLength(1);
  });

  it('is not submitted where the file is not saved, and can be later', async () => {
    server.on('POST api/jobs', job(), 201);
    await open();
    expect(await model.submit(async () => false)).toBeNull();
    await expect(
      model.submit(() => Promise.reject(new Error('left')))
    ).rejects.toThrow('left');
    expect(model.isBusy).toBe(false);
    expect(asked('POST api/jobs {')).toHaveLength(0);
    expect((await model.submit())?.id).toBe('job-1');
  });

  it('keeps what is changed while another site is asked', async () => {
    await open();
    server.on('POST api/jobs/form', jobForm({ siteId: 'pool' }));
    const moving = model.chooseSite('pool');
    model.change({ name: 'typed meanwhile' });
    await moving;
    expect(model.draft).toMatchObject({
      siteId: 'pool',
      name: 'typed meanwhile'
    });
  });

  it('asks again with the same key, until the draft is another', async () => {
    await open();
    const keys = (): unknown[] =>
      (bodies('POST api/jobs ') as { draft: JobDraft; key: string }[]).map(
        ({ key }) => key
      );
    server.on('POST api/jobs', '<html>Gateway</html>', 502);
    await model.submit();
    expect(model.failure).not.toBeNull();
    expect(model.draft).toEqual(jobForm().draft);
    await looked();
    await model.submit();
    model.change({ name: 'another' });
    await looked();
    await model.submit();
    const [first, second, third] = keys();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('keeps what has nothing to do with the site when that changes', async () => {
    await open();
    model.change({ name: 'mine', script: '#!/bin/sh' });
    const resources = { ...jobForm().draft.resources, queue: null, cpus: 8 };
    server.on(
      'POST api/jobs/form',
      jobForm({ siteId: 'pool', name: 'dimuon', resources })
    );
    await model.chooseSite('pool');
    expect(asked('POST api/jobs/form').at(-1)).toContain('"siteId":"pool"');
    expect(model.draft).toMatchObject({
      siteId: 'pool',
      name: 'mine',
      resources,
      script: null
    });
  });

  it('says when the form has left an edited script behind', async () => {
    await open();
    model.write('#!/bin/sh\nmine');
    expect(model.script).toMatchObject({ isOwn: true, isBehind: false });
    model.change({ kernel: null });
    expect(model.script.isBehind).toBe(true);
    model.write(null);
    await looked();
    expect(model.script).toMatchObject({ isOwn: false, isBehind: false });
    expect(model.script.text).toContain('#SBATCH');
  });

  it('holds what a job was made of', async () => {
    const script = '#!/bin/sh\nmine';
    server.on('POST api/jobs/job-1/rerun', jobForm({ name: 'again', script }));
    await open({ jobId: 'job-1' });
    expect(model.draft?.name).toBe('again');
    expect(model.script).toMatchObject({
      isOwn: true,
      language: 'bash',
      text: script
    });
  });

  it('says why there is no form, and tries again', async () => {
    const message = 'There is no file of this name.';
    server.on('POST api/jobs/form', { code: 'x', message }, 404);
    await open();
    expect(model.loading).toMatchObject({ failure: { message } });
    server.on('POST api/jobs/form', jobForm());
    await model.load();
    expect(model.draft).not.toBeNull();
  });
});
