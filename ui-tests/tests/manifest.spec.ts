import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { describeCrate } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';

const run = promisify(execFile);

const crate = describeCrate({
  title: 'Crate on disk',
  files: [
    { id: 'table.csv', name: 'table.csv' },
    { id: 'https://data.example.org/manifest/far.csv', size: 12 }
  ]
});

/** Lays a crate into a folder of the file browser. */
async function layOut(laboratory: Laboratory, folder: string): Promise<void> {
  await mkdir(laboratory.path(folder), { recursive: true });
  await writeFile(
    laboratory.path(folder, 'ro-crate-metadata.json'),
    JSON.stringify(crate)
  );
  await writeFile(laboratory.path(folder, 'table.csv'), 'a,b\n1,2\n');
}

/** A file in the file browser. */
function listed(page: IJupyterLabPageFixture, name: string) {
  return page
    .locator('#filebrowser')
    .locator('.jp-DirListing-item')
    .filter({ hasText: name });
}

test('a manifest opens as a package by a double-click, and still as text', async ({
  laboratory,
  page,
  preview
}) => {
  await layOut(laboratory, 'manifest');
  await page.goto('tree/manifest?reset');
  const file = listed(page, 'ro-crate-metadata.json');
  await file.dblclick();
  await expect(preview.heading).toHaveText('Crate on disk');
  await expect(preview.region).toContainText(
    'From the file manifest/ro-crate-metadata.json'
  );
  await expect(preview.file('table.csv')).toContainText('In the package');
  await expect(preview.file('far.csv')).toContainText('data.example.org');

  await file.click({ button: 'right' });
  await expect(
    page.getByRole('menuitem', { name: 'Open as package' })
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await page.evaluate(async () => {
    // Its answer is a widget, which leads to all there is on the page.
    await window.jupyterapp.commands.execute('docmanager:open', {
      path: 'manifest/ro-crate-metadata.json',
      factory: 'Editor'
    });
  });
  await expect(
    page.locator('.jp-FileEditor').getByRole('textbox')
  ).toContainText('Crate on disk');
});

test('a crate archive opens by a double-click, with what is in it', async ({
  laboratory,
  page,
  preview
}) => {
  await layOut(laboratory, 'packed');
  await run(
    'python',
    [
      '-m',
      'zipfile',
      '-c',
      'survey.crate.zip',
      'ro-crate-metadata.json',
      'table.csv'
    ],
    { cwd: laboratory.path('packed') }
  );
  await page.goto('tree/packed?reset');
  await listed(page, 'survey.crate.zip').dblclick();
  await expect(preview.heading).toHaveText('Crate on disk');
  await expect(preview.file('table.csv')).toContainText('In the package');
});

test('a manifest of another drive opens as a package', async ({
  page,
  preview
}) => {
  await page.goto('?reset');
  await page.evaluate(document => {
    const { contents } = window.jupyterapp.serviceManager;
    const signal = { connect: () => true, disconnect: () => true };
    const file = {
      name: 'ro-crate-metadata.json',
      path: 'ro-crate-metadata.json',
      type: 'file',
      writable: false,
      created: '2026-11-22T00:00:00Z',
      last_modified: '2026-11-22T00:00:00Z',
      mimetype: 'application/json'
    };
    const drive = {
      name: 'Cloud',
      fileChanged: signal,
      isDisposed: false,
      serverSettings: contents.serverSettings,
      dispose: () => undefined,
      get: async (_path: string, options?: { content?: boolean }) =>
        options?.content === false
          ? { ...file, content: null, format: null }
          : { ...file, content: document, format: 'text' },
      listCheckpoints: async () => []
    };
    contents.addDrive(
      drive as unknown as Parameters<typeof contents.addDrive>[0]
    );
    void window.jupyterapp.commands.execute('docmanager:open', {
      path: 'Cloud:ro-crate-metadata.json'
    });
  }, JSON.stringify(crate));
  await expect(preview.heading).toHaveText('Crate on disk');
  await expect(preview.file('table.csv')).toContainText('Not in the package');
});
