import { copyFile, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import { listenOnLoopback } from '../../peers/loopback/index.ts';
import { expect, test } from '../laboratory/journey.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { look } from '../pages/looks.ts';
import { ViewerPage } from '../pages/viewers.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const viewerParts = ['.jp-SciMeshViewer'];

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Puts a file of this folder into the file browser. */
async function place(laboratory: Laboratory, name: string): Promise<void> {
  await copyFile(join(fixtures, name), laboratory.path(name));
}

/** Counts the bytes that come from an address, as they come over the wire. */
async function meter(page: Page, path: string): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  const ours = new Set<string>();
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ request, requestId }) => {
    if (request.url.includes(path)) {
      ours.add(requestId);
    }
  });
  session.on('Network.dataReceived', ({ dataLength, requestId }) => {
    bytes += ours.has(requestId) ? dataLength : 0;
  });
  return () => bytes;
}

/** Playwright's own page, which Galata's is around. */
function plain(page: { context: () => { pages: () => Page[] } }): Page {
  const [first] = page.context().pages();
  if (!first) {
    throw new Error('There is no page');
  }
  return first;
}

test('a ROOT file is browsed and drawn', async ({ laboratory, page }) => {
  test.setTimeout(180_000);
  const viewer = new ViewerPage(page);
  await place(laboratory, 'events.root');
  await page.goto('?reset');
  await viewer.open('events.root');
  await expect(viewer.item('mass')).toBeVisible();

  await test.step('a click draws a histogram', async () => {
    await viewer.item('mass').click();
    await expect(viewer.drawing.locator('svg.root_canvas')).toBeVisible();
    await expect(viewer.drawing.getByText('Dimuon mass')).toBeVisible();
    await look(page, { parts: viewerParts, picture: 'root' });
  });

  await test.step('the drawing follows the theme', async () => {
    const background = () =>
      viewer.drawing
        .locator('html')
        .evaluate(html => getComputedStyle(html).colorScheme);
    await page.theme.setDarkTheme();
    await expect.poll(background).toBe('dark');
    await page.theme.setLightTheme();
    await expect.poll(background).toBe('light');
  });

  await test.step('keys open a tree and draw a branch of it', async () => {
    await viewer.item('mass').focus();
    await page.keyboard.press('e');
    await expect(viewer.item('events')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(viewer.item('pt')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(viewer.item('pt')).toHaveAttribute('aria-selected', 'true');
    await expect(
      viewer.drawing.locator('svg.root_canvas').getByText('pt').first()
    ).toBeVisible();
  });

  await test.step('a folder shows what is in it', async () => {
    await viewer.item('calibration').click();
    await viewer.item('scale').click();
    await expect(viewer.drawing.getByText('Scale').first()).toBeVisible();
  });

  await test.step('a reload brings it back', async () => {
    await page.evaluate(() => window.jupyterapp.restored);
    await page.reload();
    await expect(viewer.item('mass')).toBeVisible();
  });
});

test('a file that is no ROOT file says so', async ({ laboratory, page }) => {
  const viewer = new ViewerPage(page);
  await writeFile(laboratory.path('broken.root'), 'nothing of the kind');
  await page.goto('?reset');
  await viewer.open('broken.root');
  await expect(viewer.region.getByRole('alert')).toContainText(
    'Not a ROOT file'
  );
});

test('a program in the formula of a ROOT file gets nowhere', async ({
  laboratory,
  page
}) => {
  test.setTimeout(180_000);
  const viewer = new ViewerPage(page);
  const requests: string[] = [];
  const host = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*');
    response.end('taken');
  });
  host.on('upgrade', (request, socket) => {
    requests.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  const port = await listenOnLoopback(host);
  const file = await readFile(join(fixtures, 'hostile.root'), 'latin1');
  await writeFile(
    laboratory.path('hostile.root'),
    file.replaceAll('@PORT', `${port}`.padStart(5, '0')),
    'latin1'
  );
  const dialogs: string[] = [];
  const popups: string[] = [];
  const downloads: string[] = [];
  const browserPage = plain(page);
  browserPage.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  browserPage.on('popup', popup => popups.push(popup.url()));
  browserPage.on('download', download => downloads.push(download.url()));

  await page.goto('?reset');
  await viewer.open('hostile.root');
  const address = browserPage.url();
  await expect(viewer.item('innocent')).toBeVisible();
  const program = viewer.drawing.locator('html');
  await viewer.item('innocent').click();
  await expect
    .poll(async () => (await attemptsOf(program)).length, { timeout: 60_000 })
    .toBeGreaterThan(25);
  const attempts = await attemptsOf(program);
  const isWithoutHost = ([name]: Attempt) => withoutHost.includes(name);
  expect(attempts.filter(isWithoutHost)).toEqual(
    withoutHost.map(name => [name, 'refused'])
  );
  expect(attempts.filter(([, result]) => result === 'DONE')).toEqual([]);

  await program.evaluate(() => {
    (globalThis as unknown as { leave: () => void }).leave();
  });
  await test.step('the person is told, and can go on', async () => {
    await expect(viewer.region.getByRole('alert')).toContainText(
      'does not answer any more',
      { timeout: 60_000 }
    );
    await viewer.button('Try again').click();
    await expect(viewer.item('innocent')).toBeVisible();
  });
  expect(browserPage.url()).toBe(address);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  expect({ dialogs, downloads, popups, requests }).toEqual({
    dialogs: [],
    downloads: [],
    popups: [],
    requests: []
  });
  host.close();
});

test('the first page of a huge file moves little', async ({
  laboratory,
  page
}) => {
  test.setTimeout(120_000);
  const viewer = new ViewerPage(page);
  const file = await open(laboratory.path('huge.log'), 'w');
  await file.write('the first line\nthe second line\n');
  await file.write('\nthe very last line\n', 2 * gibibyte - 20);
  await file.close();
  await page.goto('?reset');
  const moved = await meter(plain(page), 'huge.log');
  await page.filebrowser.open('huge.log', 'First page');
  await expect(viewer.lines.first()).toContainText('the first line');
  await expect(viewer.facts).toContainText('2 GB');
  await test.info().attach('bytes moved', { body: `${moved()}` });
  expect(moved()).toBeLessThan(2 * mebibyte);

  await viewer.button('Jump to end').click();
  await expect(viewer.region).toContainText('the very last line');
  expect(moved()).toBeLessThan(2 * mebibyte);
  // Nor did the server copy it to a checkpoint.
  const files = await readdir(laboratory.path(), { recursive: true });
  expect(files.filter(file => file.includes('huge'))).toEqual(['huge.log']);
});

test('a large table shows more of itself', async ({ laboratory, page }) => {
  test.setTimeout(120_000);
  const viewer = new ViewerPage(page);
  const rows = Array.from(
    { length: 60_000 },
    (_, row) => `${row};"Zürich; ${row}";${row / 8}`
  );
  await writeFile(
    laboratory.path('stations.csv'),
    ['station;place;height', ...rows].join('\n')
  );
  await page.goto('?reset');
  await page.filebrowser.open('stations.csv', 'First page');
  await expect(
    viewer.table.getByRole('columnheader', { name: 'place' })
  ).toBeVisible();
  await expect(
    viewer.table.getByRole('cell', { name: 'Zürich; 3', exact: true })
  ).toBeVisible();
  await look(page, { parts: viewerParts, picture: 'table' });
  const before = await viewer.facts.textContent();
  await viewer.button('Show more').click();
  await expect(viewer.facts).not.toHaveText(before ?? '');
  await viewer.button('Jump to end').click();
  await expect(
    viewer.table.getByRole('cell', { name: 'Zürich; 59999', exact: true })
  ).toBeVisible();
  await viewer.button('Show as text').click();
  await look(page, { parts: viewerParts, picture: 'first-page' });
});

test('a Parquet file is a table', async ({ laboratory, page }) => {
  test.setTimeout(120_000);
  const viewer = new ViewerPage(page);
  await place(laboratory, 'runs.parquet');
  await page.goto('?reset');
  await viewer.open('runs.parquet');
  await expect(viewer.facts).toContainText('Rows 1 to 100 of 250');
  await expect(
    viewer.table.getByRole('cell', { name: 'ATLAS' }).first()
  ).toBeVisible();
  await expect(viewer.table.getByRole('cell', { name: '[3,4]' })).toBeVisible();
  await look(page, { parts: viewerParts, picture: 'parquet' });
  await viewer.button('Next rows').click();
  await expect(viewer.facts).toContainText('Rows 101 to 200 of 250');
  await expect(
    viewer.table.getByRole('cell', { name: '[100,101]' })
  ).toBeVisible();
});

test('an HDF5 file names its viewer', async ({ laboratory, page }) => {
  const viewer = new ViewerPage(page);
  await writeFile(laboratory.path('cube.h5'), '\u0089HDF\r\n\u001a\n');
  await page.goto('?reset');
  await viewer.open('cube.h5');
  await expect(viewer.region).toContainText('pip install jupyterlab-h5web');
});

/** What the program in the hostile file tried, and what came of it. */
type Attempt = [name: string, result: string];

/** Attempts that need no host to succeed. */
const withoutHost = [
  'cookie',
  'localStorage',
  'indexedDB',
  'parent',
  'top',
  'jupyterapp',
  'peer'
];

async function attemptsOf(program: Locator): Promise<Attempt[]> {
  return program.evaluate(
    () => (globalThis as unknown as { tried?: Attempt[] }).tried ?? []
  );
}
