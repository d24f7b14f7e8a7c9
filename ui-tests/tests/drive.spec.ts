import { readFile } from 'node:fs/promises';

import { notebookWith } from '../laboratory/crates.ts';
import { offerFiles, shareFiles } from '../laboratory/drive.ts';
import { expect, test } from '../laboratory/journey.ts';
import { DrivePanel } from '../pages/drive.ts';

test('a share becomes a folder in which a notebook is edited', async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  const name = 'Beam test';
  const shared = await offerFiles(laboratory, name, {
    'data.csv': 'run,scale\n1,0.998\n',
    'runs/look.ipynb': JSON.stringify(notebookWith('1 + 1'))
  });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await expect(drive.region).toContainText('No shared folders yet');

  await test.step('accepting it puts it there', async () => {
    const row = panel.row(name);
    await row.getByRole('button', { name: `Accept ${name}` }).click();
    await expect(drive.row(name)).toBeVisible();
    await row
      .getByRole('button', { name: `Open ${name} in the drive` })
      .click();
    await expect(drive.row('data.csv')).toBeVisible();
    await expect(drive.home).toHaveAttribute('title', 'All shares');
  });

  await test.step('the notebook opens with its kernel', async () => {
    await drive.open('runs', 'look.ipynb');
    await notebook.ready();
    await expect(notebook.region).toContainText('1 + 1');
  });

  await test.step('what is saved is at the institution, untrusted', async () => {
    await notebook.region.locator('.cm-content').first().click();
    await page.keyboard.press('ControlOrMeta+KeyA');
    await page.keyboard.type('6 * 7');
    await page.keyboard.press('ControlOrMeta+KeyS');
    await expect
      .poll(() => shared.text('runs/look.ipynb'))
      .toContain('"6 * 7"');
    const saved = JSON.parse(await shared.text('runs/look.ipynb')) as {
      cells: { metadata: Record<string, unknown>; source: unknown }[];
    };
    expect(saved.cells).toHaveLength(1);
    expect(saved.cells[0]?.metadata).not.toHaveProperty('trusted');
  });

  await test.step('saving again meets no conflict with oneself', async () => {
    await page.keyboard.type(' + 1');
    await expect(async () => {
      // JupyterLab does nothing while the first save is not quite over.
      await page.keyboard.press('ControlOrMeta+KeyS');
      expect(await shared.text('runs/look.ipynb')).toContain('6 * 7 + 1');
    }).toPass();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('what a colleague adds appears', async () => {
    await shared.write('runs/new.txt', 'new');
    await drive.button('Look at this folder again').click();
    await expect(drive.row('new.txt')).toBeVisible();
  });
});

test('files are arranged, and folders taken along', async ({
  laboratory,
  page,
  panel
}) => {
  const name = 'Arranging';
  const shared = await shareFiles(laboratory, name, {
    'data.csv': 'a,b\n',
    'folder/inner.txt': 'inner'
  });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(name);

  await test.step('rename', async () => {
    await drive.choose('data.csv', 'Rename');
    await page.keyboard.type('table');
    await page.keyboard.press('Enter');
    await expect(drive.row('table.csv')).toBeVisible();
    await expect.poll(() => shared.text('table.csv')).toBe('a,b\n');
  });

  await test.step('make a folder and move into it', async () => {
    await drive.button('New folder').click();
    await expect(drive.region.getByRole('textbox')).toBeFocused();
    await page.keyboard.type('archive');
    await page.keyboard.press('Enter');
    await expect(drive.row('archive')).toBeVisible();
    await drive.row('table.csv').dragTo(drive.row('archive'));
    await expect(drive.row('table.csv')).toHaveCount(0);
    await expect.poll(() => shared.text('archive/table.csv')).toBe('a,b\n');
  });

  await test.step('copy and paste', async () => {
    await drive.open('archive');
    await drive.row('table.csv').click();
    await page.keyboard.press('ControlOrMeta+KeyC');
    await page.keyboard.press('Backspace');
    await drive.row('folder').click();
    await page.keyboard.press('ControlOrMeta+KeyV');
    await expect(drive.row('table.csv')).toBeVisible();
    await expect.poll(() => shared.text('table.csv')).toBe('a,b\n');
  });

  await test.step('download a folder as an archive', async () => {
    const download = page.waitForEvent('download');
    await drive.choose('folder', 'Download as archive');
    const file = await download;
    expect(file.suggestedFilename()).toBe('folder.zip');
    const bytes = await readFile(await file.path());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.includes('inner.txt')).toBe(true);
  });

  await test.step('delete, after a question', async () => {
    await drive.row('table.csv').click();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('for everybody it is shared with');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(drive.row('table.csv')).toHaveCount(0);
    await expect(shared.text('table.csv')).rejects.toThrow();
  });
});

