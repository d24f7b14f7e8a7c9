import {
  mkdir,
  mkdtemp,
  readFile,
  rm,
  truncate,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Laboratory } from '../laboratory/laboratory.ts';
import { expect, test } from '../laboratory/journey.ts';
import { sourceOf } from '../pages/notebook-page.ts';
import type { CellContent } from '../pages/notebook-page.ts';

const share = 'Dimuon runs';
const mebibyte = 1024 * 1024;
const csv = 'run,mass\n1,3.1\n2,9.5\n3,91.2\n';

const cells = [
  'import pandas as pd\nframe = pd.read_csv("data.csv")\nframe["mass"].max()',
  'frame[frame.mass > 5].to_csv("result.csv", index=False)',
  `len(pd.read_csv("ocm://${share}/analysis/data.csv"))`
];

const notebookOf = (sources: readonly string[]) =>
  JSON.stringify({
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source
    })),
    metadata: {
      kernelspec: {
        display_name: 'Python 3',
        language: 'python',
        name: 'python3'
      },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  });

/** What the cell with a certain source has put out as text. */
function textOf(all: readonly CellContent[], source: string): string {
  const cell = all.find(one => sourceOf(one) === source);
  return (cell?.outputs ?? [])
    .map(({ data }) => JSON.stringify(data?.['text/plain']))
    .join('');
}

/** Has the institution share a folder, and the person accept it. */
async function receive(laboratory: Laboratory, folder: string): Promise<void> {
  const { federation, lab } = laboratory;
  const { status } = await federation.institution.offer(`${lab.ocmUrl}/ocm`, {
    shareWith: 'marie@jupyter.example.org',
    folder,
    name: share,
    permissions: ['read', 'write']
  });
  expect(status).toBe(201);
  let id: string | undefined;
  await expect
    .poll(async () => {
      const received = await laboratory.shares('pending');
      id = received.find(({ name }) => name === share)?.id;
      return id;
    })
    .toBeDefined();
  await lab.fetch(`sciencemesh/api/shares/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: 'accepted' })
  });
}

test.describe('a notebook of a share', () => {
  let folder: string;

  test.beforeEach(async ({ laboratory }) => {
    folder = await mkdtemp(join(tmpdir(), 'sciencemesh-shared-'));
    await mkdir(join(folder, 'analysis'));
    await writeFile(join(folder, 'analysis/data.csv'), csv);
    await writeFile(join(folder, 'analysis/look.ipynb'), notebookOf(cells));
    await writeFile(join(folder, 'analysis/events.bin'), '');
    await truncate(join(folder, 'analysis/events.bin'), 51 * mebibyte);
    await receive(laboratory, folder);
  });

  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('runs where its files are, and what it makes goes to the share', async ({
    laboratory,
    notebook,
    page
  }) => {
    const local = laboratory.path('ScienceMesh/Shares', share, 'analysis');
    const bar = page.getByRole('region', {
      name: `Files of ${share}/analysis`
    });

    await test.step('the kernel starts when the files are here', async () => {
      await page.goto(`tree/ScienceMesh:${share}/analysis/look.ipynb`);
      await notebook.ready();
      expect(await readFile(join(local, 'data.csv'), 'utf8')).toBe(csv);
    });

    await test.step('it reads them by their names, and by ocm://', async () => {
      await notebook.runAll();
      await expect(notebook.errors).toHaveCount(0);
      const all = await notebook.cells();
      expect(textOf(all, cells[0] ?? '')).toContain('91.2');
      expect(textOf(all, cells[2] ?? '')).toBe('"3"');
    });

    await test.step('what it made is offered and uploaded', async () => {
      await expect(bar).toContainText(
        `1 file made or changed here is not in ${share}`
      );
      const upload = `Upload 1 file to ${share}`;
      await bar.getByRole('button', { name: upload }).click();
      await expect(bar).not.toContainText('made or changed here');
      expect(await readFile(join(folder, 'analysis/result.csv'), 'utf8')).toBe(
        'run,mass\n2,9.5\n3,91.2\n'
      );
    });

    await test.step('a larger file is fetched by name', async () => {
      await expect(bar).toContainText('1 larger file is not here (51 MB)');
      await bar.getByRole('button', { name: 'Show the list' }).click();
      await bar.getByRole('button', { name: 'Fetch events.bin' }).click();
      await expect(bar).not.toContainText('larger file');
      await expect(bar).toHaveText('');
      const file = await readFile(join(local, 'events.bin'));
      expect(file).toHaveLength(51 * mebibyte);
    });

    await test.step('a conflict is decided by the person', async () => {
      await writeFile(join(local, 'data.csv'), 'mine');
      await writeFile(join(folder, 'analysis/data.csv'), 'theirs');
      const upload = `Upload 1 file to ${share}`;
      await bar.getByRole('button', { name: upload }).click();
      await expect(bar).toContainText('Nothing is overwritten');
      await bar.getByRole('button', { name: 'Show the list' }).click();
      await bar.getByRole('button', { name: 'Keep both of data.csv' }).click();
      await expect(bar).toHaveText('');
      for (const side of [join(folder, 'analysis'), local]) {
        const read = (name: string) => readFile(join(side, name), 'utf8');
        expect(await read('data.csv')).toBe('theirs');
        expect(await read('data (edited here).csv')).toBe('mine');
      }
    });
  });
});
