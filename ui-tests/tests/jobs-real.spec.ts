import { Batch, findBatch } from '../../peers/batch/index.ts';
import {
  HTCONDOR,
  startBatchLaboratory
} from '../laboratory/batch-laboratory.ts';
import { writeNotebook } from '../laboratory/jobs.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { JobFormPage } from '../pages/job-form.ts';
import { JobsPage } from '../pages/jobs.ts';
import { look } from '../pages/looks.ts';

const found = await findBatch();

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

test.describe.configure({ timeout: 300_000 });
test.skip('missing' in found, 'missing' in found ? found.missing : '');

/** A scheduler, a worker and a kernel come one after the other. */
const patience = { timeout: 120_000 };

const cells = [
  'pause = 8\nenergy = 7',
  'import time\ntime.sleep(pause)\nprint("first cell at", energy, "TeV")',
  'time.sleep(pause)\nprint("second cell has ended")',
  'time.sleep(pause)\nenergy * 6'
];

for (const { kind, label, site, word } of [
  {
    kind: 'htcondor',
    label: 'Submit to HTCondor…',
    site: HTCONDOR,
    word: 'htcondor'
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
    await page.goto(`tree/${path}?reset`);
    await notebook.ready();
    // It has learnt about its kernel; else the form would ask to save it.
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('docmanager:save')
    );
    await panel.open();

    await test.step('the form is for this site', async () => {
      const command = { command: 'sciencemesh:submit-job', kind, path };
      expect(
        await page.evaluate(
          ({ command: id, ...args }) =>
            window.jupyterapp.commands.label(id, args),
          command
        )
      ).toBe(label);
      await page.evaluate(
        ({ command: id, ...args }) =>
          window.jupyterapp.commands.execute(id, args),
        command
      );
      await expect(form.summary).toContainText(`on ${site}`, patience);
      await form.field('Name of the job').fill(`Energy at ${site}`);
      await expect(form.submit).toBeEnabled(patience);
      await look(page, {
        parts: ['.jp-SciMeshJobForm'],
        picture: `job-form-${word}`
      });
      await form.submit.click();
    });

    await test.step('cells fill in while it runs', async () => {
      await expect(jobs.region.getByRole('heading')).toHaveText(
        `Energy at ${site}`
      );
      await expect(jobs.state).toContainText('cell', patience);
      await expect(jobs.region.locator('.jp-SciMesh-current')).toBeVisible(
        patience
      );
      await look(page, {
        parts: ['.jp-SciMeshJobPage-header', '.jp-SciMeshJobs'],
        picture: `job-running-${word}`
      });
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
      await look(page, {
        parts: ['.jp-SciMeshJobPage-header', '.jp-SciMeshJobs'],
        picture: `job-done-${word}`
      });
    });

    await test.step('the executed notebook opens', async () => {
      await jobs.button('Open executed notebook').click();
      await expect(notebook.region).toContainText('first cell at 13 TeV');
      await expect(notebook.region).toContainText('78');
    });
  });
}
