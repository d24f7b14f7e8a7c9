import { people } from '../../peers/reva/index.ts';
import { expect, skip, test } from '../laboratory/cernbox-journey.ts';
import { shareFiles } from '../laboratory/drive.ts';
import { DrivePanel } from '../pages/drive.ts';
import { look } from '../pages/looks.ts';

test.skip(skip !== null, skip ?? '');
test.describe.configure({ timeout: 120_000 });

test('an earlier version of a file is found, read and restored', async ({
  beside,
  page,
  panel
}) => {
  const name = 'thesis #1 %41 Δ.txt';
  const { b } = beside.sites;
  const put = (text: string) =>
    b.put(`/${encodeURIComponent(name)}`, text, people.marie);
  const drive = new DrivePanel(page);
  const versions = page.getByRole('region', {
    name: `Earlier versions of ${name}`
  });
  const rows = versions.getByRole('row').filter({ hasText: 'Restore' });
  // The last request of a save, before which JupyterLab hears of no other.
  const checkpoint = () =>
    page.waitForResponse(
      answer =>
        answer.request().method() === 'POST' &&
        answer.url().includes('/checkpoints')
    );
  await put('first draft');
  await page.goto('?reset');
  await panel.open();
  await drive.driveTab('CERNBox').click();
  await drive.rows.first().dblclick();

  await test.step('a file that was never saved over has none', async () => {
    await drive.choose(name, 'Earlier versions…');
    await expect(versions).toContainText('No earlier versions');
    await look(page, { parts: ['.jp-SciMeshKept'] });
  });

  const editor = page.locator('.jp-FileEditor:visible .cm-content');
  await test.step('each save makes one, which is listed', async () => {
    const opened = checkpoint();
    await drive.open(name);
    await opened;
    for (const text of ['second draft, longer', 'third']) {
      await editor.fill(text);
      const saved = checkpoint();
      await page.keyboard.press('ControlOrMeta+KeyS');
      await saved;
      expect(await beside.text(name)).toBe(text);
    }
    await drive.choose(name, 'Earlier versions…');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText('20 B');
    await expect(rows.last()).toContainText('11 B');
    await look(page, {
      parts: ['.jp-SciMeshKept'],
      picture: 'earlier-versions'
    });
  });

  await test.step('one is read in a tab of its own', async () => {
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      rows.last().getByRole('button', { name: /^Open/ }).click()
    ]);
    await expect(opened.locator('body')).toContainText('first draft');
    await opened.close();
  });

  await test.step('one is downloaded under the name of the file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      rows
        .last()
        .getByRole('link', { name: /^Download/ })
        .click()
    ]);
    expect(download.suggestedFilename()).toBe(name);
  });

  await test.step('a keyboard restores, and the open document follows', async () => {
    await rows
      .last()
      .getByRole('button', { name: /^Restore/ })
      .focus();
    await page.keyboard.press('Enter');
    await expect(versions.getByRole('status')).toContainText(
      'What was there until now is in the list as well'
    );
    expect(await beside.text(name)).toBe('first draft');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText('5 B');
    await drive.tab(name).click();
    await expect(editor).toContainText('first draft');
    await expect(drive.tab(name)).not.toHaveClass(/jp-mod-dirty/);
  });

  await test.step('what is not saved is kept, and its save asks', async () => {
    await editor.fill('only in the tab');
    await drive.choose(name, 'Earlier versions…');
    await rows
      .first()
      .getByRole('button', { name: /^Restore/ })
      .click();
    await expect(versions.getByRole('status')).toContainText(
      'has changes that are not saved, and keeps them'
    );
    expect(await beside.text(name)).toBe('third');
    await look(page, { parts: ['.jp-SciMeshKept'] });
    await drive.tab(name).click();
    await expect(editor).toContainText('only in the tab');
    await page.keyboard.press('ControlOrMeta+KeyS');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Somebody else has changed this file');
    await dialog.getByRole('button', { name: 'Overwrite' }).click();
    await expect
      .poll(() => beside.text(name).catch(() => ''))
      .toBe('only in the tab');
  });

  await test.step('trouble is told, and tried again', async () => {
    await drive.choose(name, 'Earlier versions…');
    await expect(rows).toHaveCount(3);
    await beside.way.become('refusing');
    await versions.getByRole('button', { name: 'Load the list again' }).click();
    await expect(versions.getByRole('alert')).toBeVisible();
    await expect(rows).toHaveCount(3);
    await beside.way.become('open');
    await expect(async () => {
      await versions.getByRole('button', { name: 'Try again' }).click();
      await expect(versions.getByRole('alert')).toHaveCount(0);
    }).toPass();
  });
});

