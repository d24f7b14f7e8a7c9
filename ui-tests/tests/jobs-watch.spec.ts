import {
  forgetJobs,
  processorsHere,
  submitNotebook,
  writeNotebook
} from '../laboratory/jobs.ts';
import { expect, test } from '../laboratory/journey.ts';
import { JobsPage } from '../pages/jobs.ts';
import { look } from '../pages/looks.ts';

/** A job of the local site takes its time on a busy machine. */
test.describe.configure({ timeout: 240_000 });

const patience = { timeout: 90_000 };

const slowCells = [
  'pause = 3',
  'import time\ntime.sleep(pause)\nprint("first cell has ended")',
  'time.sleep(pause)\nprint("second cell has ended")',
  'time.sleep(pause)\n6 * 7'
];

test.beforeEach(async ({ laboratory }) => forgetJobs(laboratory));

test('the panel keeps its room until there is a job', async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  await page.goto('?reset');
  await panel.open();

  await test.step('without jobs it says what to do', async () => {
    await expect(jobs.section).toHaveAttribute('aria-expanded', 'false');
    await jobs.section.click();
    await expect(jobs.list).toContainText('No jobs yet');
    await look(page, { parts: ['.jp-SciMeshJobs'], picture: 'jobs-empty' });
    await jobs.section.click();
  });

  await test.step('the first job opens it', async () => {
    await writeNotebook(laboratory, 'quick/quick.ipynb', ['"told"']);
    await submitNotebook(laboratory, 'quick/quick.ipynb', { name: 'Quick' });
    await expect(jobs.section).toHaveText('Jobs (1)');
    await expect(jobs.row('Quick')).toBeVisible();
    await expect(jobs.status).toHaveText('1 job');
  });

  await test.step('its end is told to who looks elsewhere', async () => {
    const notice = page.locator('.Toastify__toast', {
      hasText: 'Quick'
    });
    await expect(notice).toContainText('is done', patience);
    await expect(jobs.row('Quick')).toHaveClass(/jp-mod-fresh/);
    await expect(jobs.section).toHaveText('Jobs (1 new)');
    await notice
      .getByRole('button', { name: 'Open executed notebook' })
      .click();
    await notebook.region.waitFor();
    await expect(notebook.region).toContainText('told');
  });
});

