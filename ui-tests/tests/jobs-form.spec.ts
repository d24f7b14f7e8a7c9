import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../laboratory/journey.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import { JobFormPage } from '../pages/job-form.ts';
import { look } from '../pages/looks.ts';

test.describe.configure({ timeout: 180_000 });

const parts = ['.jp-SciMeshJobForm'];

/** As long as some people's values are. */
const long = '"$(`\\ '.repeat(1500);

/** A job as the companion's API tells it, as far as this looks. */
interface ListedJob {
  name: string;
  state: string;
  tasks: { total: number };
}

const cell = { cell_type: 'code', execution_count: null, outputs: [] };

/** Lays a notebook with parameters, and its data, into a folder. */
async function layOut(laboratory: Laboratory, folder: string): Promise<void> {
  await mkdir(laboratory.path(folder), { recursive: true });
  await writeFile(laboratory.path(folder, 'scale.csv'), 'run,scale\n1,0.998\n');
  await writeFile(
    laboratory.path(folder, 'energy.ipynb'),
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' },
        language_info: { name: 'python' }
      },
      cells: [
        {
          ...cell,
          id: 'parameters',
          metadata: { tags: ['parameters'] },
          source: "energy = 13  # TeV\ntitle = 'Dimuon'\n"
        },
        {
          ...cell,
          id: 'result',
          metadata: {},
          source: "open(f'energy-{energy}.txt', 'w').write(title)"
        }
      ]
    })
  );
}

async function jobs(laboratory: Laboratory): Promise<ListedJob[]> {
  const answer = await laboratory.lab.fetch('sciencemesh/api/jobs');
  return ((await answer.json()) as { items: ListedJob[] }).items;
}

/** Opens the form by the command. */
async function openForm(
  page: IJupyterLabPageFixture,
  path: string
): Promise<void> {
  await page.evaluate(
    subject =>
      window.jupyterapp.commands.execute('sciencemesh:submit-job', {
        path: subject
      }),
    path
  );
}

/** Presses the button in the toolbar of the notebook in front. */
async function pressSubmit(page: IJupyterLabPageFixture): Promise<void> {
  await page
    .locator('.jp-NotebookPanel:visible')
    .locator('[data-command="sciencemesh:submit-job"]')
    .click();
}

