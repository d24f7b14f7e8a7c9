import type { Locator, Page } from '@playwright/test';

/** The drive in the ScienceMesh side panel. */
export class DrivePanel {
  /** The browser with its rows, breadcrumbs and filter. */
  readonly region: Locator;
  /** The rows in sight. */
  readonly rows: Locator;
  /** What stands where there are no rows, or below them. */
  readonly state: Locator;
  /** The section with its toolbar. */
  readonly section: Locator;
  /** The list of uploads. */
  readonly uploads: Locator;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.region = page.locator('.jp-SciMeshDrive');
    this.rows = this.region.locator('.jp-SciMeshDrive-row');
    this.state = this.region.locator('.jp-SciMeshDrive-state');
    this.section = page.locator('#jp-scimesh-panel');
    this.uploads = this.region.getByRole('list', { name: 'Uploads' });
  }

  /** The row of an entry. */
  row(name: string): Locator {
    return this.rows.filter({
      has: this.page.getByText(name, { exact: true })
    });
  }

  /** Opens a folder or a file. */
  async open(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.row(name).dblclick();
    }
  }

  /** A button of the toolbar. */
  button(name: string | RegExp): Locator {
    return this.section.getByRole('button', { name });
  }

  /** Chooses from the context menu of an entry. */
  async choose(name: string, item: string): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.item(item).click();
  }

  /** An item of the open menu. */
  item(name: string): Locator {
    return this.page.getByRole('menuitem', { name, exact: true });
  }
}
