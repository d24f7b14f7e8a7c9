import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';

import { notebookWith } from '../laboratory/crates.ts';
import { shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { MadeUpOwnFiles } from '../laboratory/made-up-own-files.ts';
import {
  cloud,
  cloudFolder,
  MadeUpProviders
} from '../laboratory/made-up-providers.ts';
import { DrivePanel } from '../pages/drive.ts';
import { look } from '../pages/looks.ts';

const site = 'https://cloud.example.org';
const space = `${site}/files/spaces/eos/user/m/marie`;

/** What JupyterLab says that nobody has asked for. */
function notices(page: Page) {
  return page.locator('.Toastify__toast');
}

/** The address of JupyterLab with a link in it. */
function linkTo(value: string): string {
  return `?reset&${new URLSearchParams({ 'sciencemesh-open': value })}`;
}

/** Has the companion tell the page of the space with everything in it. */
async function tellPages(page: IJupyterLabPageFixture): Promise<void> {
  await page.addInitScript(told => {
    const fetch = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!answer.url.includes('/sciencemesh/api/contents/CERNBox%3A')) {
        return answer;
      }
      const { headers, status } = answer;
      const text = await answer.text();
      const body = text.replaceAll(
        '"sciencemesh":{',
        `"sciencemesh":{"page":${JSON.stringify(told)},`
      );
      return new Response(body || null, { headers, status });
    };
  }, space);
}

/** Stands in for the web interface, and tells what opens there. */
async function visit(page: Page, press: () => Promise<void>) {
  const context = page.context();
  await context.route(`${site}/**`, route =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Files</h1>' })
  );
  const asked = context.waitForEvent('request', request =>
    request.url().startsWith(site)
  );
  const opened = context.waitForEvent('page');
  await press();
  const [request, there] = await Promise.all([asked, opened]);
  await there.waitForLoadState();
  const found = {
    url: request.url(),
    referrer: request.headers()['referer'],
    hasOpener: await there.evaluate(() => window.opener !== null)
  };
  await there.close();
  return found;
}

test('from a drive to the web interface of its provider', async ({
  laboratory,
  page,
  panel
}) => {
  test.setTimeout(120_000);
  const home = await shareFiles(laboratory, 'Folder of Marie', {
    'run 1/notes.txt': 'as it was'
  });
  await new MadeUpOwnFiles(page, home.name).start();
  await tellPages(page);
  const drive = new DrivePanel(page);
  const quiet = { hasOpener: false, referrer: undefined };
  await page.goto('?reset');
  await panel.open();
  await drive.driveTab('CERNBox').click();
  await expect(drive.row(home.name)).toBeVisible();

  await test.step('of a folder that is selected', async () => {
    await drive.open(home.name);
    await expect(drive.row('run 1')).toBeVisible();
    await drive.row('run 1').click({ button: 'right' });
    await expect(drive.item('Open this folder in CERNBox')).toBeVisible();
    const found = await visit(page, () =>
      drive.item('Open in CERNBox').click()
    );
    expect(found).toEqual({ ...quiet, url: `${space}/run%201` });
  });

  await test.step('of a file, to its folder', async () => {
    await drive.open('run 1');
    await expect(drive.row('notes.txt')).toBeVisible();
    await drive.row('notes.txt').click({ button: 'right' });
    const found = await visit(page, () =>
      drive.item('Open in CERNBox').click()
    );
    expect(found).toEqual({ ...quiet, url: `${space}/run%201` });
  });

  await test.step('of the folder on show, from the palette', async () => {
    await drive.crumb(home.name).click();
    await expect(drive.row('run 1')).toBeVisible();
    const found = await visit(page, () => drive.command('Open in CERNBox'));
    expect(found).toEqual({ ...quiet, url: space });
  });

  await test.step('it is seen in each theme', async () => {
    for (const [word, theme] of [
      ['light', 'JupyterLab Light'],
      ['dark', 'JupyterLab Dark']
    ] as const) {
      await page.theme.setTheme(theme);
      await drive.row('run 1').click({ button: 'right' });
      await drive.item('Open in CERNBox').hover();
      await page.screenshot({
        path: test.info().outputPath(`menu-${word}.png`)
      });
      await page.keyboard.press('Escape');
    }
  });

  await test.step('what has no page has no way there', async () => {
    await drive.driveTab('ScienceMesh').click();
    await drive.row(home.name).click({ button: 'right' });
    await expect(drive.item('Open')).toBeVisible();
    await expect(drive.item('Open in CERNBox')).toBeHidden();
    await page.keyboard.press('Escape');
  });

  await test.step('the provider itself, where its shares are listed', async () => {
    await panel.region
      .getByRole('combobox', { name: 'From' })
      .selectOption('CERNBox');
    await expect(
      panel.region.getByRole('link', { name: 'Open CERNBox' })
    ).toHaveAttribute('href', `${site}/`);
    await look(page, { parts: ['.jp-SciMeshShares'] });
  });
});

