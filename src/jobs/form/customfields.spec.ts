import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PluginRegistry } from '@lumino/coreutils';
import { jobFields } from '../../plugins/jobform';
import { jobCheck, jobForm, site } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import { IJobFields } from '../../tokens';
import { JobsModel } from '../model';
import { JobFormModel } from './model';
import plugin from './testing/laboratoryfields';

/** The fields that forms get with these plugins. */
async function fieldsOf(disabled: string[]): Promise<IJobFields> {
  const registry = new PluginRegistry<JupyterFrontEnd>();
  const all = [jobFields, plugin];
  registry.registerPlugins(all.filter(({ id }) => !disabled.includes(id)));
  registry.application = {} as JupyterFrontEnd;
  return registry.resolveRequiredService(IJobFields);
}

describe('IJobFields', () => {
  it('is provided by another extension where ours is disabled', async () => {
    const ours = await fieldsOf([plugin.id]);
    const theirs = await fieldsOf([jobFields.id]);
    const { draft } = jobForm();
    const members = (fields: IJobFields): string[] =>
      Object.values(fields.form(site(), draft).members);
    expect(members(ours)).toContain('cpus');
    expect(members(theirs)).toContain('size');
  });

  it('fills the draft that is looked at and submitted', async () => {
    const server = new TestServer();
    server.on('GET api/sites', { items: [site({ accounts: ['muons'] })] });
    server.on('GET api/jobs', { items: [], total: 0 });
    server.on('POST api/jobs/form', jobForm());
    server.on('POST api/jobs/check', jobCheck());
    const companion = await connected(server);
    const jobs = new JobsModel(companion);
    await settle();
    const model = new JobFormModel({
      fields: await fieldsOf([jobFields.id]),
      jobs,
      start: { subject: { path: 'a.ipynb' }, siteId: null },
      status: companion.status,
      trans
    });
    await settle();
    expect(model.fields?.data).toEqual({ size: 'small' });
    model.fill({ size: 'large', project: 'muons' }, 0);
    expect(model.draft?.resources).toMatchObject({
      account: 'muons',
      cpus: 16,
      seconds: 86_400,
      queue: jobForm().draft.resources.queue
    });
    model.dispose();
    jobs.dispose();
  });
});