test('a job is watched until its notebook opens', async ({
  laboratory,
  notebook,
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  await writeNotebook(laboratory, 'watched/slow.ipynb', slowCells);
  await page.goto('?reset');
  await panel.open();
  await submitNotebook(laboratory, 'watched/slow.ipynb', {
    name: 'Slow cells'
  });

  await test.step('it appears in the panel by itself', async () => {
    await expect(jobs.row('Slow cells')).toBeVisible();
    await jobs.open('Slow cells');
  });

  await test.step('cells fill in while it runs', async () => {
    await expect(jobs.state).toContainText('cell', patience);
    await expect(jobs.notebook).toContainText('first cell has ended', patience);
    await expect(jobs.notebook).not.toContainText('42');
    await expect(jobs.notebook.locator('.jp-SciMesh-current')).toHaveAttribute(
      'data-scimesh-time',
      /running for/
    );
    await look(page, {
      parts: ['.jp-SciMeshJobPage-header', '.jp-SciMeshJobs'],
      picture: 'job-running'
    });
  });

  await test.step('it survives a reload of the page', async () => {
    await expect
      .poll(async () => {
        const answer = await laboratory.lab.fetch('lab/api/workspaces/default');
        return answer.text();
      })
      .toContain('sciencemesh-job:');
    await page.reload();
    await expect(jobs.region.getByRole('heading')).toHaveText('Slow cells');
    await expect(jobs.notebook).toContainText('first cell has ended');
  });

  await test.step('its end is told, in words and with its notebook', async () => {
    await expect(jobs.state).toContainText('Done after', patience);
    await expect(jobs.notebook).toContainText('42');
    await jobs.tab('Files').click();
    await expect(jobs.region).toContainText('job-manifest.json');
    await jobs.tab('History').click();
    await expect(jobs.region.getByRole('table').first()).toContainText(
      'running'
    );
    await jobs.tab('Script').click();
    await expect(jobs.region.getByLabel('Submitted script')).not.toBeEmpty();
    await jobs.button('Open executed notebook').click();
    await notebook.region.waitFor();
    await expect(notebook.region).toContainText('second cell has ended');
  });
});

test('a job that fails says why, and what there is to do', async ({
  laboratory,
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  await writeNotebook(laboratory, 'broken/broken.ipynb', [
    'print("before")',
    'raise ValueError("no such run")'
  ]);
  await page.goto('?reset');
  await panel.open();
  await submitNotebook(laboratory, 'broken/broken.ipynb', { name: 'Broken' });
  await jobs.open('Broken');
  await expect(jobs.state).toContainText('Failed', patience);
  await expect(jobs.region.locator('.jp-SciMeshBanner')).toContainText(
    'no such run'
  );
  await expect(jobs.button('Open executed notebook')).toBeVisible();
  await expect(jobs.notebook).toContainText('before');
  await look(page, {
    parts: ['.jp-SciMeshJobPage-header', '.jp-SciMeshJobs'],
    picture: 'job-failed'
  });
});

test('a job waits for another, is held, released and cancelled', async ({
  laboratory,
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  const running = page.locator('#jp-running-sessions');
  await writeNotebook(laboratory, 'endless/endless.ipynb', [
    'import time',
    'for second in range(600):\n    print("second", second, flush=True)\n    time.sleep(1)'
  ]);
  await page.goto('?reset');
  await panel.open();
  // Each wants all that there is, so that one waits.
  const cpus = await processorsHere(laboratory);
  for (const name of ['Endless', 'Patient']) {
    await submitNotebook(laboratory, 'endless/endless.ipynb', { name, cpus });
  }

  await test.step('the log is followed', async () => {
    await jobs.open('Endless');
    await jobs.tab('Output').click();
    await expect(jobs.log).toContainText('second', patience);
    await look(page, { parts: ['.jp-SciMeshJobPage'], picture: 'job-output' });
  });

  await test.step('the other one says why it waits', async () => {
    await jobs.open('Patient');
    await jobs.region.getByText('Why is it waiting?').click();
    await expect(jobs.region.getByLabel(/^Answer of/)).not.toBeEmpty();
    await look(page, {
      parts: ['.jp-SciMeshJobPage-header'],
      picture: 'job-waiting'
    });
  });

  await test.step('it is held and released', async () => {
    await jobs.button('Hold').click();
    await expect(jobs.state).toContainText('held', patience);
    await jobs.button('Release').click();
    await expect(jobs.state).toContainText('waiting', patience);
  });

  await test.step('both are among what runs', async () => {
    await page.sidebar.openTab('jp-running-sessions');
    const patient = running
      .locator('.jp-SciMeshRunningJob')
      .filter({ hasText: 'Patient' });
    await patient.hover();
    await patient.getByTitle('Cancel Job').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Cancel job' })
      .click();
    await expect(jobs.state).toContainText('Cancelled', patience);
    await expect(patient).toHaveCount(0);
  });

  await test.step('cancelling is confirmed', async () => {
    await panel.open();
    await jobs.open('Endless');
    await jobs.button('Cancel job…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await expect(jobs.state).toContainText('running');
    await jobs.button('Cancel job…').click();
    await dialog.getByRole('button', { name: 'Cancel job' }).click();
    await expect(jobs.state).toContainText('Cancelled', patience);
  });
});

test('a sweep shows what each task has made', async ({
  laboratory,
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  await writeNotebook(laboratory, 'sweep/sweep.ipynb', [
    'frequency = 1.0',
    [
      'import struct, zlib, math',
      'from IPython.display import Image, display',
      'width, height = 160, 100',
      'rows = []',
      'for y in range(height):',
      '    row = bytearray(b"\\x00")',
      '    for x in range(width):',
      '        level = 50 - 40 * math.sin(frequency * x / 20)',
      '        row += bytes((20, 90, 200) if abs(y - level) < 2 else (255, 255, 255))',
      '    rows.append(bytes(row))',
      'def chunk(kind, data):',
      '    body = kind + data',
      '    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))',
      'png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))',
      'png += chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")',
      'assert frequency < 4, f"frequency {frequency} is too high"',
      'display(Image(png))'
    ].join('\n')
  ]);
  await page.goto('?reset');
  await panel.open();
  await submitNotebook(laboratory, 'sweep/sweep.ipynb', {
    name: 'Frequencies',
    sweep: {
      axes: [{ name: 'frequency', type: 'number', values: [1, 2, 3, 4] }],
      combine: 'grid',
      atOnce: 2
    }
  });
  await jobs.open('Frequencies');
  await expect(jobs.tasks).toHaveCount(4);
  await expect(jobs.state).toContainText(/Failed after|Done after/, patience);
  await expect(jobs.tasks.filter({ hasText: 'frequency = 1' })).toBeVisible();
  await expect(
    jobs.region.locator('.jp-mod-failed.jp-SciMeshSweep-card')
  ).toHaveCount(1);
  await look(page, { parts: ['.jp-SciMeshJobPage'], picture: 'job-sweep' });
  await jobs.tasks.filter({ hasText: 'frequency = 4' }).click();
  await expect(jobs.notebook).toContainText('is too high');
  await expect(jobs.button('Open executed notebook')).toBeVisible();
});
