import { readFile } from 'node:fs/promises';

import { readPackage } from '../../peers/packages/index.ts';
import type { SentCrate } from '../../peers/dispatcher/index.ts';
import { expect, test } from '../laboratory/journey.ts';

test('a finished Galaxy run says why it cannot run here and where it can', async ({
  laboratory,
  page,
  panel,
  preview
}) => {
  await page.goto('?reset');
  const crate = await readPackage('real/finished-run.json');
  await laboratory.sendPackage(JSON.parse(crate) as SentCrate);
  await panel.open();
  await panel.rows.first().locator('.jp-SciMeshShare-main').click();
  await expect(preview.region).toContainText('This package cannot run here');
  await expect(preview.region).toContainText('Galaxy');
  const link = preview.region.getByRole('link', { name: /Open in .*Galaxy/i });
  await expect(link).toHaveAttribute('href', /^https:\/\/usegalaxy\.eu\//);
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(preview.button('Open as notebook')).toHaveCount(0);
  await expect(preview.file('abcdef.txt')).toContainText('Input');
});

test('the data of a package that runs elsewhere are fetched', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const table = 'run,events\n1,42\n';
  laboratory.origin.route('data.example.org', '/packages/events.csv', {
    text: table
  });
  laboratory.origin.route('dockstore.org', '/*', {
    json: { a_galaxy_workflow: 'true' }
  });
  await page.goto('?reset');
  const crate = await readPackage('made/kind-service-galaxy.json');
  await laboratory.sendPackage(JSON.parse(crate) as SentCrate);
  await panel.open();
  await panel.rows.first().locator('.jp-SciMeshShare-main').click();
  await expect(preview.region).toContainText('The data can still be fetched');
  await preview.open('Fetch the files', 'elsewhere/Reverse');
  await notebook.ready();
  await expect(notebook.region).toContainText('Galaxy');
  const data = laboratory.path('elsewhere', 'Reverse', 'data', 'events.csv');
  expect(await readFile(data, 'utf8')).toBe(table);
  await preview.tab('Example tool').click();
  await expect(preview.region).toContainText('The working copy is complete');
});
