import { shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { MadeUpOwnFiles } from '../laboratory/made-up-own-files.ts';
import { DrivePanel } from '../pages/drive.ts';
import { look } from '../pages/looks.ts';

test('own files are a drive beside that of the shares', async ({
  laboratory,
  page,
  panel
}) => {
  test.setTimeout(120_000);
  const home = await shareFiles(laboratory, 'Home of Marie', {
    'runs/notes.txt': 'as it was'
  });
  await shareFiles(laboratory, 'Beam lines', { 'magnets.csv': 'q,1\n' });
  await new MadeUpOwnFiles(page, home.name).start();
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();

  await test.step('tabs turn to it, by keyboard too', async () => {
    await expect(drive.row('Beam lines')).toBeVisible();
    await drive.driveTab('ScienceMesh').press('ArrowRight');
    await expect(drive.driveTab('CERNBox')).toBeFocused();
    await expect(drive.row(home.name)).toBeVisible();
    await expect(drive.row('Beam lines')).toHaveCount(0);
    await expect(drive.home).toHaveAttribute('title', 'CERNBox');
  });

  await test.step('it suits everybody', async () => {
    await look(page, { parts: ['.jp-SciMeshDrives'], picture: 'own-files' });
  });

  await test.step('a document is edited in it', async () => {
    await drive.open(home.name, 'runs', 'notes.txt');
    const editor = page.locator('.jp-FileEditor .cm-content');
    await expect(editor).toContainText('as it was');
    await editor.fill('as it is');
    await page.menu.clickMenuItem('File>Save Text');
    await expect.poll(() => home.text('runs/notes.txt')).toBe('as it is');
  });

  await test.step('files are uploaded to it', async () => {
    await drive.drop({ name: 'dropped.txt', text: 'from the desktop' });
    await expect(drive.row('dropped.txt')).toBeVisible();
    expect(await home.text('runs/dropped.txt')).toBe('from the desktop');
  });

  await test.step('what is copied in the other drive is pasted here', async () => {
    await drive.driveTab('ScienceMesh').click();
    await drive.open('Beam lines');
    await drive.choose('magnets.csv', 'Copy');
    await drive.driveTab('CERNBox').click();
    // It is where it was left.
    await expect(drive.crumb('runs')).toBeVisible();
    await drive.row('notes.txt').click();
    await drive.choose('notes.txt', 'Paste');
    await expect(drive.row('magnets.csv')).toBeVisible();
    expect(await home.text('runs/magnets.csv')).toBe('q,1\n');
  });

  await test.step('the drive in front is so when the page is loaded anew', async () => {
    await page.goto('');
    await panel.open();
    await expect(drive.driveTab('CERNBox')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await expect(drive.row('notes.txt')).toBeVisible();
    await expect(
      page.locator('#jp-main-dock-panel').getByRole('tab', {
        name: 'notes.txt'
      })
    ).toBeVisible();
  });
});

for (const isKnown of [false, true]) {
  const when = isKnown ? 'is known' : 'was never heard of';
  test(`an address leads into a drive that ${when}`, async ({
    laboratory,
    page,
    panel
  }) => {
    const name = isKnown ? 'Home twice' : 'Home once';
    await shareFiles(laboratory, name, { 'sub/read me.txt': 'found' });
    await new MadeUpOwnFiles(page, name).start();
    const drive = new DrivePanel(page);
    if (isKnown) {
      await page.goto('?reset');
      await panel.open();
      await expect(drive.driveTab('CERNBox')).toBeVisible();
    }
    const address = `tree/CERNBox:${encodeURIComponent(name)}/sub`;
    await page.goto(`${address}/read%20me.txt?reset`);
    await expect(page.locator('.jp-FileEditor')).toContainText('found');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await panel.open();
    await expect(drive.driveTab('CERNBox')).toHaveAttribute(
      'aria-selected',
      'true'
    );

    await page.goto(`${address}?reset`);
    await panel.open();
    await expect(drive.row('read me.txt')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
}
