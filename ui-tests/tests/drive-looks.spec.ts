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
