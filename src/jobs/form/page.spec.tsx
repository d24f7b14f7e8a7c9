import type { CodeEditor, IEditorServices } from '@jupyterlab/codeeditor';
import { fireEvent, render, screen, within } from '@testing-library/react';
import * as React from 'react';
import { jobCheck, jobForm, site } from '../../testing/samples';
import { connected, settle, TestServer, trans } from '../../testing/server';
import { JobsModel } from '../model';
import { JobFields } from './fields';
import { JobFormModel } from './model';
import { JobFormPage } from './page';

/** An editor that nobody looks at: the text is the matter of the model. */
const editorServices = {
  factoryService: {
    newDocumentEditor: ({ model }: CodeEditor.IOptions) => ({
      dispose: () => undefined,
      model
    })
  }
} as unknown as IEditorServices;

describe('JobFormPage', () => {
  let server: TestServer;
  let jobs: JobsModel;
  let model: JobFormModel;
  const submit = jest.fn();

  beforeEach(() => {
    submit.mockClear();
    server = new TestServer();
    server.on('GET api/sites', { items: [site()] });
    server.on('GET api/jobs', { items: [], total: 0 });
    server.on('POST api/jobs/form', jobForm());
    server.on('POST api/jobs/check', jobCheck());
  });

  afterEach(() => {
    model.dispose();
    jobs.dispose();
  });

  async function show(): Promise<void> {
    const companion = await connected(server);
    const { status } = companion;
    jobs = new JobsModel(companion);
    await settle();
    model = new JobFormModel({
      fields: new JobFields(trans),
      jobs,
      start: { subject: { path: 'analysis/dimuon.ipynb' }, siteId: null },
      status,
      trans
    });
    await settle();
    const page = (): JSX.Element => (
      <JobFormPage
        chooseFolder={async () => 'elsewhere'}
        named={path => path.replace(/^CERNBox:/, 'ScienceMesh:CERNBox:/')}
        editorServices={editorServices}
        model={model}
        status={status}
        submit={submit}
        trans={trans}
      />
    );
    const { rerender } = render(page());
    model.changed.connect(() => rerender(page()));
    await settle();
  }

  const button = (name: string): HTMLButtonElement =>
    screen.getByRole<HTMLButtonElement>('button', { name });

  const isShut = (): boolean =>
    button('Submit').getAttribute('aria-disabled') === 'true';

  it('has a labelled field for everything', async () => {
    await show();
    for (const name of ['Runs on', 'Kernel', 'Queue', 'energy', 'Their way']) {
      expect(await screen.findByLabelText(name)).toBeTruthy();
    }
    expect(screen.getByText('1 task on HPC of the lab')).toBeTruthy();
    fireEvent.click(button('Submit'));
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it('counts the machines that queues have in common once', async () => {
    await show();
    expect(screen.getByText(/ · 12 processors free$/)).toBeTruthy();
  });

  it('tells findings beside their fields and why Submit is shut', async () => {
    const message = 'The queue short gives 3600 s at most.';
    const finding = { level: 'error' as const, code: 'x', message };
    server.on(
      'POST api/jobs/check',
      jobCheck({ findings: [{ ...finding, field: 'resources.seconds' }] })
    );
    await show();
    await screen.findByLabelText('Queue');
    const row = screen
      .getByText('Time')
      .closest<HTMLElement>('.jp-SciMeshJobForm-row');
    expect(row && within(row).getByText(message)).toBeTruthy();
    expect(isShut()).toBe(true);
    const why = button('Submit').getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(why)?.textContent).toContain(message);
  });

  it('tells what is about no field at the top', async () => {
    const finding = { level: 'note' as const, code: 'x', field: null };
    server.on(
      'POST api/jobs/check',
      jobCheck({ findings: [{ ...finding, message: 'Maintenance at 8.' }] })
    );
    await show();
    expect(screen.getByText('Maintenance at 8.')).toBeTruthy();
    expect(isShut()).toBe(false);
  });

  it('leads to what hinders it', async () => {
    const field = 'resources.seconds';
    const finding = { level: 'error' as const, code: 'x', field };
    server.on(
      'POST api/jobs/check',
      jobCheck({ findings: [{ ...finding, message: 'Too long.' }] })
    );
    await show();
    const time = await screen.findByLabelText('Time: h');
    expect(isShut()).toBe(true);
    fireEvent.click(button('Submit'));
    expect(submit).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(time);
  });

  it('counts the tasks of a sweep', async () => {
    await show();
    const vary = async (name: string, text: string): Promise<void> => {
      fireEvent.change(await screen.findByLabelText(`Values of ${name}`), {
        target: { value: 'list' }
      });
      const label = `Values of ${name}, one a line`;
      fireEvent.change(screen.getByLabelText(label), {
        target: { value: text }
      });
    };
    await vary('energy', '7\n8\n13');
    await vary('title', 'a\nb');
    expect(screen.getByText('3 × 2 = 6 tasks')).toBeTruthy();
    expect(model.draft?.sweep?.axes).toHaveLength(2);
  });

  it('tells how many tasks the site takes', async () => {
    server.on('GET api/sites', { items: [site({ tasks: 2 })] });
    await show();
    fireEvent.change(await screen.findByLabelText('Values of energy'), {
      target: { value: 'list' }
    });
    const values = screen.getByLabelText('Values of energy, one a line');
    fireEvent.change(values, { target: { value: '7\n8' } });
    expect(screen.getByText('the site takes 2 at most')).toBeTruthy();
    fireEvent.change(values, { target: { value: '7\n8\n13' } });
    expect(screen.getByText(/vary less, or send it in parts/)).toBeTruthy();
    fireEvent.change(values, { target: { value: '' } });
    expect(screen.getByText(/there are 0 tasks/)).toBeTruthy();
  });

  it('takes parameters that the notebook does not name', async () => {
    const form = jobForm({ parameters: [] });
    server.on('POST api/jobs/form', { ...form, declared: [] });
    await show();
    fireEvent.click(button('Add a parameter'));
    const name = screen.getByLabelText('Name');
    fireEvent.change(name, { target: { value: 'two words' } });
    fireEvent.click(button('Add'));
    expect(screen.getByText(/cannot be the name of a variable/)).toBeTruthy();
    fireEvent.change(name, { target: { value: 'seed' } });
    fireEvent.change(screen.getByLabelText('Type'), {
      target: { value: 'integer' }
    });
    fireEvent.change(screen.getByLabelText('Value'), {
      target: { value: '7' }
    });
    fireEvent.click(button('Add'));
    expect(model.draft?.parameters).toEqual([
      { name: 'seed', type: 'integer', value: 7 }
    ]);
    expect(await screen.findByLabelText('seed')).toBeTruthy();
    fireEvent.click(button('Remove the parameter seed'));
    expect(model.draft?.parameters).toEqual([]);
  });

  it('says how to sign in again, and looks again', async () => {
    const signedOut = {
      state: 'signed-out' as const,
      message: 'Your login has expired.',
      signIn: 'kinit marie@LAB.EXAMPLE.ORG'
    };
    server.on('GET api/sites', { items: [site(signedOut)] });
    server.on('POST api/sites/hpc/look', site());
    await show();
    const alert = screen.getByRole('alert');
    expect(within(alert).getByText('Your login has expired.')).toBeTruthy();
    expect(within(alert).getByText(signedOut.signIn)).toBeTruthy();
    expect(button('Copy')).toBeTruthy();
    fireEvent.click(button('Try again'));
    await settle();
    expect(server.requests).toContain('POST api/sites/hpc/look {}');
  });

  it('says what to do where there is no site', async () => {
    server.on('GET api/sites', { items: [] });
    server.on('POST api/jobs/form', { code: 'x', message: 'No site.' }, 404);
    await show();
    expect(screen.getByText('No site takes jobs here yet')).toBeTruthy();
    server.on('GET api/sites', { items: [site()] });
    server.on('POST api/jobs/form', jobForm());
    fireEvent.click(button('Try again'));
    await settle();
    expect(await screen.findByLabelText('Runs on')).toBeTruthy();
  });

  it('puts results where the person chooses', async () => {
    await show();
    fireEvent.click(button('Browse…'));
    await settle();
    expect(model.draft?.results).toBe('elsewhere');
  });

  it('names folders of drives as jobs do, and shows them as people do', async () => {
    await show();
    fireEvent.change(screen.getByLabelText('Folder of results'), {
      target: { value: 'CERNBox:Home/out' }
    });
    expect(model.draft?.results).toBe('ScienceMesh:CERNBox:/Home/out');
    expect(screen.getByDisplayValue('CERNBox:Home/out')).toBeTruthy();
  });
});
