import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { SentCrate } from '../../peers/dispatcher/index.ts';
import { readPackage } from '../../peers/packages/index.ts';
import { people } from '../../peers/reva/index.ts';
import { expect, skip, test } from '../laboratory/cernbox-journey.ts';
import { notebookWith } from '../laboratory/crates.ts';
import { DrivePanel } from '../pages/drive.ts';
import { sourceOf } from '../pages/notebook-page.ts';
import type { CellContent } from '../pages/notebook-page.ts';
import type { SharesPanel } from '../pages/shares-panel.ts';

/** CERNBox is asked every ten seconds, and takes a moment to answer. */
const pollMilliseconds = 11_000;

/** From the press that opens the panel until a share can be accepted. */
const usableMilliseconds = 300;

const recordings = join(
  import.meta.dirname,
  '../../peers/origin/recordings/raw.githubusercontent.com/dpiparo/swanExamples/master/notebooks'
);

test.skip(skip !== null, skip ?? '');
test.describe.configure({ timeout: 120_000 });

test.afterEach(({ beside }) => beside.way.become('open'));

test('what arrives in CERNBox is accepted, browsed, hidden and opened', async ({
  beside,
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const { sites } = beside;
  const folder = 'Beam data';
  const file = 'calibration.txt';
  const title = 'ScienceMesh Research Data Package';
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();

  await test.step('all of it is listed within a poll, with its mark', async () => {
    await sites.shareFolder({
      name: folder,
      files: { 'runs.csv': 'run\n1\n' }
    });
    await sites.shareFile({ name: file });
    const crate = JSON.parse(
      await readPackage('real/sciencemesh-notebook.json')
    ) as SentCrate;
    await sites.sendPackage({ crate });
    const sent = Date.now();
    for (const name of [folder, file, title]) {
      const left = pollMilliseconds - (Date.now() - sent);
      await expect(panel.row(name)).toBeVisible({ timeout: Math.max(1, left) });
      await expect(panel.row(name)).toContainText('Received in: CERNBox');
    }
    test.info().annotations.push({
      type: 'shared until listed',
      description: `${Date.now() - sent} ms`
    });
    await expect(panel.row(folder)).toContainText('Albert Einstein');
  });

  await test.step('a folder is accepted and browsed', async () => {
    const row = panel.row(folder);
    await row.getByRole('button', { name: `Accept ${folder}` }).click();
    await expect(row).toContainText('Accepted');
    await row
      .getByRole('button', { name: `Open ${folder} in the drive` })
      .click();
    await drive.open('runs.csv');
    await expect(drive.tab('runs.csv')).toBeVisible();
    await expect(page.locator('.jp-CSVViewer:visible')).toBeVisible();
  });

  await test.step('a file is hidden, and no longer in the way', async () => {
    const row = panel.row(file);
    await row.hover();
    await row.getByRole('button', { name: `Hide ${file}` }).click();
    await expect(row).toHaveCount(0);
    await panel.show('Hidden');
    await expect(row).toContainText('Hidden');
    await panel.show('All');
    expect(await beside.received(file)).toMatchObject({ '@UI.Hidden': true });
    expect(await beside.received(folder)).toMatchObject({
      '@UI.Hidden': false
    });
  });

  await test.step('the package arrives whole, not as the copy of the web page', async () => {
    await panel.share(title).click();
    await expect(preview.heading).toHaveText(title);
    await preview.open('Open as notebook', 'opened/Dimuon');
    await notebook.ready();
    for (const name of ['CMSDimuon_py.ipynb', 'MuRun2010B.csv']) {
      const recorded = await readFile(join(recordings, name));
      const copy = await readFile(laboratory.path('opened/Dimuon', name));
      if (name.endsWith('.csv')) {
        expect(sha256(copy)).toBe(sha256(recorded));
      } else {
        // It was read as a notebook, and is written anew.
        expect(sourcesIn(copy)).toEqual(sourcesIn(recorded));
      }
    }
    await expect(panel.row(title)).toContainText('Opened');
    await expect.poll(() => beside.stateOf(title)).toBe('accepted');
  });
});

test('own files are a drive in which a notebook is saved', async ({
  beside,
  notebook,
  page,
  panel
}) => {
  const name = 'energy.ipynb';
  const { b } = beside.sites;
  await b.put(`/${name}`, JSON.stringify(notebookWith('1 + 1')), people.marie);
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.driveTab('CERNBox').click();
  await drive.rows.first().dblclick();
  await drive.open(name);
  await notebook.ready();
  await notebook.region.locator('.cm-content').first().click();
  await page.keyboard.press('ControlOrMeta+KeyA');
  await page.keyboard.type('6 * 7');
  await page.keyboard.press('ControlOrMeta+KeyS');
  await expect
    // Reva takes a file away for a moment while it is replaced.
    .poll(() => beside.text(name).catch(() => ''))
    .toContain('"6 * 7"');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a login that ends is told once, and no edit is lost', async ({
  beside,
  laboratory,
  page,
  panel
}) => {
  const name = 'notes.txt';
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  // Reva tells folders apart by seconds, and one journey follows another.
  await beside.sites.b.put(`/${name}`, 'as it was', people.marie);
  await drive.driveTab('CERNBox').click();
  await drive.rows.first().dblclick();
  await drive.open(name);
  const editor = page.locator('.jp-FileEditor:visible .cm-content');
  await expect(editor).toContainText('as it was');
  // The list is out of sight.
  await panel.tab.click();
  await expect(panel.region).toBeHidden();
  await beside.endLogin();

  const notices = page.locator('.Toastify__toast');
  await editor.fill('as it is');
  await page.keyboard.press('ControlOrMeta+KeyS');
  await expect(
    notices.filter({ hasText: 'CERNBox: sign in again' })
  ).toHaveCount(1);
  expect(await beside.text(name)).toBe('as it was');
  await editor.fill('as it is now');
  await page.keyboard.press('ControlOrMeta+KeyS');
  await expect(drive.tab(name)).not.toHaveClass(/jp-mod-dirty/);
  await laboratory.lab.fetch('sciencemesh/api/providers/cernbox/refresh', {
    method: 'POST'
  });
  await expect(notices).toHaveCount(1);

  await test.step('what is said stands in the list, too', async () => {
    await panel.open();
    await expect(panel.region).toContainText('CERNBox: sign in again');
  });

  await test.step('after signing in the edit goes out', async () => {
    await beside.signIn();
    await expect
      // Reva takes a file away for a moment while it is replaced.
      .poll(() => beside.text(name).catch(() => ''))
      .toBe('as it is now');
    await expect(panel.region).not.toContainText('sign in again');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('CERNBox is dead, and holds up nobody', async ({
  beside,
  laboratory,
  page,
  panel
}) => {
  const known = 'Known before';
  await page.goto('?reset');
  await panel.open();
  await beside.sites.shareFolder({ name: known });
  await expect(panel.row(known)).toBeVisible();
  for (const state of ['open', 'silent', 'refusing'] as const) {
    await test.step(state, async () => {
      const name = `Offered while ${state}`;
      await beside.way.become(state);
      if (state !== 'open') {
        // As when somebody starts to work while it is dead.
        await laboratory.lab.killCompanion();
        await expect.poll(() => laboratory.answers()).toBe(true);
      }
      await laboratory.offerFolder(name);
      await page.goto('?reset');
      const { answered, usable, accepted } = await firstLook(page, panel, name);
      test.info().annotations.push({
        type: `panel opened while ${state}`,
        description: `the companion lists in ${answered} ms; in the panel usable after ${usable} ms, accepted ${accepted} ms after the press`
      });
      expect(answered).toBeLessThan(usableMilliseconds);
      expect(usable).toBeLessThan(usableMilliseconds);
      await expect(panel.row(known)).toBeVisible();
      await expect(panel.row(known)).toContainText('CERNBox');
      if (state !== 'open') {
        const title = 'CERNBox cannot be reached';
        await expect(panel.region).toContainText(title);
        await panel.region.getByRole('button', { name: title }).click();
        await expect(panel.region).toContainText(
          'Nothing is lost; it is tried again.'
        );
      }
    });
  }
  await test.step('open again', async () => {
    await beside.way.become('open');
    await panel.region.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.region).not.toContainText('cannot be reached');
  });
});

/**
 * Opens the panel, and accepts a share as soon as that can be done.
 *
 * @returns milliseconds until the companion has answered with both lists, from
 * the press on the tab, and from that on the button
 */
async function firstLook(
  page: IJupyterLabPageFixture,
  panel: SharesPanel,
  name: string
): Promise<{ answered: number; usable: number; accepted: number }> {
  const answered = await page.evaluate(async () => {
    const start = performance.now();
    const lists = ['shares?filter=all', 'providers'].map(list =>
      fetch(`/sciencemesh/api/${list}`).then(answer => answer.json())
    );
    await Promise.all(lists);
    return Math.round(performance.now() - start);
  });
  await page.evaluate(share => {
    const row = () =>
      [...document.querySelectorAll('.jp-SciMeshShare')].find(one =>
        one.textContent.includes(share)
      );
    const button = () =>
      row()?.querySelector<HTMLButtonElement>(
        `button[aria-label="Accept ${share}"]:enabled`
      );
    const seen: Record<string, () => boolean> = {
      usable: () => button()?.checkVisibility() ?? false,
      accepted: () => row()?.textContent.includes('Accepted') ?? false
    };
    const look = () => {
      for (const [mark, isThere] of Object.entries(seen)) {
        if (isThere()) {
          delete seen[mark];
          // What is drawn is seen with the next frame.
          requestAnimationFrame(() => performance.mark(mark));
        }
      }
    };
    new MutationObserver(look).observe(document.body, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true
    });
    addEventListener('pointerdown', () => performance.mark('pressed'), true);
  }, name);
  await panel.tab.click();
  await panel
    .row(name)
    .getByRole('button', { name: `Accept ${name}` })
    .click();
  await expect(panel.row(name)).toContainText('Accepted');
  return page.evaluate(known => {
    const at = (mark: string, nth = 0): number =>
      performance.getEntriesByName(mark)[nth]?.startTime ?? NaN;
    return {
      answered: known,
      usable: Math.round(at('usable') - at('pressed')),
      accepted: Math.round(at('accepted') - at('pressed', 1))
    };
  }, answered);
}

function sourcesIn(notebook: Buffer): string[] {
  const { cells } = JSON.parse(notebook.toString()) as {
    cells: CellContent[];
  };
  return cells.map(cell => sourceOf(cell));
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
