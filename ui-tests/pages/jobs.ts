import type { Locator, Page } from '@playwright/test';

/** The jobs in the side panel, and the page in front. */
export class JobsPage {
  /** The list in the side panel. */
  readonly list: Locator;
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

  /** A tab of the page. */
  tab(name: string): Locator {
    return this.region.getByRole('tab', { name });
  }

  /** A button of the page. */
  button(name: string | RegExp): Locator {
    return this.region.getByRole('button', { name });
  }
}
