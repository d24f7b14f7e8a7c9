import { expect, test } from '../laboratory/journey.ts';
import {
  cloud,
  cloudFolder,
  cloudPackage,
  MadeUpProviders
} from '../laboratory/made-up-providers.ts';
import { look } from '../pages/looks.ts';

const parts = ['#jp-scimesh-panel'];

/** As narrow as people make the panel. */
const NARROW = 280;

const message = 'Your login at Lab Cloud has ended.';
const advice =
  'Open Lab Cloud and sign in. What you have changed here meanwhile is kept.';

test('a provider that is signed out is told, and holds up no other', async ({
  laboratory,
  page,
  panel
}) => {
  const name = 'Beam calibration';
  const madeUp = new MadeUpProviders(page);
  madeUp.providers = [cloud({ state: 'signed-out', message, advice })];
  madeUp.shares = [cloudFolder()];
  await madeUp.start();
  await page.goto('?reset');
  await laboratory.offerFolder(name);
  await panel.open();
  await expect(panel.region).toContainText('Lab Cloud: sign in again');
  await expect(panel.region).not.toContainText(advice);
  await panel.region
    .getByRole('button', { name: 'Lab Cloud: sign in again' })
    .click();
  await expect(panel.region).toContainText(advice);
  await expect(
    panel.region.getByRole('link', { name: 'Open Lab Cloud' })
  ).toHaveAttribute('href', 'https://cloud.example.org/');

  await test.step('the share of another is accepted', async () => {
    const row = panel.row(name);
    await expect(row).toContainText('This JupyterLab');
    await row.getByRole('button', { name: `Accept ${name}` }).click();
    await expect(row).toContainText('Accepted');
  });

  await test.step('after signing in, all is well', async () => {
    madeUp.providers = [cloud()];
    await panel.region.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.region).not.toContainText('sign in again');
  });

  await test.step('one provider is chosen', async () => {
    await panel.region
      .getByRole('combobox', { name: 'From' })
      .selectOption('Lab Cloud');
    await expect(panel.rows).toHaveCount(1);
    await expect(panel.row('Detector alignment')).toBeVisible();
    await panel.region
      .getByRole('combobox', { name: 'From' })
      .selectOption('From all');
    await expect(panel.row(name)).toBeVisible();
  });
});

test('a package that is stuck in copying is set back', async ({
  page,
  panel
}) => {
  const madeUp = new MadeUpProviders(page);
  madeUp.shares = [cloudPackage({ copying: true })];
  await madeUp.start();
  await page.goto('?reset');
  await panel.open();
  const row = panel.row('Muons of run 2010');
  await expect(row).toContainText('Being copied at Lab Cloud');
  await row.getByRole('button', { name: /^Set back/ }).press('Enter');
  await expect(row).not.toContainText('Being copied');
});

test('a list of several providers suits everybody', async ({
  laboratory,
  page,
  panel
}) => {
  test.setTimeout(180_000);
  const madeUp = new MadeUpProviders(page);
  madeUp.shares = [
    cloudPackage({ copying: true, receivedAt: '2026-11-21T10:00:00.000Z' }),
    cloudPackage({
      id: 'cloud-unread',
      name: 'Spectra of a very long measurement that has a very long name',
      receivedAt: '2026-11-22T10:00:00.000Z',
      package: null
    }),
    cloudFolder({ receivedAt: '2026-11-20T10:00:00.000Z' })
  ];
  await madeUp.start();
  await page.setViewportSize({ width: 900, height: 1600 });
  await page.goto('?reset');
  await laboratory.offerFolder('Dimuon calibration');
  await panel.open();
  await page.sidebar.setWidth(NARROW, 'left');
  await expect(panel.rows).toHaveCount(4);
  await expect(panel.row('Spectra')).toContainText('cannot be read yet');
  await panel.share('Spectra').click();
  await expect(panel.row('Spectra')).toContainText('Received in');
  await look(page, { parts, picture: 'providers' });
  await panel.share('Spectra').click();

  madeUp.providers = [
    cloud({ state: 'signed-out', message, advice }),
    cloud({
      id: 'archive',
      label: 'Archive of the Institute of Physics',
      state: 'unreachable',
      message: 'archive.example.net does not answer.',
      advice: 'Its shares are shown as they were. Nothing of yours is lost.',
      checkedAt: new Date().toISOString()
    }),
    cloud({
      id: 'gateway',
      label: 'Old Cloud',
      state: 'limited',
      message: 'Packages are listed, but their contents cannot be read.',
      advice: 'Ask its operator to open the port of the gateway.'
    })
  ];
  await panel.region.getByRole('button', { name: 'Refresh shares' }).click();
  await expect(panel.region).toContainText('3 providers need attention');
  await expect(panel.region).not.toContainText(advice);
  await panel.region
    .getByRole('button', { name: '3 providers need attention' })
    .click();
  await expect(panel.region).toContainText(advice);
  await look(page, { parts, picture: 'providers-broken' });

  madeUp.areAlone = true;
  madeUp.providers = [cloud({ state: 'connecting' })];
  madeUp.shares = [];
  await page.reload();
  await panel.open();
  await expect(panel.region).toContainText('Looking for shares in Lab Cloud');
  await look(page, { parts, picture: 'providers-empty' });
});