test('a notebook is submitted after its form was mended', async ({
  laboratory,
  notebook,
  page
}) => {
  const form = new JobFormPage(page);
  await layOut(laboratory, 'mended');
  await page.goto('tree/mended/energy.ipynb?reset');
  await notebook.ready();

  await test.step('what is not saved is asked about', async () => {
    await page.locator('.jp-Notebook .cm-content').last().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nprint(energy)');
    await pressSubmit(page);
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await expect(form.heading).toHaveText('Submit energy.ipynb');
  });

  await test.step('the form is filled', async () => {
    await expect(form.field('energy')).toHaveValue('13');
    await expect(form.field('Kernel')).toHaveValue('python3');
    await expect(form.row('Kernel')).toContainText('from the notebook');
    await expect(form.summary).toContainText('1 task on');
    await expect(form.region).toContainText('2 files go along');
  });

  await test.step('a finding stands beside its field until it is mended', async () => {
    await form.field('Processors').fill('5000');
    await expect(form.row('Processors')).toContainText('Ask for fewer');
    await expect(form.submit).toBeDisabled();
    await expect(form.summary).toContainText('to be mended first');
    await form.field('Processors').fill('');
    await expect(form.row('Processors')).toContainText('Fill this in.');
    await form.field('Processors').fill('1');
    await form.field('Time: h').fill('2000');
    await expect(form.row('Time')).toContainText('Ask for less time');
    await form.submit.click({ force: true });
    await expect(form.field('Time: h')).toBeFocused();
    await form.field('Time: h').fill('1');
    await expect(form.submit).toBeEnabled();
  });

  await test.step('a parameter is added that the notebook does not name', async () => {
    const part = form.region.getByRole('group', { name: 'A new parameter' });
    await form.button('Add a parameter').click();
    await part.getByLabel('Name').fill('not a name');
    await part.getByLabel('Value').fill(long);
    await form.button('Add').click();
    await expect(part).toContainText('cannot be the name of a variable');
    await part.getByLabel('Name').fill('note');
    await form.button('Add').click();
    await expect(form.field('note')).toHaveValue(long);
    await expect(form.region).toContainText('right after its cell tagged');
    await expect(form.submit).toBeEnabled();
  });

  await test.step('one parameter gets several values', async () => {
    await form.field('Values of energy').selectOption('several values');
    await form.field('Values of energy, one a line').fill('7\n8\nx');
    await expect(form.row('energy')).toContainText('“x” is not of the type');
    await expect(form.submit).toBeDisabled();
    await form.field('Values of energy, one a line').fill('');
    await expect(form.row('energy')).toContainText('there are 0 tasks');
    await form.field('Values of energy').selectOption('a range');
    await form.field('energy: from').fill('1');
    await form.field('energy: to').fill('10000');
    await expect(form.region).toContainText(
      /10,000 tasksthe site takes 10,000 at most/
    );
    await form.field('Values of title').selectOption('several values');
    await form.field('Values of title, one a line').fill('Dimuon\nDielectron');
    await expect(form.region).toContainText('10,000 × 2 = 20,000 tasks');
    await expect(form.region).toContainText('vary less, or send it in parts');
    await expect(form.submit).toBeDisabled();
    await form.field('Values of title').selectOption('one value');
    await form.field('Values of energy').selectOption('several values');
    await form.field('Values of energy, one a line').fill('7\n8\n13');
    await expect(form.summary).toContainText('3 tasks on');
  });

  await test.step('the script can be read and written', async () => {
    await form.region.getByText('Show what is submitted').click();
    await expect(form.region.locator('.cm-content')).not.toBeEmpty();
    await form.button('Edit the script').click();
    await form.field('Name of the job').fill('Energies');
    await expect(form.region).toContainText('The script and the form differ');
    await form.button('Back to ours').click();
    await expect(form.region).not.toContainText('and the form differ');
  });

  await test.step('a lost connection is told, and the form stays', async () => {
    await expect(form.submit).toBeEnabled();
    const lost = /\/sciencemesh\/api\/jobs(?:\?|$)/;
    await page.route(lost, route => route.abort());
    await form.submit.click();
    await expect(form.region.getByRole('alert')).not.toBeEmpty();
    await expect(form.field('Name of the job')).toHaveValue('Energies');
    await page.unroute(lost);
  });

  await test.step('two clicks make one job', async () => {
    await expect(form.submit).toBeEnabled();
    await form.submit.dblclick();
    await expect(form.region).toHaveCount(0);
    const made = await jobs(laboratory);
    expect(made.map(({ name, tasks }) => [name, tasks.total])).toEqual([
      ['Energies', 3]
    ]);
  });

  await test.step('what was chosen is filled the next time, and said', async () => {
    await openForm(page, 'mended/energy.ipynb');
    await expect(form.field('Time: h')).toHaveValue('1');
    await expect(form.row('Time')).toContainText('as last time');
  });
});

test('the form suits everybody', async ({ laboratory, page }) => {
  const form = new JobFormPage(page);
  await layOut(laboratory, 'looks');
  await page.goto('?reset');
  await openForm(page, 'looks/energy.ipynb');
  await expect(form.summary).toContainText('1 task on');
  await look(page, { parts, picture: 'job-form' });
  await form.field('Processors').fill('5000');
  await form.field('Values of energy').selectOption('several values');
  await form.field('Values of energy, one a line').fill('7\n8\n13');
  await form.region.getByText('Show what is submitted').click();
  await form.region.getByRole('button', { name: 'Edit the script' }).click();
  await form.field('Name of the job').fill('Energies');
  await expect(form.row('Processors')).toContainText('Ask for fewer');
  await look(page, { parts, picture: 'job-form-finding' });
});

