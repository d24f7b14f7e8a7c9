import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { shareFiles } from '../laboratory/drive.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test as journey } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';
import { ViewerPage } from '../pages/viewers.ts';

const repository = join(import.meta.dirname, '../..');

const test = journey.extend({
  laboratory: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const laboratory = await Laboratory.start({
        packages: join(repository, '.cache/h5web')
      });
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ]
});

test.describe.configure({ timeout: 180_000 });

test('HDF5 files of the drive open in jupyterlab-h5web', async ({
  laboratory,
  page,
  panel
}) => {
  const drive = new DrivePanel(page);
  const viewer = new ViewerPage(page);
  const name = 'Detector';
  await page.goto('?reset');
  expect(
    await page.evaluate(() => window.jupyterapp.hasPlugin('jupyterlab-h5web'))
  ).toBe(true);
  const shared = await shareFiles(laboratory, name, { 'notes.txt': 'Notes' });
  await makeFile(shared.path('hits.h5'), 1_000);
  await makeFile(shared.path('large.h5'), 5_000_000);
  await panel.open();
  await drive.open(name);

  await test.step('a small one at once', async () => {
    await drive.open('hits.h5');
    const tree = viewer.region.getByRole('tree');
    await expect(tree.getByText('energy')).toBeVisible({ timeout: 40_000 });
    await tree.getByText('energy').click();
    await expect(
      viewer.region.locator('.h5web-root').getByRole('tab', { name: 'Line' })
    ).toBeVisible();
  });

  await test.step('a large one when the person agrees', async () => {
    await drive.open('large.h5');
    await expect(viewer.region).toContainText('opened from its working copy');
    await viewer.region
      .getByRole('button', { name: /^Fetch .+ and open$/ })
      .click();
    await expect(
      viewer.region.getByRole('tree').getByText('energy')
    ).toBeVisible({ timeout: 40_000 });
  });
});

/** Writes an HDF5 file with a data set of so many numbers. */
async function makeFile(path: string, count: number): Promise<void> {
  await promisify(execFile)(join(repository, '.venv/bin/python'), [
    '-c',
    `
import sys, h5py, numpy
with h5py.File(sys.argv[1], "w") as file:
    file["energy"] = numpy.sin(numpy.arange(int(sys.argv[2])) / 100)
`,
    path,
    String(count)
  ]);
}
