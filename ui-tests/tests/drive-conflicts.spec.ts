import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { SharedFolder } from '../laboratory/drive.ts';
import { Outages, shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';
import { look } from '../pages/looks.ts';

/** Types at the end of the document in front, and saves it. */
async function edit(page: IJupyterLabPageFixture, text: string): Promise<void> {
  await page.locator('.jp-FileEditor:visible .cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text);
  await page.keyboard.press('ControlOrMeta+KeyS');
}

/** Opens a text of a share, which a colleague then changes. */
async function openChanged(
  drive: DrivePanel,
  page: IJupyterLabPageFixture,
  shared: SharedFolder
): Promise<void> {
  await drive.open(shared.name, 'notes.txt');
  await expect(page.locator('.jp-FileEditor:visible')).toContainText('common');
  await shared.write('notes.txt', 'theirs\ncommon\n');
}

test.describe('a colleague has saved first', () => {
  for (const choice of ['Overwrite', 'Keep both', 'Cancel'] as const) {
    test(choice, async ({ laboratory, page, panel }) => {
      const shared = await shareFiles(laboratory, `Conflict ${choice}`, {
        'notes.txt': 'common\n'
      });
      const drive = new DrivePanel(page);
      await page.goto('?reset');
      await panel.open();
      await openChanged(drive, page, shared);
      await edit(page, 'mine');
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('Somebody else has changed this file');
      await dialog.getByRole('button', { name: choice }).click();
      await expect(dialog).toHaveCount(0);
      switch (choice) {
        case 'Overwrite':
          await expect
            .poll(() => shared.text('notes.txt'))
            .toBe('common\nmine');
          break;
        case 'Keep both':
          await expect
            .poll(() => shared.text('notes (2).txt').catch(() => ''))
            .toBe('common\nmine');
          expect(await shared.text('notes.txt')).toBe('theirs\ncommon\n');
          // The document goes on under the new name.
          await expect(drive.tab('notes (2).txt')).toBeVisible();
          await edit(page, ' more');
          await expect
            .poll(() => shared.text('notes (2).txt'))
            .toBe('common\nmine more');
          break;
        case 'Cancel':
          expect(await shared.text('notes.txt')).toBe('theirs\ncommon\n');
          await expect(drive.tab('notes.txt')).toHaveClass(/jp-mod-dirty/);
          break;
      }
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  }

  test('the differences are looked at, then theirs is taken', async ({
    laboratory,
    page,
    panel
  }) => {
    const shared = await shareFiles(laboratory, 'Differences', {
      'notes.txt': 'common\n'
    });
    const drive = new DrivePanel(page);
    await page.goto('?reset');
    await panel.open();
    await openChanged(drive, page, shared);
    await edit(page, 'mine');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Show differences' })
      .click();
    const differences = page.getByRole('region', {
      name: 'Differences in notes.txt'
    });
    await expect(
      differences.getByRole('row', { name: /theirs/ })
    ).toBeVisible();
    await expect(differences.getByRole('row', { name: /mine/ })).toBeVisible();
    await look(page, {
      parts: ['.jp-SciMeshDifferences-page'],
      picture: 'differences'
    });
    await differences.getByRole('button', { name: 'Discard mine' }).click();
    await expect(differences).toHaveCount(0);
    await expect(page.locator('.jp-FileEditor:visible')).toContainText(
      'theirs'
    );
    await edit(page, 'again');
    await expect
      .poll(() => shared.text('notes.txt'))
      .toBe('theirs\ncommon\nagain');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('what is saved while the institution is down is sent later', async ({
  laboratory,
  page,
  panel
}) => {
  const outages = await Outages.start(laboratory, 'Outage', {
    'notes.txt': 'common\n'
  });
  const shared = outages.folder;
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(shared.name, 'notes.txt');
  await expect(page.locator('.jp-FileEditor:visible')).toContainText('common');

  outages.isDown = true;
  await edit(page, 'kept');
  const edits = page.getByRole('list', { name: 'Unsent edits' });
  await expect(edits).toContainText('notes.txt');
  await expect(page.locator('.jp-FileEditor:visible')).toBeVisible();
  await expect(drive.tab('notes.txt')).not.toHaveClass(/jp-mod-dirty/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await shared.text('notes.txt')).toBe('common\n');
  await look(page, {
    parts: ['.jp-SciMeshOutbox'],
    picture: 'drive-unsent'
  });

  outages.isDown = false;
  await edits.getByRole('button', { name: 'Send now: notes.txt' }).click();
  await expect.poll(() => shared.text('notes.txt')).toBe('common\nkept');
  await expect(edits).toHaveCount(0);
  await outages.stop();
});

test('what is uploaded while the institution is down is sent later', async ({
  laboratory,
  page,
  panel
}) => {
  const outages = await Outages.start(laboratory, 'Sleeping', {
    'old.csv': 'old'
  });
  const shared = outages.folder;
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(shared.name);
  await expect(drive.row('old.csv')).toBeVisible();

  outages.isDown = true;
  await drive.drop({ name: 'new.csv', text: 'new' });
  const edits = page.getByRole('list', { name: 'Unsent edits' });
  await expect(edits).toContainText('new.csv');
  await expect(edits).toContainText('Kept here until its server takes it');
  await expect(drive.uploads).toHaveCount(0);

  outages.isDown = false;
  // It may go by itself, too, and be gone from the list by now.
  await edits
    .getByRole('button', { name: 'Send now: new.csv' })
    .click({ timeout: 5000 })
    .catch(() => undefined);
  await expect.poll(() => shared.text('new.csv').catch(() => '')).toBe('new');
  await expect(edits).toHaveCount(0);
  await expect(drive.row('new.csv')).toBeVisible();
  await outages.stop();
});

test('an upload replaces nothing that came while it was on its way', async ({
  laboratory,
  page,
  panel
}) => {
  const shared = await shareFiles(laboratory, 'Same name', { 'x.txt': 'x' });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(shared.name);
  await expect(drive.row('x.txt')).toBeVisible();
  await page.route(/api\/raw\/Same%20name\/run\.csv/, async route => {
    await shared.write('run.csv', 'theirs');
    await route.continue();
  });
  await drive.drop({ name: 'run.csv', text: 'mine' });
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Keep both' })
    .click();
  await expect(drive.row('run (2).csv')).toBeVisible();
  expect(await shared.text('run.csv')).toBe('theirs');
  expect(await shared.text('run (2).csv')).toBe('mine');
});