test('a form that cannot be filled says why', async ({ laboratory, page }) => {
  const form = new JobFormPage(page);
  await mkdir(laboratory.path('nothing'), { recursive: true });
  await page.goto('?reset');
  await openForm(page, 'nothing');
  await expect(form.region).toContainText('This cannot be submitted');
  await expect(form.region.getByRole('alert')).not.toBeEmpty();
});

test('the file browser submits what can run, and nothing else', async ({
  laboratory,
  page
}) => {
  const form = new JobFormPage(page);
  await layOut(laboratory, 'chosen');
  await page.goto('tree/chosen?reset');
  const row = (name: string) =>
    page.locator('#filebrowser .jp-DirListing-item').filter({ hasText: name });
  const item = page.getByRole('menuitem', { name: 'Submit job…' });
  await row('scale.csv').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
  await expect(item).toHaveCount(0);
  await page.keyboard.press('Escape');
  await row('energy.ipynb').click({ button: 'right' });
  await item.click();
  await expect(form.heading).toHaveText('Submit energy.ipynb');
});

/** A laboratory whose companion is told these sites, and knows no other. */
async function startWithSites(
  sites: readonly object[],
  environment: NodeJS.ProcessEnv = {}
): Promise<Laboratory> {
  return Laboratory.start({
    environment,
    traits: {
      ScienceMeshApp: {
        companion_config: {
          ocm: { user: 'marie', host: 'jupyter.example.org' },
          compute: { find: false, local: 'hide', sites }
        }
      }
    }
  });
}

const withoutSites = test.extend<object, object>({
  laboratory: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const laboratory = await startWithSites([]);
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

withoutSites(
  'without any site, the form says what to do',
  async ({ laboratory, page }) => {
    const form = new JobFormPage(page);
    await layOut(laboratory, 'nowhere');
    await page.goto('?reset');
    await openForm(page, 'nowhere/energy.ipynb');
    await expect(form.region).toContainText('No site takes jobs here yet');
    await expect(form.region).toContainText('An administrator can name other');
    await form.button('Try again').click();
    await expect(form.button('Try again')).toBeEnabled();
    await look(page, { parts, picture: 'job-form-broken' });
  }
);

interface Ssh {
  /** What `ssh` says from now on, before it gives up. */
  says(words: string): Promise<void>;
}

const signedOut = test.extend<object, { ssh: Ssh; programs: string }>({
  programs: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-ssh-'));
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' }
  ],
  ssh: [
    async ({ programs }, use) => {
      const program = join(programs, 'ssh');
      const says = async (words: string): Promise<void> => {
        await writeFile(program, `#!/bin/sh\necho '${words}' >&2\nexit 255\n`);
        await chmod(program, 0o755);
      };
      await says('marie@login.example.org: Permission denied (publickey).');
      await use({ says });
    },
    { scope: 'worker' }
  ],
  laboratory: [
    async ({ programs }, use) => {
      const site = {
        kind: 'slurm',
        id: 'cluster',
        name: 'HPC cluster',
        ssh: { host: 'login.example.org' }
      };
      const laboratory = await startWithSites([site], {
        PATH: [programs, process.env['PATH']].join(delimiter)
      });
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

signedOut(
  'a site that one is signed out of says how to sign in',
  async ({ laboratory, page, ssh }) => {
    const form = new JobFormPage(page);
    const alert = form.region.getByRole('alert');
    await layOut(laboratory, 'away');
    await page.goto('?reset');
    await openForm(page, 'away/energy.ipynb');
    await expect(alert).toContainText('Sign in to HPC cluster again');
    await expect(alert.locator('code')).toHaveText('ssh login.example.org');
    await expect(form.submit).toBeDisabled();
    await page.context().grantPermissions(['clipboard-read']);
    await form.button('Copy').click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'ssh login.example.org'
    );
    await ssh.says(
      'ssh: connect to host login.example.org: Connection refused'
    );
    await form.button('Try again').click();
    await expect(alert).toContainText('HPC cluster does not answer');
  }
);