test('what was deleted comes back', async ({ beside, page, panel }) => {
  const { b } = beside.sites;
  const folder = 'Runs of 2026';
  const files = ['a #%?.txt', 'עברית.csv', 'kept.txt'];
  await b.makeFolder(`/${encodeURIComponent(folder)}`, people.marie);
  for (const file of files) {
    const path = [folder, file].map(encodeURIComponent).join('/');
    await b.put(`/${path}`, `of ${file}`, people.marie);
  }
  const drive = new DrivePanel(page);
  const deleted = page.getByRole('region', { name: /^Deleted files of/ });
  const row = (name: string) =>
    deleted.getByRole('row').filter({ hasText: name });
  const remove = async (name: string) => {
    await drive.choose(name, 'Delete');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('“Deleted files…” brings it back.');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(drive.row(name)).toHaveCount(0);
  };
  const notices = page.locator('.Toastify__toast');
  await page.goto('?reset');
  await panel.open();
  await drive.driveTab('CERNBox').click();
  await drive.rows.first().dblclick();

  await test.step('from the background of a folder', async () => {
    await drive.open(folder);
    await expect(drive.row('kept.txt')).toBeVisible();
    for (const file of files.slice(0, 2)) {
      await remove(file);
    }
    await drive.command('Deleted files…');
    await expect(row('a #%?.txt')).toContainText(folder);
    await expect(row('a #%?.txt')).toContainText('12 B');
    await look(page, { parts: ['.jp-SciMeshKept'], picture: 'deleted-files' });
  });

  await test.step('the filter finds by name and by folder', async () => {
    const filter = deleted.getByRole('searchbox');
    await filter.fill('עברית');
    await expect(row('a #%?.txt')).toHaveCount(0);
    await expect(row('עברית.csv')).toBeVisible();
    await filter.fill('nothing like it');
    await expect(deleted).toContainText(
      'Nothing that was deleted has this name'
    );
    await filter.fill('runs');
    await expect(row('a #%?.txt')).toBeVisible();
    await filter.fill('');
  });

  await test.step('a keyboard restores, and a notification leads there', async () => {
    await row('a #%?.txt')
      .getByRole('button', { name: 'Restore a #%?.txt' })
      .focus();
    await page.keyboard.press('Enter');
    await expect(row('a #%?.txt')).toHaveCount(0);
    await expect(drive.row('a #%?.txt')).toBeVisible();
    await drive.crumb('home').or(drive.home).first().click();
    await notices
      .filter({ hasText: '“a #%?.txt” is back where it was.' })
      .getByRole('button', { name: 'Show' })
      .click();
    await expect(drive.row('a #%?.txt')).toHaveClass(/jp-mod-selected/);
  });

  await test.step('nothing is overwritten', async () => {
    await b.put(
      `/${encodeURIComponent(folder)}/${encodeURIComponent('עברית.csv')}`,
      'another',
      people.marie
    );
    await row('עברית.csv')
      .getByRole('button', { name: /^Restore/ })
      .click();
    await expect(deleted.getByRole('alert')).toContainText(
      'Rename or move that one'
    );
    await look(page, { parts: ['.jp-SciMeshKept'] });
    expect(await beside.text(`${folder}/עברית.csv`)).toBe('another');
  });

  await test.step('a folder that is gone is made anew', async () => {
    await drive.crumb(folder).waitFor();
    await drive.region.locator('.jp-BreadCrumbs-item').nth(-2).click();
    await remove(folder);
    await deleted.getByRole('button', { name: 'Load the list again' }).click();
    await expect(row('Runs of 2026').last()).toBeVisible();
    await row('עברית.csv')
      .getByRole('button', { name: /^Restore/ })
      .click();
    await deleted
      .getByRole('button', { name: 'Make the folder, and restore' })
      .click();
    await expect(drive.row(folder)).toBeVisible();
    expect(await beside.text(`${folder}/עברית.csv`)).toBe('of עברית.csv');
  });

  await test.step('one thing is deleted for good, after a question', async () => {
    await drive.open(folder);
    await remove('עברית.csv');
    await deleted.getByRole('button', { name: 'Load the list again' }).click();
    const item = deleted.getByRole('button', {
      name: 'Delete עברית.csv for good'
    });
    const dialog = page.getByRole('dialog');
    await item.click();
    await expect(dialog).toContainText('nobody can bring it back');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(item).toBeVisible();
    await item.click();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await expect(item).toHaveCount(0);
    await expect(row(folder)).toBeVisible();
  });
});

test('shares have neither', async ({ laboratory, page, panel }) => {
  const name = 'Beam lines';
  await shareFiles(laboratory, name, { 'magnets.csv': 'q,1\n' });
  const drive = new DrivePanel(page);
  const offered = (item: string) => drive.item(item).filter({ visible: true });
  await page.goto('?reset');
  await panel.open();
  await drive.driveTab('ScienceMesh').click();
  await drive.row(name).click({ button: 'right' });
  await expect(drive.item('Properties')).toBeVisible();
  await expect(offered('Deleted files…')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await drive.open(name);
  await drive.row('magnets.csv').click({ button: 'right' });
  await expect(drive.item('Properties')).toBeVisible();
  await expect(offered('Earlier versions…')).toHaveCount(0);
  await expect(offered('Deleted files…')).toHaveCount(0);
});