test('files come in from the desktop', async ({ laboratory, page, panel }) => {
  const name = 'Uploads';
  const shared = await shareFiles(laboratory, name, { 'old.txt': 'old' });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(name);
  await expect(drive.row('old.txt')).toBeVisible();

  await test.step('by the file chooser, several at once, large ones too', async () => {
    const chooser = page.waitForEvent('filechooser');
    await drive.button('Upload files to this folder').click();
    const large = Buffer.alloc(3 * 1024 * 1024, 'x');
    await (
      await chooser
    ).setFiles([
      { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('s') },
      { name: 'large.bin', mimeType: 'text/plain', buffer: large }
    ]);
    await expect(drive.row('large.bin')).toBeVisible();
    await expect(drive.uploads).toHaveCount(0);
    expect(await shared.text('small.txt')).toBe('s');
    expect((await readFile(shared.path('large.bin'))).length).toBe(
      large.length
    );
  });

  await test.step('by a drop', async () => {
    await drive.drop({ name: 'dropped.txt', text: 'dropped' });
    await expect(drive.row('dropped.txt')).toBeVisible();
    expect(await shared.text('dropped.txt')).toBe('dropped');
  });

  await test.step('what is there is replaced only when wanted', async () => {
    await drive.drop({ name: 'old.txt', text: 'new' });
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Keep both' })
      .click();
    await expect(drive.row('old (2).txt')).toBeVisible();
    expect(await shared.text('old.txt')).toBe('old');
    expect(await shared.text('old (2).txt')).toBe('new');
  });

  await test.step('an upload is cancelled', async () => {
    let release = (): void => undefined;
    await page.route(/api\/raw\/Uploads\/never\.txt/, async route => {
      await new Promise<void>(resolve => {
        release = resolve;
      });
      await route.abort().catch(() => undefined);
    });
    await drive.drop({ name: 'never.txt', text: 'never' });
    await drive.button('Cancel the upload of never.txt').click();
    await expect(drive.uploads).toHaveCount(0);
    release();
    await expect(shared.text('never.txt')).rejects.toThrow();
  });
});

test('a share for reading offers nothing that cannot work', async ({
  laboratory,
  page,
  panel
}) => {
  const name = 'Reading only';
  await shareFiles(laboratory, name, { 'data.csv': 'a\n' }, ['read']);
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  await drive.open(name);
  const row = drive.row('data.csv');
  await expect(row.getByRole('img', { name: 'Read-only' })).toBeVisible();
  const reason = `“${name}” is read-only: Ines Example lets you read it.`;
  for (const button of await drive.button(reason).all()) {
    await expect(button).toBeDisabled();
  }
  expect(await drive.button(reason).count()).toBe(3);
  await row.click({ button: 'right' });
  for (const item of ['Rename', 'Delete', 'Cut', 'Paste', 'Duplicate']) {
    await expect(drive.item(item)).toHaveClass(/lm-mod-disabled/);
  }
  for (const item of ['Open', 'Copy', 'Download', 'Properties']) {
    await expect(drive.item(item)).not.toHaveClass(/lm-mod-disabled/);
  }
  await page.keyboard.press('Escape');
  await row.click();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('an address leads into the drive before anything else is there', async ({
  laboratory,
  notebook,
  page
}) => {
  await shareFiles(laboratory, 'Deep link', {
    'sub/nb.ipynb': JSON.stringify(notebookWith('"found"'))
  });
  await page.goto('tree/ScienceMesh:Deep%20link/sub/nb.ipynb?reset');
  await notebook.ready();
  await expect(notebook.region).toContainText('found');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a recording is played from where it is, in parts', async ({
  laboratory,
  page,
  panel
}) => {
  await shareFiles(laboratory, 'Recordings', { 'tone.wav': silence(20) });
  const drive = new DrivePanel(page);
  await page.goto('?reset');
  await panel.open();
  const ranges: string[] = [];
  page.on('request', request => {
    const { range } = request.headers();
    if (request.url().includes('/api/raw/') && range) {
      ranges.push(range);
    }
  });
  await drive.open('Recordings', 'tone.wav');
  const audio = page.locator('.jp-AudioViewer audio');
  await expect
    .poll(() => audio.evaluate((node: HTMLAudioElement) => node.duration))
    .toBeCloseTo(20, 0);
  await audio.evaluate((node: HTMLAudioElement) => {
    node.currentTime = 15;
  });
  await expect
    .poll(() => audio.evaluate((node: HTMLAudioElement) => node.seeking))
    .toBe(false);
  expect(ranges.length).toBeGreaterThan(0);
});

/** Some seconds of silence, as WAV: one channel, 8 bits, 8 kHz. */
function silence(seconds: number): Buffer {
  const rate = 8_000;
  const data = Buffer.alloc(rate * seconds, 0x80);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
