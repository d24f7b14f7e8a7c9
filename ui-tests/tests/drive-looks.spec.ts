import { shareFiles } from '../laboratory/drive.ts';
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
