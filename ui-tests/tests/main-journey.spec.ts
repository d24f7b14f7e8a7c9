import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { expect, test } from '../laboratory/journey.ts';
import { look } from '../pages/looks.ts';
import { outputsOf, sourceOf } from '../pages/notebook-page.ts';

/** From the answer to the Dispatcher until the badge shows. */
const badgeMilliseconds = 2_000;

test('a dispatched package becomes a notebook that draws its spectrum', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const folder = 'spectra/Dimuon';
  laboratory.origin.forget();
  await page.goto('?reset');
  await expect(panel.tab).toHaveAttribute('title', 'ScienceMesh');

  await test.step('the badge tells of it within two seconds', async () => {
    const sent = Date.now();
    await laboratory.sendPackage();
    await panel.badge(1).waitFor();
    const waited = Date.now() - sent;
    test.info().annotations.push({
      type: 'POST to badge',
      description: `${waited} ms`
    });
    expect(waited).toBeLessThan(badgeMilliseconds);
  });

  await test.step('the list says what came, from whom and when', async () => {
    await panel.open();
    await expect(panel.rows).toHaveCount(1);
    const row = panel.row('Dimuon mass spectrum');
    await expect(row).toContainText('claims to be from ines');
    await expect(row).toContainText('player.example.org');
    await expect(row.getByRole('time')).toHaveText('now');
    await expect(panel.badge(1)).toHaveCount(0);
  });

  await test.step('the preview says what opening it means', async () => {
    await panel.share('Dimuon mass spectrum').click();
    await expect(preview.heading).toHaveText('Dimuon mass spectrum');
    await expect(preview.region).toContainText('This package can run here');
    await expect(preview.region).toContainText('Claims to be from ines');
    const row = preview.file('dimuon-events.csv');
    await expect(row).toContainText('MB');
    await expect(row).toContainText('data.example.org');
    await expect(row).toContainText('CC0 1.0');
    await expect(preview.parameter('bins')).toHaveValue('300');
    // Not one request for all of this.
    expect(laboratory.origin.requests).toEqual([]);
  });

  await test.step('it is fetched into the folder of choice', async () => {
    await preview.parameter('bins').fill('240');
    await preview.open('Open as notebook', folder);
    await notebook.ready();
    await expect(preview.tab('dimuon-spectrum.ipynb')).toBeVisible();
  });

  await test.step('the notebook is as it came, with the parameter', async () => {
    await expect(notebook.kernel).toHaveText(/Python 3/);
    const cells = await notebook.cells();
    for (const cell of cells.filter(({ cell_type }) => cell_type === 'code')) {
      expect(cell.outputs).toEqual([]);
      expect(cell.execution_count).toBeNull();
      expect(cell.metadata).not.toHaveProperty('trusted', true);
    }
    const injected = cells.find(({ metadata }) =>
      (metadata.tags as string[] | undefined)?.includes('injected-parameters')
    );
    expect(injected && sourceOf(injected)).toContain('bins = 240');
    await expect(notebook.region).toContainText('bins = 240');
    // In its folder, and beside the notebook that asks for it by its bare name.
    for (const name of ['data/dimuon-events.csv', 'dimuon-events.csv']) {
      const data = await readFile(laboratory.path(folder, name));
      expect(createHash('sha256').update(data).digest('hex')).toBe(
        laboratory.federation.package.data.sha256
      );
    }
  });

  await test.step('"Run All Cells" draws the spectrum', async () => {
    await notebook.runAll();
    expect(outputsOf(await notebook.cells())).toEqual({ images: 2, errors: 0 });
    await expect(notebook.images.first()).toBeVisible();
    await expect(notebook.errors).toHaveCount(0);
    await notebook.images.first().scrollIntoViewIfNeeded();
    await look(page, { parts: [], picture: 'notebook' });
  });
});
