import { readFile } from 'node:fs/promises';

import { submitNotebook, writeNotebook } from '../laboratory/jobs.ts';
import {
  expect,
  patience,
  publications,
  published,
  test
} from '../laboratory/publish-journey.ts';
import { REPOSITORY, signIn } from '../laboratory/publish-laboratory.ts';
import { JobsPage } from '../pages/jobs.ts';
import { outputsOf } from '../pages/notebook-page.ts';

test.describe.configure({ timeout: 150_000 });

test.beforeEach(async ({ invenio, laboratory }) =>
  signIn(laboratory, invenio.people.alice.token)
);

test('a received package, run here, is published from its page', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview,
  repository,
  wizard
}) => {
  const folder = 'finished/Dimuon';
  await page.goto('?reset');
  await laboratory.sendPackage();
  await panel.open();
  await panel.share('Dimuon mass spectrum').click();

  await test.step('its notebook runs in a working copy', async () => {
    await preview.open('Open as notebook', folder);
    await notebook.ready();
    await notebook.runAll();
    expect(outputsOf(await notebook.cells())).toEqual({ images: 2, errors: 0 });
  });

  await test.step('its page publishes what is saved', async () => {
    await preview.tab('Dimuon mass spectrum').click();
    await preview.button('Publish…').click();
    const question = page.getByRole('dialog');
    await expect(question).toContainText('Save dimuon-spectrum.ipynb first?');
    await question.getByRole('button', { name: 'Save and go on' }).click();
    await expect(wizard.heading).toHaveText('Dimuon mass spectrum');
    await expect(wizard.files).toContainText('dimuon-spectrum.ipynb');
  });

  await test.step('what the package says describes it', async () => {
    await wizard.go('Target');
    await wizard.repository(REPOSITORY).getByRole('radio').check();
    await wizard.go('Draft and DOI');
    await wizard.button('Create draft').click();
  });

  await test.step('it is published, and who sent it is told', async () => {
    await wizard.field(/^Tell who shared this with me/).check(patience);
    await wizard.publish(REPOSITORY, patience);
    await expect(wizard.region).toContainText(
      'Who shared it with you was told'
    );
  });

  const doi = (await publications(laboratory))[0]?.doi ?? '';
  const { files } = await published(repository, doi);
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['dimuon-spectrum.ipynb', 'ro-crate-metadata.json'])
  );
  const path = laboratory.path(folder, 'dimuon-spectrum.ipynb');
  expect(await readFile(path, 'utf8')).toContain(doi);
});

test('a finished job is published from its page', async ({
  laboratory,
  page,
  panel,
  repository,
  wizard
}) => {
  const jobs = new JobsPage(page);
  const name = 'Energies of a run';
  await writeNotebook(laboratory, 'energies/energy.ipynb', [
    'energy = 7',
    'from pathlib import Path\nPath("energies.csv").write_text(f"{energy}\\n")'
  ]);
  await page.goto('?reset');
  await panel.open();
  await submitNotebook(laboratory, 'energies/energy.ipynb', { name });
  await jobs.open(name);
  await expect(jobs.state).toContainText('Done after', patience);

  await jobs.button('Publish outputs…').click();
  await expect(wizard.heading).toHaveText(`Results of ${name}`);
  await expect(wizard.files).toContainText('energies.csv');
  await wizard.go('Target');
  await wizard.repository(REPOSITORY).getByRole('radio').check();
  await wizard.go('Draft and DOI');
  // Nothing here says who the person is.
  await wizard.button('Show the field').click();
  await wizard.button('Add a person or organisation').click();
  await wizard.field('Family name').fill('Example');
  await wizard.field('Given name').fill('Marie');
  await wizard.go('Draft and DOI');
  await wizard.button('Create draft').click();
  await wizard.publish(REPOSITORY, patience);

  const doi = (await publications(laboratory))[0]?.doi ?? '';
  const { files } = await published(repository, doi);
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['energies.csv', 'ro-crate-metadata.json'])
  );
});