test('a link shows a file or folder, and runs nothing', async ({
  laboratory,
  page
}) => {
  test.setTimeout(120_000);
  const { cells, ...rest } = notebookWith('open("ran", "w")') as {
    cells: Record<string, unknown>[];
  };
  const html =
    '<b>shown</b><img src=x onerror="window.taken=1"><script>window.taken=1</script>';
  const outputs = [
    {
      output_type: 'execute_result',
      execution_count: 7,
      metadata: {},
      data: { 'text/html': html, 'application/javascript': 'window.taken=1' }
    }
  ];
  const home = await shareFiles(laboratory, 'Home & more', {
    'a+b %2F/energy.ipynb': JSON.stringify({
      ...rest,
      cells: cells.map(cell => ({ ...cell, execution_count: 7, outputs }))
    })
  });
  await new MadeUpOwnFiles(page, home.name).start();
  await tellPages(page);
  const drive = new DrivePanel(page);
  const path = 'a+b %2F/energy.ipynb';

  for (const value of [
    `CERNBox:${home.name}/${path}`,
    `${space}/${path.split('/').map(encodeURIComponent).join('/')}`
  ]) {
    await test.step(`notebook ${value}`, async () => {
      await page.goto(linkTo(value));
      const notebook = page.locator('.jp-NotebookPanel:visible');
      await expect(notebook.locator('.jp-OutputArea-output')).toContainText(
        'shown'
      );
      await expect(notebook.locator('.jp-InputPrompt').first()).toHaveText(
        '[7]:'
      );
      expect(await page.evaluate(() => 'taken' in window)).toBe(false);
      expect(page.url()).not.toContain('sciencemesh-open');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(notices(page)).toHaveCount(0);
    });
  }

  await test.step('folder', async () => {
    await page.goto(linkTo(`CERNBox:/${home.name}/a+b %2F/`));
    await expect(drive.row('energy.ipynb')).toBeVisible();
    await expect(drive.driveTab('CERNBox')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    const before = page.url();
    await page.reload();
    expect(page.url()).toBe(before);
  });

  await test.step('among what is shared', async () => {
    await page.goto(linkTo(`ScienceMesh:${home.name}`));
    await expect(drive.row('a+b %2F')).toBeVisible();
  });
});

test('a link leads to a share that has just arrived', async ({
  page,
  panel
}) => {
  const name = 'Detector alignment';
  const madeUp = new MadeUpProviders(page);
  await madeUp.start();
  const asked: string[] = [];
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    if (request.method() !== 'GET' && pathname.includes('/sciencemesh/api/')) {
      asked.push(pathname.replace(/.*\/api\//, ''));
    }
    if (pathname.endsWith('/providers/cloud/refresh')) {
      madeUp.shares = [cloudFolder({ providerId: 'ocm/7 &', hidden: true })];
    }
  });
  await page.goto(linkTo('share:cloud:ocm/7 &'));
  await expect(panel.region).toBeVisible();
  await expect(panel.share(name)).toBeFocused();
  await expect(panel.share(name)).toHaveAttribute('aria-expanded', 'true');
  await expect(
    panel
      .row(name)
      .getByRole('link', { name: 'Open in Lab Cloud', exact: true })
  ).toHaveAttribute('href', `${site}/shares/1`);
  await expect(notices(page)).toHaveCount(0);
  expect(page.url()).not.toContain('sciencemesh-open');
  // It was looked for, and nothing else was done.
  expect(asked).toContain('providers/cloud/refresh');
  expect(asked.filter(one => /^shares\/(?!seen)|transfers/.test(one))).toEqual(
    []
  );
});

test('what a link cannot show is said in our words', async ({
  page,
  panel
}) => {
  test.setTimeout(120_000);
  const madeUp = new MadeUpProviders(page);
  madeUp.providers = [
    cloud(),
    cloud({ id: 'asleep', label: 'Old Cloud', state: 'signed-out' })
  ];
  await madeUp.start();
  for (const [value, sentence] of [
    ['share:cloud:call-0900', 'Lab Cloud does not list it for you'],
    ['share:asleep:call-0900', 'Old Cloud: sign in again'],
    ['ScienceMesh:call-0900', 'is not in the drive “ScienceMesh”'],
    ['ScienceMesh:../call-0900', 'cannot be understood'],
    ['https://evil.example.org/call-0900', 'not connected to']
  ] as const) {
    await test.step(value, async () => {
      await page.goto(linkTo(value));
      await expect(notices(page)).toHaveCount(1);
      await expect(notices(page)).toContainText(sentence);
      await expect(notices(page)).not.toContainText('0900');
      expect(page.url()).not.toContain('sciencemesh-open');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  }
  await panel.open();
  for (const [word, theme] of [
    ['light', 'JupyterLab Light'],
    ['dark', 'JupyterLab Dark']
  ] as const) {
    await page.theme.setTheme(theme);
    await page.screenshot({
      path: test.info().outputPath(`notice-${word}.png`)
    });
  }
});
