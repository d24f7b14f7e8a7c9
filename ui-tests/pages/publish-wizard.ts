import type { Locator, Page } from '@playwright/test';

/** The page that publishes. */
export class PublishWizard {
  /** The one in front. */
  readonly region: Locator;
  readonly heading: Locator;
  /** Heading of the step in front. */
  readonly step: Locator;
  readonly files: Locator;
  /** How far all files are, on the step "Upload". */
  readonly progress: Locator;

  constructor(page: Page) {
    this.region = page.locator('.jp-SciMeshPublish:visible');
    this.heading = this.region.getByRole('heading', { level: 1 });
    this.step = this.region.locator('.jp-SciMeshPublish-step > h2');
    this.files = this.region.getByRole('tree', { name: 'Files' });
    this.progress = this.region.getByRole('progressbar', {
      name: 'Upload',
      exact: true
    });
  }

  /** Goes to a step by the list of them. */
  async go(step: string): Promise<void> {
    await this.region
      .getByRole('navigation', { name: 'Steps of the publication' })
      .getByRole('button', { name: step })
      .click();
  }

  /** A button by its name. */
  button(name: string | RegExp): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }

  /** A field by its label. */
  field(label: string | RegExp): Locator {
    return this.region.getByLabel(label, { exact: true });
  }

  repository(name: string): Locator {
    return this.region.locator('.jp-SciMeshPublishCard', { hasText: name });
  }

  /** Publishes what is verified, or soon will be, and waits until it is. */
  async publish(
    repository: string,
    patience: { timeout: number }
  ): Promise<void> {
    await this.button('Publish…').click(patience);
    await this.field(`Type “${repository}” to confirm`).fill(repository);
    await this.button(`Publish at ${repository}`).click();
    await this.region.getByText(`Published at ${repository}`).waitFor(patience);
  }
}
