import { notebookWith } from '../laboratory/crates.ts';
import { shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';

test('the drive is used by keyboard alone', async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  await shareFiles(laboratory, 'By keyboard', {
    'a.txt': 'a',
    'nb.ipynb': JSON.stringify(notebookWith('"typed"'))
  });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await expect(drive.row('By keyboard')).toBeVisible();
  await drive.command('Show ScienceMesh drive');
  await expect(
    drive.region.locator('.jp-DirListing-itemText:focus')
  ).toHaveCount(1);
  // Letters lead to names.
  await page.keyboard.type('by');
  await expect(drive.name('By keyboard')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(drive.row('nb.ipynb')).toBeVisible();
  await expect(drive.name('a.txt')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('b');
  await page.keyboard.press('Enter');
  await expect(drive.name('b.txt')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(drive.name('nb.ipynb')).toBeFocused();
  // A menu gives the focus back.
  await page.keyboard.press('Shift+F10');
  await expect(drive.item('Rename')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drive.item('Rename')).toHaveCount(0);
  await expect(drive.name('nb.ipynb')).toBeFocused();
  await page.keyboard.press('Enter');
  await notebook.ready();
  await expect(notebook.region).toContainText('typed');
});
