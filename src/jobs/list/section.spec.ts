import { AccordionPanel, Widget } from '@lumino/widgets';
import { job } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import type { JobActions } from '../actions';
import { JobsModel } from '../model';
import { JobsSection, sectionTitle } from './section';

describe('JobsSection', () => {
  let companion: ICompanion;
  let jobs: JobsModel;
  let panel: AccordionPanel;
  let section: JobsSection;
  const server = new TestServer();

  beforeEach(async () => {
    server.on('GET api/sites', { items: [] });
    server.on('GET api/jobs', { items: [], total: 0 });
    companion = await connected(server);
    jobs = new JobsModel(companion);
    panel = new AccordionPanel();
    panel.addWidget(new Widget());
    section = new JobsSection({
      actions: {} as unknown as JobActions,
      jobs,
      status: companion.status,
      trans
    });
    panel.addWidget(section);
    section.foldUntilNeeded();
  });

  afterEach(() => {
    panel.dispose();
    jobs.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('unfolds with the first job, and stays as the person leaves it', async () => {
    await settle();
    expect(section.isHidden).toBe(true);
    server.push({ type: 'job', job: job(), forgotten: false });
    await settle();
    expect(section.isHidden).toBe(false);
    panel.collapse(1);
    server.push({ type: 'job', job: job({ id: 'job-2' }), forgotten: false });
    await settle();
    expect(section.isHidden).toBe(true);
    expect(section.title.label).toBe('Jobs (2)');
  });
});

describe('sectionTitle', () => {
  it.each([
    [[], 'Jobs'],
    [[job()], 'Jobs (1)'],
    [[job({ state: 'done' })], 'Jobs (1 new)'],
    [[job(), job({ state: 'failed' })], 'Jobs (1, 1 new)'],
    [[job({ state: 'done', seen: true })], 'Jobs']
  ] as const)('counts what matters now', (jobs, title) => {
    expect(sectionTitle(jobs, trans).label).toBe(title);
  });
});
