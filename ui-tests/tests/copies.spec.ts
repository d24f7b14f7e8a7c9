import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { SlowCloud } from '../laboratory/slow-cloud.ts';
import { DrivePanel } from '../pages/drive.ts';

const MEBIBYTE = 1024 * 1024;

/** The rows of JupyterLab's own browser. */
function local(page: IJupyterLabPageFixture, name: string): Locator {
  return page
    .locator('#filebrowser .jp-DirListing-item')
    .filter({ has: page.getByText(name, { exact: true }) });
}

function toast(page: IJupyterLabPageFixture, text: string): Locator {
  return page.getByRole('alert').filter({ hasText: text });
}

/** Puts the drive beside JupyterLab's browser. */
async function sideBySide(page: IJupyterLabPageFixture): Promise<void> {
  await page.sidebar.moveTabToRight('jp-scimesh-panel');
  await page.sidebar.openTab('jp-scimesh-panel');
  await page.sidebar.openTab('filebrowser');
}

/** Drags as a hand does. */
async function drag(
  page: IJupyterLabPageFixture,
  from: Locator,
  to: Locator
): Promise<void> {
  // One may lie over the rows.
  await expect(page.getByRole('alert')).toHaveCount(0);
  await from.hover();
  await page.mouse.down();
  const box = await to.boundingBox();
  if (!box) {
    throw new Error('There is nothing to drop on.');
  }
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y - 6, { steps: 8 });
  await page.mouse.move(x, y, { steps: 3 });
  await page.mouse.up();
}

test('a folder is copied to my files, with progress and a way to stop', async ({
  laboratory,
  page,
  panel
}) => {
  const cloud = await SlowCloud.start(laboratory, 'slow-copies.example.org');
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-copies-'));
  await mkdir(join(folder, 'run/empty'), { recursive: true });
  await writeFile(join(folder, 'run/small.txt'), 'a little');
  const events = Buffer.alloc(24 * MEBIBYTE, 'events ');
  await writeFile(join(folder, 'run/events.bin'), events);
  await cloud.share('Slow runs', folder);
  await page.goto('?reset');
  await panel.open();
  const drive = new DrivePanel(page);
  await drive.open('Slow runs');

  await test.step('it is stopped, and nothing half is left', async () => {
    cloud.pace = MEBIBYTE;
    await drive.choose('run', 'Copy to my files…');
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    const copying = toast(page, 'Copying “run”');
    await expect(copying).toContainText(/[\d.]*[1-9] MB of 24 MB/);
    await copying.getByRole('button', { name: 'Cancel' }).click();
    await expect(toast(page, 'Copying “run” was cancelled.')).toBeVisible();
    await expect(readFile(laboratory.path('run/events.bin'))).rejects.toThrow(
      'ENOENT'
    );
  });

  await test.step('it is begun anew, and what is there is kept', async () => {
    cloud.pace = null;
    await drive.choose('run', 'Copy to my files…');
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
    const copied = toast(page, '“run” was copied.');
    await expect(copied).toBeVisible();
    const arrived = await readFile(laboratory.path('run/events.bin'));
    expect(arrived.equals(events)).toBe(true);
    await copied.getByRole('button', { name: 'Show' }).click();
    await expect(local(page, 'run')).toBeVisible();
  });
  await cloud.stop();
});

test('a copy goes on after the companion has crashed', async ({
  laboratory,
  page,
  panel
}) => {
  const cloud = await SlowCloud.start(laboratory, 'slow-restart.example.org');
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-copies-'));
  const events = Buffer.alloc(24 * MEBIBYTE, 'more events ');
  await writeFile(join(folder, 'long.bin'), events);
  await cloud.share('Long runs', folder);
  await page.goto('?reset');
  await panel.open();
  const drive = new DrivePanel(page);
  await drive.open('Long runs');
  cloud.pace = 2 * MEBIBYTE;
  await drive.choose('long.bin', 'Copy to my files…');
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await expect(toast(page, 'Copying “long.bin”')).toContainText(
    /[\d.]*[1-9] MB of 24 MB/
  );
  await laboratory.lab.killCompanion();
  cloud.pace = null;
  await expect
    .poll(
      async () => {
        const file = laboratory.path('long.bin');
        return (await readFile(file).catch(() => null))?.equals(events);
      },
      { timeout: 45_000 }
    )
    .toBe(true);
  await expect(toast(page, '“long.bin” was copied.')).toBeVisible();
  await cloud.stop();
});

