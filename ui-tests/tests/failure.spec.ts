import { describeCrate, notebookWith } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';

const host = 'patient.example.org';
const body = { seed: 'killed', size: 4_000_000 };

test('the panel says that the companion has gone, and a transfer goes on', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const { origin } = laboratory;
  origin.route(host, '/look.ipynb', { json: notebookWith('2 + 2') });
  origin.route(host, '/events.bin', [
    { generated: body, stallAfter: 1_500_000 },
    { generated: body }
  ]);
  await page.goto('?reset');
  await laboratory.sendPackage(
    describeCrate({
      title: 'Patient events',
      notebook: `https://${host}/look.ipynb`,
      files: [{ id: `https://${host}/events.bin`, size: body.size }]
    })
  );
  await panel.open();
  await panel.share('Patient events').click();
  await preview.open('Open as notebook', 'failure/Patient');
  await expect(preview.region).toContainText(/[1-9.]+ MB of 3.8 MB/);

  await laboratory.lab.killCompanion();
  await expect(panel.region).toContainText(/ScienceMesh (is|ended)/);
  await expect(panel.region.locator('.jp-SciMeshBanner')).toBeVisible();
  await expect(panel.region.locator('.jp-SciMeshBanner')).toHaveCount(0);
  await expect(panel.share('Patient events')).toBeVisible();

  await notebook.ready();
  const requests = origin
    .requestsTo(host, '/events.bin')
    .filter(({ method }) => method === 'GET');
  expect(requests.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
});
