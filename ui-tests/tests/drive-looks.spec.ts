import { Outages, shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';
import { look } from '../pages/looks.ts';

test.describe.configure({ timeout: 180_000 });

test('a drive without shares suits everybody', async ({ page, panel }) => {
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await expect(drive.state).toContainText('No shared folders yet');
  await look(page, { parts: ['.jp-SciMeshDrive'], picture: 'drive-empty' });
});

test('shared folders suit everybody', async ({ laboratory, page, panel }) => {
  const drive = new DrivePanel(page);
  await shareFiles(laboratory, 'Beamline 4', {
    'README.md': '# Beamline 4',
    'runs/run-001.csv': 'energy,counts\n8.1,120\n'
  });
  await shareFiles(laboratory, 'Manual', { 'manual.md': '# Manual' }, ['read']);
  await page.goto('?reset');
  await panel.open();
  await expect(drive.row('Beamline 4')).toBeVisible();
  await expect(drive.row('Manual')).toBeVisible();
  await look(page, { parts: ['.jp-SciMeshDrive'], picture: 'drive' });
});

test('what cannot be shown suits everybody', async ({
  laboratory,
  page,
  panel
}) => {
  const parts = ['.jp-SciMeshDrive'];
  const drive = new DrivePanel(page);
  const outages = await Outages.start(
    laboratory,
    'Field station',
    { 'today.csv': '1\n' },
    'station.example.org'
  );
  await shareFiles(laboratory, 'Nothing yet', {});
  const files = { 'x.txt': 'x', 'runs/y.txt': 'y' };
  const gone = await shareFiles(laboratory, 'Taken back', files);
  await page.goto('?reset');
  await panel.open();

  await test.step('an empty share', async () => {
    await drive.open('Nothing yet');
    await expect(drive.state).toContainText('This folder is empty');
    await look(page, { parts, picture: 'drive-empty-share' });
    await drive.home.click();
  });

  await test.step('a filter that nothing matches', async () => {
    await expect(drive.row('Taken back')).toBeVisible();
    await drive.button('Show or hide the filter by name').click();
    await expect(drive.filter).toBeFocused();
    await page.keyboard.type('zzz');
    await expect(drive.state).toContainText('Nothing here matches the filter');
    await look(page, { parts, picture: 'drive-no-match' });
    await drive.button('Show or hide the filter by name').click();
  });

  await test.step('an institution that is down', async () => {
    await drive.open('Field station');
    await expect(drive.row('today.csv')).toBeVisible();
    outages.isDown = true;
    await drive.button('Look at this folder again').click();
    await expect(drive.state).toContainText('This is what was last seen');
    await look(page, { parts, picture: 'drive-down' });
    outages.isDown = false;
    await drive.state.getByRole('button', { name: 'Try again' }).click();
    await expect(drive.state).not.toContainText('This is what was last seen');
    await drive.home.click();
  });

  await test.step('a folder that cannot be shown when the page opens', async () => {
    await drive.open('Field station');
    await expect(drive.row('today.csv')).toBeVisible();
    outages.isDown = true;
    await page.reload();
    await expect(drive.state).toContainText('The folder cannot be shown');
    await look(page, { parts, picture: 'drive-no-folder' });
    outages.isDown = false;
    await drive.state.getByRole('button', { name: 'Try again' }).click();
    await expect(drive.row('today.csv')).toBeVisible();
    await drive.home.click();
  });

  await test.step('an institution in trouble, until it is well again', async () => {
    await expect(drive.row('Field station')).toBeVisible();
    outages.failure = 502;
    await drive.open('Field station');
    const alert = page.locator('.jp-Notification-Toast-error, .jp-Dialog');
    await expect(alert.first()).toContainText(
      'had an error of its own (502) with the share'
    );
    await alert.first().getByRole('button').first().click();
    const mark = drive
      .row('Field station')
      .getByLabel('station.example.org has trouble at the moment');
    await expect(mark).toBeVisible();
    await look(page, { parts, picture: 'drive-trouble' });
    outages.failure = null;
    await drive.open('Field station');
    await expect(drive.row('today.csv')).toBeVisible();
    await drive.home.click();
    await expect(drive.row('Field station')).toBeVisible();
    await expect(mark).toHaveCount(0);
  });

  await test.step('a share that was taken back, until it is removed', async () => {
    await drive.open('Taken back');
    await expect(drive.row('x.txt')).toBeVisible();
    await drive.open('runs');
    await expect(drive.row('y.txt')).toBeVisible();
    await gone.revoke();
    await expect(drive.state).toContainText('no longer shared with you');
    await drive.crumb('Taken back').click();
    await expect(drive.row('x.txt')).toBeVisible();
    await expect(drive.state).toContainText('Revoked or gone');
    await look(page, { parts, picture: 'drive-gone' });
    await drive.state
      .getByRole('button', { name: 'Remove from drive' })
      .click();
    await expect(drive.row('Field station')).toBeVisible();
    await expect(drive.row('Taken back')).toHaveCount(0);
  });
  await outages.stop();
});