test('files are dragged there and back, and pasted', async ({
  laboratory,
  page,
  panel
}) => {
  const shared = await shareFiles(laboratory, 'Tables', {
    'table.csv': 'a,b\n1,2\n',
    'inner/deep.txt': 'deep'
  });
  await writeFile(laboratory.path('mine.txt'), 'mine');
  await page.goto('?reset');
  await panel.open();
  const drive = new DrivePanel(page);
  await drive.open('Tables');
  await sideBySide(page);
  const listing = page.locator('#filebrowser .jp-DirListing-content');

  await test.step('from the drive to my files', async () => {
    await drag(page, drive.row('table.csv'), listing);
    await expect(local(page, 'table.csv')).toBeVisible();
    expect(await readFile(laboratory.path('table.csv'), 'utf8')).toBe(
      'a,b\n1,2\n'
    );
  });

  await test.step('from my files onto a folder of the drive', async () => {
    await drag(page, local(page, 'mine.txt'), drive.row('inner'));
    await expect(toast(page, '“mine.txt” was copied.')).toBeVisible();
    expect(await shared.text('inner/mine.txt')).toBe('mine');
  });

  await test.step('by copy and paste, with a name that is taken', async () => {
    await drive.choose('table.csv', 'Copy');
    await local(page, 'mine.txt').click({ button: 'right' });
    await drive.item('Paste').click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('1 name is taken');
    await expect(dialog).toContainText('table.csv');
    await dialog.getByRole('button', { name: 'Keep both' }).click();
    await expect(local(page, 'table (2).csv')).toBeVisible();
  });

  await test.step('by the menu, into a folder that is chosen', async () => {
    await local(page, 'mine.txt').click({ button: 'right' });
    await drive.item('Copy to ScienceMesh…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Tables', { exact: true }).dblclick();
    await expect(
      dialog.getByText('inner', { exact: true }).first()
    ).toBeVisible();
    await dialog.getByRole('button', { name: 'Copy here' }).click();
    await expect(drive.row('mine.txt')).toBeVisible();
    expect(await shared.text('mine.txt')).toBe('mine');
  });
});

test('a file is found across shares, and opened', async ({
  laboratory,
  page,
  panel
}) => {
  await shareFiles(laboratory, 'Found one', {
    'a/b/needle.md': '# Here it is'
  });
  await shareFiles(laboratory, 'Found two', { 'hay.txt': 'hay' });
  await page.goto('?reset');
  await panel.open();
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('sciencemesh:search')
  );
  const field = page.getByLabel('Search files in all shares by name');
  await expect(field).toBeFocused();
  await field.fill('needle');
  const section = page.locator('.jp-SciMeshSearch');
  await expect(section.getByRole('status')).toContainText(
    /Searched .* 1 found/
  );
  await field.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'needle.md' })).toBeVisible();
  await section.getByRole('button', { name: 'Show needle.md' }).click();
  await expect(new DrivePanel(page).row('needle.md')).toBeVisible();
});

test('a share is checked step by step', async ({ laboratory, page, panel }) => {
  await shareFiles(laboratory, 'Checked', { 'one.txt': '1' });
  await page.goto('?reset');
  await panel.open();
  await panel.share('Checked').click();
  await page.getByRole('button', { name: 'Check this share…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The share works.');
  await expect(dialog).toContainText('One byte of "one.txt" was read.');
  await expect(dialog.getByRole('listitem')).toHaveCount(6);
  await dialog.getByRole('button', { name: 'Copy report' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
});
