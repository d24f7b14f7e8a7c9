import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { shareFile, shareFiles } from '../laboratory/drive.ts';
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

const files = {
  'analysis/data.csv': csv,
  'analysis/look.ipynb': notebookOf(cells)
};

test.describe('a notebook of a share', () => {
  // A real kernel starts, on a machine that may be busy.
  test.slow();

  test('runs where its files are, and what it makes goes to the share', async ({
    laboratory,
    notebook,
    page
  }) => {
    await page.goto('?reset');
    const folder = await shareFiles(laboratory, share, files);
    await folder.write('analysis/events.bin', '');
    await truncate(folder.path('analysis/events.bin'), 51 * mebibyte);
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

    await test.step('saving goes to the share and to the copy', async () => {
      await page.evaluate(() =>
        window.jupyterapp.commands.execute('docmanager:save')
      );
      const saved = () => folder.text('analysis/look.ipynb');
      await expect.poll(saved).toContain('91.2');
      await expect
        .poll(() => readFile(join(local, 'look.ipynb'), 'utf8'))
        .toBe(await saved());
    });

    await test.step('what it made is offered and uploaded', async () => {
      await expect(bar).toContainText(
        `1 file made or changed here is not in ${share}`
      );
      const upload = `Upload 1 file to ${share}`;
      await bar.getByRole('button', { name: upload }).click();
      await expect(bar).not.toContainText('made or changed here');
      expect(await folder.text('analysis/result.csv')).toBe(
        'run,mass\n2,9.5\n3,91.2\n'
      );
    });

    await test.step('a larger file is fetched by name', async () => {
      await expect(bar).toContainText('1 larger file is not here (51 MB)');
      await bar.getByRole('button', { name: 'Show the list' }).click();
      await bar.getByRole('button', { name: 'Fetch events.bin' }).click();
      await expect(bar).not.toContainText('larger file');
      await expect(bar).toBeHidden();
      const file = await readFile(join(local, 'events.bin'));
      expect(file).toHaveLength(51 * mebibyte);
    });

    await test.step('a conflict is decided by the person', async () => {
      await writeFile(join(local, 'data.csv'), 'mine');
      await folder.write('analysis/data.csv', 'theirs');
      const upload = `Upload 1 file to ${share}`;
      await bar.getByRole('button', { name: upload }).click();
      await expect(bar).toContainText('Nothing is overwritten');
      await bar.getByRole('button', { name: 'Show the list' }).click();
      await bar.getByRole('button', { name: 'Keep both of data.csv' }).click();
      await expect(bar).toBeHidden();
      for (const side of [folder.path('analysis'), local]) {
        const read = (name: string) => readFile(join(side, name), 'utf8');
        expect(await read('data.csv')).toBe('theirs');
        expect(await read('data (edited here).csv')).toBe('mine');
      }
    });
  });

  test('that is shared alone runs in a working copy of its own', async ({
    laboratory,
    notebook,
    page
  }) => {
    await page.goto('?reset');
    const name = 'Alone.ipynb';
    const listing = 'import os\nsorted(os.listdir())';
    const shared = await shareFile(laboratory, name, notebookOf([listing]));
    await page.goto(`tree/ScienceMesh:${name}`);
    await notebook.ready();
    await notebook.runAll();
    await expect(notebook.errors).toHaveCount(0);
    const found = textOf(await notebook.cells(), listing);
    expect(found).toContain(name);
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('docmanager:save')
    );
    await expect
      .poll(() => shared.text(name))
      .toContain('"execution_count": 1');
  });
});
