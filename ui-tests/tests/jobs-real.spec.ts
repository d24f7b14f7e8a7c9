import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Batch } from '../../peers/batch/index.ts';
import {
  HPC,
  HTCONDOR,
  REST,
  startBatchLaboratory
} from '../laboratory/batch-laboratory.ts';
import { writeNotebook } from '../laboratory/jobs.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { JobFormPage } from '../pages/job-form.ts';
import { JobsPage } from '../pages/jobs.ts';
import { look } from '../pages/looks.ts';

const test = journey.extend<object, { batch: Batch }>({
  batch: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const batch = await Batch.start();
      await use(batch);
      await batch.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  laboratory: [
    async ({ batch }, use) => {
      const laboratory = await startBatchLaboratory(batch);
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

test.describe.configure({ timeout: 150_000 });

/** A scheduler, a worker and a kernel come one after the other. */
const patience = { timeout: 60_000 };

const cells = [
  'pause = 600\nenergy = 7',
  'import time\nprint("first cell at", energy, "TeV")',
  'time.sleep(pause)',
  'energy * 6'
];

/** Opens the form as the menus do. */
async function openForm(
  page: IJupyterLabPageFixture,
  kind: string,
  path: string
): Promise<string> {
  return page.evaluate(
    async ({ id, ...args }) => {
      const { commands } = window.jupyterapp;
      const label = commands.label(id, args);
      await commands.execute(id, args);
      return label;
    },
    { id: 'sciencemesh:submit-job', kind, path }
  );
}

// Each has one picture: to look at the page in all themes takes its time.
for (const { kind, label, site, word, picture } of [
  {
    kind: 'htcondor',
    label: 'Submit to HTCondor…',
    site: HTCONDOR,
    word: 'htcondor',
    picture: 'running'
  },
  {
    kind: 'hpc',
    label: 'Submit to HPC…',
    site: HPC,
    word: 'slurm',
    picture: 'form'
  }
]) {
  test(`a notebook is submitted, watched, cancelled and run again: ${site}`, async ({
    laboratory,
    notebook,
    page,
    panel
  }) => {
    const form = new JobFormPage(page);
    const jobs = new JobsPage(page);
    const path = `${word}/energy.ipynb`;
    await writeNotebook(laboratory, path, cells);
    await page.goto('?reset');
    await panel.open();

    await test.step('the form is for this site', async () => {
      expect(await openForm(page, kind, path)).toBe(label);
      await expect(form.summary).toContainText(`on ${site}`, patience);
      await form.field('Name of the job').fill(`Energy at ${site}`);
      await expect(form.submit).toBeEnabled(patience);
      if (picture === 'form') {
        await look(page, {
          parts: ['.jp-SciMeshJobForm'],
          picture: `job-form-${word}`
        });
      }
      await form.submit.click();
    });

    await test.step('cells fill in while it runs', async () => {
      await expect(jobs.region.getByRole('heading')).toHaveText(
        `Energy at ${site}`
      );
      await expect(jobs.notebook).toContainText(
        'first cell at 7 TeV',
        patience
      );
      await expect(jobs.region.locator('.jp-SciMesh-current')).toBeVisible();
      if (picture === 'running') {
        await look(page, {
          parts: ['.jp-SciMeshJobPage-header'],
          picture: `job-running-${word}`
        });
      }
    });

    await test.step('it is cancelled', async () => {
      await jobs.button('Cancel job…').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Cancel job' }).click();
      await expect(jobs.state).toContainText('Cancelled', patience);
    });

    await test.step('it runs again with another parameter', async () => {
      await jobs.button('Run again…').click();
      await form.field('Name of the job').fill(`Again at ${site}`);
      await form.field('pause').fill('0');
      await form.field('energy').fill('13');
      await expect(form.submit).toBeEnabled(patience);
      await form.submit.click();
      await expect(jobs.region.getByRole('heading')).toHaveText(
        `Again at ${site}`
      );
      await expect(jobs.state).toContainText('Done after', patience);
    });

    await test.step('the executed notebook opens', async () => {
      await jobs.button('Open executed notebook').click();
      await expect(notebook.region).toContainText('first cell at 13 TeV');
      await expect(notebook.region).toContainText('78');
    });
  });
}

test(`the form sends a notebook to another site: ${REST}`, async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  const form = new JobFormPage(page);
  const jobs = new JobsPage(page);
  const path = 'rest/energy.ipynb';
  await writeNotebook(laboratory, path, cells);
  await page.goto('?reset');
  await panel.open();
  await openForm(page, 'htcondor', path);
  await expect(form.summary).toContainText(`on ${HTCONDOR}`, patience);
  await form.field('Name of the job').fill(`Energy at ${REST}`);
  await form.field('pause').fill('0');
  await form.field('Runs on').selectOption('rest');
  await expect(form.summary).toContainText(`on ${REST}`, patience);
  await expect(form.submit).toBeEnabled(patience);
  await form.submit.click();
  await expect(jobs.region.getByRole('heading')).toHaveText(
    `Energy at ${REST}`
  );
  await expect(jobs.state).toContainText('Done after', patience);
  await jobs.button('Open executed notebook').click();
  await expect(notebook.region).toContainText('first cell at 7 TeV');
});
