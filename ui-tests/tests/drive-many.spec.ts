import { shareAddress } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { ManyFiles } from '../laboratory/many-files.ts';
import { DrivePanel } from '../pages/drive.ts';

/** Files of the folder; 7919 and it have no common divisor. */
const count = 100_000;

/** Milliseconds until the first rows are on show after the answer began. */
const firstRowsMilliseconds = 1_000;

/** Nodes of the drive, however many files there are. */
const mostNodes = 2_000;

/** Milliseconds that a turn of the page's work may take while it scrolls. */
const longestTask = 100;

/** How often it is scrolled: whatever else the machine does, once is quiet. */
const scrolls = 5;

test.describe.configure({ timeout: 180_000 });

test('a folder of 100 000 files is browsed, filtered and scrolled', async ({
  laboratory,
  page,
  panel
}) => {
  const files = await ManyFiles.start(count);
  laboratory.origin.forward('many.example.org', files.url);
  await shareAddress(
    laboratory,
    'Many runs',
    `https://many.example.org${files.path}`
  );
  await page.goto('?reset');
  await panel.open();
  const drive = new DrivePanel(page);
  await expect(drive.row('Many runs')).toBeVisible();

  await test.step('first rows are there while the rest arrives', async () => {
    const answer = page.waitForResponse(/contents\/Many%20runs/);
    await drive.open('Many runs');
    await answer;
    const began = Date.now();
    await expect(drive.rows.nth(10)).toBeVisible();
    const waited = Date.now() - began;
    test.info().annotations.push({
      type: 'answer to first rows',
      description: `${waited} ms`
    });
    expect(waited).toBeLessThan(firstRowsMilliseconds);
    await expect(drive.state).toContainText('more are on their way');
  });

  await test.step('all of them are there, in order', async () => {
    await expect(drive.grid).toHaveAttribute('aria-rowcount', `${count + 1}`, {
      timeout: 60_000
    });
    await expect(drive.row(files.name(0))).toBeVisible();
    await expect(drive.row(files.name(2))).toBeVisible();
    expect(await drive.nodes()).toBeLessThan(mostNodes);
  });

  await test.step('scrolling holds nothing up', async () => {
    let longest = Number.POSITIVE_INFINITY;
    for (let time = 0; time < scrolls && longest >= longestTask; time += 1) {
      longest = Math.min(longest, await drive.scrollThrough());
    }
    test.info().annotations.push({
      type: 'longest task while scrolling',
      description: `${Math.round(longest)} ms`
    });
    expect(longest).toBeLessThan(longestTask);
    expect(await drive.nodes()).toBeLessThan(mostNodes);
  });

  await test.step('the keyboard leads to both ends', async () => {
    await drive.rows.first().click();
    await page.keyboard.press('End');
    await expect(drive.row(files.name(count - 1))).toBeVisible();
    await expect(drive.name(files.name(count - 1))).toBeFocused();
    await page.keyboard.press('Home');
    await expect(drive.name(files.name(0))).toBeFocused();
  });

  await test.step('typing into the filter finds a name', async () => {
    await drive.button('Show or hide the filter by name').click();
    await drive.filter.fill('run-77777.');
    await expect(drive.grid).toHaveAttribute('aria-rowcount', '2');
    await expect(drive.row(files.name(77_777))).toBeVisible();
    await drive.filter.fill('');
    await expect(drive.grid).toHaveAttribute('aria-rowcount', `${count + 1}`);
  });

  await test.step('sorting by size turns them round', async () => {
    await drive.region
      .getByRole('columnheader', { name: 'Modified' })
      .first()
      .click();
    await expect(drive.row(files.name(0))).toBeVisible();
  });
  await files.stop();
});
