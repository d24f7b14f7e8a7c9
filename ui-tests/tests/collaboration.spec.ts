import { join } from 'node:path';

import { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { outputsOf, sourceOf } from '../pages/notebook-page.ts';

const test = journey.extend({
  laboratory: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const laboratory = await Laboratory.start({
        packages: join(import.meta.dirname, '../../.cache/collaboration')
      });
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

test('a package opens and runs beside jupyter-collaboration', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  await page.goto('?reset');
  expect(
    await page.evaluate(() =>
      window.jupyterapp.hasPlugin(
        '@jupyter/docprovider-extension:content-provider'
      )
    )
  ).toBe(true);
  await laboratory.sendPackage();
  await panel.badge(1).waitFor();
  await panel.open();
  await panel.share('Dimuon mass spectrum').click();
  await preview.parameter('bins').fill('200');
  await preview.open();
  await notebook.ready();
  // What is in it comes over a room of the server, after the notebook is there.
  await expect(notebook.region).toContainText('The dimuon mass spectrum');
  const cells = await notebook.cells();
  expect(cells.map(sourceOf).join('\n')).toContain('bins = 200');
  expect(cells.every(cell => (cell.outputs ?? []).length === 0)).toBe(true);
  await notebook.runAll();
  expect(outputsOf(await notebook.cells())).toEqual({ images: 2, errors: 0 });
});
