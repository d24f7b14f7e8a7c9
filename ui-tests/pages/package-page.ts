import type { Locator, Page } from '@playwright/test';

/** The preview of a package in the main area. */
export class PackagePage {
  /** The whole preview. */
  readonly region: Locator;
  /** The title. */
  readonly heading: Locator;
  /** The table of files. */
  readonly files: Locator;
  /** The dialog that asks for the folder. */
  readonly dialog: Locator;
  /** Its field. */
  readonly folder: Locator;
  /** How far the transfer is. */
  readonly progress: Locator;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.region = page.locator('.jp-SciMeshPackage:visible');
    this.heading = this.region.getByRole('heading', { level: 1 });
    this.files = this.region.getByRole('table', { name: 'Files' });
    this.dialog = page.getByRole('dialog');
    this.folder = this.dialog.getByLabel('Folder of the working copy');
    this.progress = this.region.getByRole('progressbar');
  }

  /** The row of a file. */
  file(name: string): Locator {
    return this.files.getByRole('row').filter({ hasText: name });
  }

  /** The field of a parameter. */
  parameter(name: string): Locator {
    return this.region
      .getByRole('region', { name: 'Parameters' })
      .getByLabel(name);
  }

  /** A button of the preview. */
  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }

  /**
   * Presses the main button, and answers the question for the folder.
   *
   * @param folder - left out to take the proposal
   */
  async open(name = 'Open as notebook', folder?: string): Promise<void> {
    await this.button(name).click();
    await this.folder.waitFor();
    if (folder !== undefined) {
      await this.folder.fill(folder);
    }
    await this.dialog.getByRole('button', { name }).click();
  }

  /** The tab of this or another document in the main area. */
  tab(name: string): Locator {
    return this.page.locator('#jp-main-dock-panel').getByRole('tab', { name });
  }
}
