import type { Locator, Page } from '@playwright/test';

import { scrollToEnd } from './scrolling.ts';

/** The jobs in the side panel, and the page in front. */
export class JobsPage {
  /** The list in the side panel. */
  readonly list: Locator;
  /** What is said on the section of the panel, which folds it. */
  readonly section: Locator;
  /** The table of all jobs. */
  readonly table: Locator;
  /** How many are under way, in the status bar. */
  readonly status: Locator;
  /** The page of a job. */
  readonly region: Locator;
  /** What its sentence says. */
  readonly state: Locator;
  /** The notebook on it. */
  readonly notebook: Locator;
  /** What the job prints. */
  readonly log: Locator;
  /** The tasks of a sweep. */
  readonly tasks: Locator;

  constructor(page: Page) {
    this.list = page.locator('.jp-SciMeshJobs');
    this.section = page
      .locator('#jp-scimesh-panel .lm-AccordionPanel-title')
      .filter({ hasText: /^Jobs/ });
    this.table = page.locator('.jp-SciMeshJobsTable:visible');
    this.status = page.locator('.jp-SciMeshJobsStatus-button');
    this.region = page.locator('.jp-SciMeshJobPage:visible');
    this.state = this.region.locator('.jp-SciMeshJobHeader-state');
    this.notebook = this.region.locator('.jp-SciMeshLiveNotebook');
    this.log = this.region.getByRole('log');
    this.tasks = this.region.locator('.jp-SciMeshSweep-card');
  }

  /** A job in the side panel. */
  row(name: string): Locator {
    return this.list.locator('.jp-SciMeshJob').filter({ hasText: name });
  }

  /** Opens the page of a job from the side panel. */
  async open(name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Open the page of ${name}` })
      .or(this.row(name).getByTitle(`Open the page of ${name}`))
      .first()
      .click();
  }

  /** The rows of the table that are in the page, jobs and tasks. */
  get rows(): Locator {
    return this.table.locator('.jp-SciMeshJobGrid-row[data-job-id]');
  }

  /** The button with the name of a job in the table. */
  name(name: string): Locator {
    return this.table.getByRole('button', { name, exact: true });
  }

  /** Scrolls the table to its end and back; resolves to the longest task, in ms. */
  async scrollThrough(): Promise<number> {
    const rows = this.table.locator('.jp-SciMeshJobGrid-scroll');
    const longest = await scrollToEnd(rows);
    await rows.evaluate(content => {
      content.scrollTop = 0;
    });
    return longest;
  }

  /** A tab of the page. */
  tab(name: string): Locator {
    return this.region.getByRole('tab', { name });
  }

  /** A button of the page. */
  button(name: string | RegExp): Locator {
    return this.region.getByRole('button', { name });
  }
}
