import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { generatedSha256 } from '../../peers/origin/index.ts';
import { describeCrate, notebookWith } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';

const host = 'slow.example.org';
const mebibyte = 1024 * 1024;
const body = { seed: 'cancelled', size: 24 * mebibyte };

test('a cancelled download goes on where it was', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const { origin } = laboratory;
  origin.route(host, '/look.ipynb', { json: notebookWith('1 + 1') });
  origin.route(host, '/events.bin', [
    { generated: body, bytesPerSecond: mebibyte / 2 },
    { generated: body }
  ]);
  const crate = describeCrate({
    title: 'Slow events',
    notebook: `https://${host}/look.ipynb`,
    files: [{ id: `https://${host}/events.bin`, size: body.size }]
  });
  await page.goto('?reset');
  await laboratory.sendPackage(crate);
  await panel.open();
  await panel.share('Slow events').click();
  await preview.open('Open as notebook', 'slow/Slow events');
  const row = preview.file('events.bin');

  await test.step('progress is told, and cancelling ends it', async () => {
    await expect(preview.progress).toBeVisible();
    await expect(preview.region).toContainText(/[\d.]*[1-9] MB of 24 MB/);
    await expect(row).toContainText(/Fetching [1-9]\d? %/);
    // Something else comes to the front, so a notification tells instead.
    await page.evaluate(async () => {
      // What it resolves with is a widget, which cannot leave the page.
      await window.jupyterapp.commands.execute('launcher:create');
    });
    const toast = page.getByRole('alert').filter({ hasText: 'Slow events' });
    await expect(toast).toContainText('Fetching');
    await preview.tab('Slow events').click();
    await preview.button('Cancel').click();
    await expect(toast).toHaveCount(0);
    await expect(preview.region).toContainText('Fetching was cancelled');
    await expect(preview.progress).toHaveCount(0);
    await expect(row).toContainText('Not fetched');
    await expect(preview.button('Open working copy')).toHaveCount(0);
    await expect(notebook.region).toHaveCount(0);
  });

  await test.step('"Go on" asks for the rest only', async () => {
    await preview.region.getByRole('button', { name: 'Go on' }).click();
    await notebook.ready();
    const requests = origin
      .requestsTo(host, '/events.bin')
      .filter(({ method }) => method === 'GET');
    expect(requests).toHaveLength(2);
    const [, second] = requests;
    expect(second?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(second?.headers['if-range']).toBeTruthy();
    expect(second?.status).toBe(206);
  });

  await test.step('the table says that all is there', async () => {
    await preview.tab('Slow events').click();
    await expect(row).toContainText('Fetched');
    await expect(preview.button('Open working copy')).toBeVisible();
  });

  await test.step('the bytes are right', async () => {
    const file = laboratory.path('slow', 'Slow events', 'data', 'events.bin');
    const digest = createHash('sha256').update(await readFile(file));
    expect(digest.digest('hex')).toBe(
      await generatedSha256(body.seed, body.size)
    );
  });
});
