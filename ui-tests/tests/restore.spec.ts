import { describeCrate } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';

const crate = describeCrate({
  title: 'Restored data',
  files: [{ id: 'https://data.example.org/restore/table.csv', size: 12 }]
});

test('a reload brings the preview back', async ({
  laboratory,
  page,
  panel,
  preview
}) => {
  await page.goto('?reset');
  await laboratory.sendPackage(crate);
  await panel.open();
  await panel.share('Restored data').click();
  await expect(preview.heading).toHaveText('Restored data');
  // JupyterLab writes down what is open a moment after it has changed.
  await expect
    .poll(async () => {
      const answer = await laboratory.lab.fetch('lab/api/workspaces/default');
      return answer.text();
    })
    .toContain('sciencemesh-package:');
  await page.reload();
  await expect(preview.heading).toHaveText('Restored data');
  await expect(panel.region).toBeVisible();
});

test('a link to a share opens its preview and does no more', async ({
  laboratory,
  page,
  preview
}) => {
  const { origin } = laboratory;
  await laboratory.sendPackage(crate);
  const [share] = await laboratory.shares('pending');
  expect(share?.name).toBe('Restored data');
  origin.forget();
  await page.goto(`?reset&sciencemesh-open=${share?.id}`);
  await expect(preview.heading).toHaveText('Restored data');
  expect(new URL(page.url()).search).not.toContain('sciencemesh-open');

  const transfers = await laboratory.lab.fetch('sciencemesh/api/transfers');
  const { items } = (await transfers.json()) as {
    items: { shareId: string | null }[];
  };
  expect(items.filter(({ shareId }) => shareId === share?.id)).toEqual([]);
  const now = (await laboratory.shares()).find(({ id }) => id === share?.id);
  expect(now?.state).toBe('pending');
  expect(origin.requests).toEqual([]);
  await expect(preview.dialog).toHaveCount(0);
});
