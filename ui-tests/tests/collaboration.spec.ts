import { join } from 'node:path';

import { notebookWith } from '../laboratory/crates.ts';
import { shareFiles } from '../laboratory/drive.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';
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

test('a shared notebook is edited beside jupyter-collaboration', async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  const shared = await shareFiles(laboratory, 'Beside', {
    'nb.ipynb': JSON.stringify(notebookWith('1 + 1'))
  });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  expect(
    await page.evaluate(() =>
      window.jupyterapp.hasPlugin(
        '@jupyter/docprovider-extension:content-provider'
      )
    )
  ).toBe(true);
  await panel.open();
  await drive.open('Beside', 'nb.ipynb');
  await notebook.ready();
  await expect(notebook.region).toContainText('1 + 1');
  await notebook.region.locator('.cm-content').first().click();
  await page.keyboard.press('ControlOrMeta+KeyA');
  await page.keyboard.type('6 * 7');
  await page.keyboard.press('ControlOrMeta+KeyS');
  await expect.poll(() => shared.text('nb.ipynb')).toContain('6 * 7');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
