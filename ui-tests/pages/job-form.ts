import type { Locator, Page } from '@playwright/test';

/** The form that submits a job. */
export class JobFormPage {
  /** The form in front. */
  readonly region: Locator;
  readonly heading: Locator;
  readonly submit: Locator;
  /** What would be submitted, or why it cannot be. */
  readonly summary: Locator;

  constructor(page: Page) {
    this.region = page.locator('.jp-SciMeshJobForm:visible');
    this.heading = this.region.getByRole('heading', { level: 1 });
    this.submit = this.region.getByRole('button', {
      name: 'Submit',
      exact: true
    });
    this.summary = this.region.locator('.jp-SciMeshActionBar-summary');
  }

  /** A field by its label. */
  field(label: string): Locator {
    return this.region.getByLabel(label, { exact: true });
  }

  /** A button by its name. */
  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }

  /** A row of the form, with what was found about it. */
  row(label: string): Locator {
    return this.region
      .locator('.jp-SciMeshJobForm-row')
      .filter({ has: this.region.page().getByText(label, { exact: true }) });
  }
}
