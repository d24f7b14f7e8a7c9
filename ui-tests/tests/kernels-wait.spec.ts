import {
  mkdir,
  mkdtemp,
  rm,
  stat,
  truncate,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { notebookWith } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';
import { SlowCloud } from '../laboratory/slow-cloud.ts';

const mebibyte = 1024 * 1024;

test('a notebook of a share waits for its files, unless the person does not', async ({
  laboratory,
  notebook,
  page
}) => {
  test.slow();
  const name = 'Late runs';
  const cloud = await SlowCloud.start(laboratory, 'late-runs.example.org');
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-slow-'));
  await mkdir(join(folder, 'analysis'));
  await writeFile(
    join(folder, 'analysis/look.ipynb'),
    JSON.stringify(notebookWith('1 + 1'))
  );
  await writeFile(join(folder, 'analysis/events.bin'), '');
  await truncate(join(folder, 'analysis/events.bin'), 40 * mebibyte);
  await page.goto('?reset');
  await cloud.share(name, folder);
  cloud.pace = mebibyte;
  const bar = page.getByRole('region', { name: `Files of ${name}/analysis` });
  const sessions = async () =>
    (await laboratory.lab.fetch('api/sessions')).text();

  await test.step('progress is told while the kernel waits', async () => {
    await page.goto(`tree/ScienceMesh:${name}/analysis/look.ipynb`);
    await expect(bar).toContainText('Bringing in the files');
    await expect(bar).toContainText('The kernel starts when they are here.');
    await expect(bar).toContainText(/[1-9][\d.]* MB of 40 MB/);
    expect(await sessions()).toBe('[]');
  });

  await test.step('"Start anyway" starts it at once', async () => {
    await bar.getByRole('button', { name: 'Start anyway' }).click();
    await notebook.ready();
    await expect(bar).toContainText('Bringing in the files');
  });

  await test.step('the files go on coming', async () => {
    cloud.pace = null;
    await expect(bar).toBeHidden();
    const local = laboratory.path('ScienceMesh/Shares', name, 'analysis');
    const { size } = await stat(join(local, 'events.bin'));
    expect(size).toBe(40 * mebibyte);
  });
  await cloud.stop();
  await rm(folder, { recursive: true });
});
