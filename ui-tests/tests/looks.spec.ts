import { readPackage } from '../../peers/packages/index.ts';
import type { SentCrate } from '../../peers/dispatcher/index.ts';
import { describeCrate } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';
import { look } from '../pages/looks.ts';

const panelParts = ['#jp-scimesh-panel'];
const previewParts = ['.jp-SciMeshPackage'];

test.describe.configure({ timeout: 180_000 });

test('the list and the preview suit everybody', async ({
  laboratory,
  page,
  panel,
  preview
}) => {
  await page.goto('?reset');
  await laboratory.offerFolder('Dimuon calibration');
  await laboratory.sendPackage(
    JSON.parse(await readPackage('made/kind-service-galaxy.json')) as SentCrate
  );
  await laboratory.sendPackage();
  await panel.open();
  await expect(panel.rows).toHaveCount(3);
  await panel.share('Dimuon calibration').click();
  await look(page, { parts: panelParts, picture: 'panel' });
  await panel.share('Dimuon calibration').click();

  await panel.share('Dimuon mass spectrum').click();
  await expect(preview.parameter('mass_max')).toBeVisible();
  await look(page, { parts: previewParts, picture: 'preview' });

  await preview.button('Open as notebook').click();
  await preview.folder.waitFor();
  await look(page, { parts: ['.jp-SciMeshFolderField'], picture: 'folder' });
  await page.keyboard.press('Escape');

  await panel.share('Example tool').click();
  await expect(preview.region).toContainText('This package cannot run here');
  await look(page, { parts: previewParts, picture: 'elsewhere' });
});

test('progress and its end suit everybody', async ({
  laboratory,
  page,
  panel,
  preview
}) => {
  const host = 'archive.example.net';
  laboratory.origin.route(host, '/calibration.csv', {
    text: 'run,scale\n1,0.998\n'
  });
  laboratory.origin.route(host, '/run-2010a.root', {
    generated: { seed: 'a', size: 30_000_000 }
  });
  laboratory.origin.route(host, '/run-2010b.root', {
    generated: { seed: 'b', size: 18_000_000 },
    bytesPerSecond: 250_000
  });
  laboratory.origin.route(host, '/private.csv', { status: 401 });
  await page.goto('?reset');
  await laboratory.sendPackage(
    describeCrate({
      title: 'Runs of 2010',
      description: 'The first runs with muons, and how they were calibrated.',
      license: 'https://creativecommons.org/licenses/by/4.0/',
      files: [
        { id: `https://${host}/calibration.csv`, size: 18 },
        { id: `https://${host}/private.csv`, size: 2_000 },
        { id: `https://${host}/run-2010a.root`, size: 30_000_000 },
        { id: `https://${host}/run-2010b.root`, size: 18_000_000 }
      ]
    })
  );
  await panel.open();
  await panel.share('Runs of 2010').click();
  await preview.open('Open as notebook', 'looks/Runs of 2010');
  await expect(preview.region).toContainText(/(29|3\d)(\.\d)? MB of 45.8 MB/);
  await look(page, { parts: previewParts, picture: 'progress' });

  await preview.button('Cancel').click();
  await expect(preview.region).toContainText('Fetching was cancelled');
  await expect(
    preview.region.getByRole('link', { name: 'data/private.csv' })
  ).toHaveAttribute('href', `https://${host}/private.csv`);
  await look(page, { parts: previewParts, picture: 'cancelled' });
});
