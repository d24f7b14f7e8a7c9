import type { FolderShare } from '../../peers/institution/index.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test } from '../laboratory/journey.ts';

/** What the institution was told about a share, oldest first. */
function told(laboratory: Laboratory, share: FolderShare): string[] {
  return laboratory.federation.institution.notifications
    .filter(one => one.accepted && one.providerId === share.providerId)
    .map(one => one.notificationType);
}

test('an offer is declined, brought back, accepted, hidden and shown', async ({
  laboratory,
  page,
  panel
}) => {
  const name = 'Beam calibration';
  await page.goto('?reset');
  const share = await laboratory.offerFolder(name);
  await panel.badge(1).waitFor();
  await panel.open();
  const row = panel.row(name);
  await expect(row).toContainText('claims to be from Ines Example');
  await expect(row).toContainText('cloud.example.org');

  await test.step('decline', async () => {
    await row.getByRole('button', { name: `Decline ${name}` }).click();
    await expect(row).toHaveCount(0);
    await expect
      .poll(() => told(laboratory, share))
      .toEqual(['SHARE_DECLINED']);
    await panel.show('Hidden');
    await expect(row).toContainText('Declined');
  });

  await test.step('bring it back and accept it', async () => {
    await row.hover();
    await row.getByRole('button', { name: `Bring back ${name}` }).click();
    await expect(row).toHaveCount(0);
    await panel.show('Pending');
    await row.getByRole('button', { name: `Accept ${name}` }).click();
    await expect(row).toHaveCount(0);
    await expect
      .poll(() => told(laboratory, share))
      .toEqual(['SHARE_DECLINED', 'SHARE_ACCEPTED']);
    await panel.show('Accepted');
    await expect(row).toContainText('Accepted');
    await expect(row.getByRole('button', { name: 'Decline' })).toHaveCount(0);
  });

  await test.step('hide it and show it again', async () => {
    await row.hover();
    await row.getByRole('button', { name: `Hide ${name}` }).click();
    await expect(row).toHaveCount(0);
    await panel.show('Hidden');
    await row.hover();
    await row.getByRole('button', { name: `Show ${name} again` }).click();
    await panel.show('All');
    await expect(row).toContainText('Accepted');
  });
});

test('what the sender takes back is marked, and cannot be accepted', async ({
  laboratory,
  page,
  panel
}) => {
  const name = 'Withdrawn calibration';
  await page.goto('?reset');
  const share = await laboratory.offerFolder(name);
  await panel.open();
  const row = panel.row(name);
  await expect(row.getByRole('button', { name: 'Accept' })).toBeVisible();
  const { institution } = laboratory.federation;
  await institution.withdraw(`${laboratory.lab.ocmUrl}/ocm`, share);
  await expect(row).toContainText('Withdrawn');
  await expect(row.getByRole('button', { name: 'Accept' })).toHaveCount(0);
});
