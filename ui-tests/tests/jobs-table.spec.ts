import { expect, test as journey } from '../laboratory/journey.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import {
  nameOfMany,
  sweepOfMany,
  writeManyJobs
} from '../laboratory/many-jobs.ts';
import { JobsPage } from '../pages/jobs.ts';
import { look } from '../pages/looks.ts';

/** Jobs, beside the sweep. */
const count = 10_000;

/** Milliseconds until the first rows are on show after the answer has come. */
const firstRowsMilliseconds = 1_000;

/** Milliseconds that a turn of the page's work may take while it scrolls. */
const longestTask = 100;

/** How often it is tried: whatever else the machine does, once is quiet. */
const attempts = 5;

const test = journey.extend({
  laboratory: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const laboratory = await Laboratory.start({
        fill: data => writeManyJobs(data, count)
      });
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 180_000 }
  ]
});

test.describe.configure({ timeout: 120_000 });

test('10 000 jobs are listed, filtered, sorted and grouped', async ({
  page,
  panel
}) => {
  const jobs = new JobsPage(page);
  const note = (type: string, milliseconds: number) =>
    test.info().annotations.push({
      type,
      description: `${Math.round(milliseconds)} ms`
    });
  // The page keeps its answer back until the table waits for it.
  await page.addInitScript(() => {
    const fetch = window.fetch.bind(window);
    const isWanted = new Promise(resolve => {
      window.addEventListener('let-go', resolve, { once: true });
    });
    window.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (answer.url.includes('api/jobs?limit=')) {
        await isWanted;
      }
      return answer;
    };
  });
  const showTable = async (): Promise<number> => {
    await page.goto('?reset');
    await panel.open();
    await jobs.section.click();
    await page
      .getByRole('button', { name: 'Show all jobs in a table' })
      .click();
    await expect(jobs.table).toContainText('Looking for jobs');
    return page.evaluate(
      () =>
        new Promise<number>(resolve => {
          const began = performance.now();
          const find = (): void => {
            if (document.querySelector('.jp-SciMeshJobGrid [data-job-id]')) {
              resolve(performance.now() - began);
            } else {
              requestAnimationFrame(find);
            }
          };
          window.dispatchEvent(new Event('let-go'));
          find();
        })
    );
  };

  await test.step('first rows follow the answer at once', async () => {
    let milliseconds = Number.POSITIVE_INFINITY;
    for (
      let time = 0;
      time < attempts && milliseconds >= firstRowsMilliseconds;
      time += 1
    ) {
      milliseconds = Math.min(milliseconds, await showTable());
    }
    note('answer to first rows', milliseconds);
    expect(milliseconds).toBeLessThan(firstRowsMilliseconds);
    await expect(jobs.rows.first()).toContainText(sweepOfMany.name);
    await expect(jobs.table.getByRole('status')).toHaveText('10001 jobs');
  });

  await test.step('scrolling holds nothing up', async () => {
    let longest = Number.POSITIVE_INFINITY;
    for (let time = 0; time < attempts && longest >= longestTask; time += 1) {
      longest = Math.min(longest, await jobs.scrollThrough());
    }
    note('longest task while scrolling', longest);
    expect(longest).toBeLessThan(longestTask);
    expect(await jobs.rows.count()).toBeLessThan(100);
  });

  await test.step('a sweep is unfolded with the arrow keys', async () => {
    await expect(jobs.name(sweepOfMany.name)).toBeVisible();
    await jobs.name(sweepOfMany.name).focus();
    await page.keyboard.press('ArrowRight');
    await expect(jobs.name('2: energy = 13')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(jobs.name('0: energy = 7')).toBeFocused();
    await look(page, {
      parts: ['.jp-SciMeshJobsTable'],
      picture: 'jobs-table'
    });
    await jobs.name('0: energy = 7').focus();
    await page.keyboard.press('ArrowLeft');
    await expect(jobs.name(sweepOfMany.name)).toBeFocused();
    await expect(jobs.name('0: energy = 7')).toHaveCount(0);
  });

  await test.step('the keyboard leads to both ends', async () => {
    await page.keyboard.press('End');
    await expect(jobs.name(nameOfMany(0))).toBeFocused();
    await page.keyboard.press('Home');
    await expect(jobs.name(sweepOfMany.name)).toBeFocused();
  });

  await test.step('jobs are found, sorted and put together', async () => {
    const search = jobs.table.getByLabel(/^Search jobs/);
    await search.fill('run-6 fit 998');
    await expect(jobs.table.getByRole('status')).toHaveText('3 jobs');
    await search.fill('');
    await jobs.table.getByRole('button', { name: 'Failed' }).click();
    await expect(jobs.table.getByRole('status')).toHaveText('2000 jobs');
    await jobs.table.getByRole('button', { name: 'All' }).click();
    await jobs.table.getByRole('button', { name: 'Name' }).click();
    await expect(jobs.rows.nth(1)).toContainText(nameOfMany(0));
    const grouping = jobs.table.getByLabel('Group by');
    const groups = jobs.table.locator('.jp-mod-group');
    await grouping.selectOption('sweep');
    await expect(groups.first()).toHaveText('Sweeps: 1 job');
    await expect(groups.nth(1)).toHaveText('Without a sweep: 10000 jobs');
    await grouping.selectOption('state');
    await expect(groups.first()).toContainText('done');
  });

  await test.step('a job opens from its row', async () => {
    await jobs.name(sweepOfMany.name).click();
    await expect(jobs.tasks).toHaveCount(sweepOfMany.energies.length);
    await expect(jobs.state).toContainText('after');
  });
});
