import type { Locator, Page } from '@playwright/test';

import { scrollToEnd } from './scrolling.ts';

/** The drive in the ScienceMesh side panel; of several that in front. */
export class DrivePanel {
  /** The browser with its rows, breadcrumbs and filter. */
  readonly region: Locator;
  /** The rows in sight. */
  readonly rows: Locator;
  /** The first of the breadcrumbs, which leads to all shares. */
  readonly home: Locator;
  /** The table of rows, with their number. */
  readonly grid: Locator;
  /** The filter by name. */
  readonly filter: Locator;
  /** What stands where there are no rows, or below them. */
  readonly state: Locator;
  /** The section with its toolbar. */
  readonly section: Locator;
  /** The list of uploads. */
  readonly uploads: Locator;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.region = page.locator('.jp-SciMeshDrive:not(.lm-mod-hidden)');
    this.rows = this.region.locator('.jp-SciMeshDrive-row');
    this.home = this.region.locator('.jp-BreadCrumbs-home');
    this.grid = this.region.getByRole('grid');
    this.filter = this.region.locator('input[type="search"]');
    this.state = this.region.locator('.jp-SciMeshDrive-state');
    this.section = page.locator('#jp-scimesh-panel');
    this.uploads = this.region.getByRole('list', { name: 'Uploads' });
  }

  /** What turns to a drive, where there are several. */
  driveTab(name: string): Locator {
    return this.section
      .getByRole('tablist', { name: 'Drives' })
      .getByRole('tab', { name });
  }

  /** The row of an entry. */
  row(name: string): Locator {
    return this.rows.filter({
      has: this.page.getByText(name, { exact: true })
    });
  }

  /** What has the focus in the row of an entry. */
  name(name: string): Locator {
    return this.row(name).locator('.jp-DirListing-itemText');
  }

  /** Drops a file from the desktop on the rows. */
  async drop(file: { name: string; text: string }): Promise<void> {
    const transfer = await this.page.evaluateHandle(({ name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'text/plain' }));
      return data;
    }, file);
    const content = this.region.locator('.jp-SciMeshDrive-content');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await content.dispatchEvent(type, { dataTransfer: transfer });
    }
  }

  /** How many nodes the drive has on the page. */
  async nodes(): Promise<number> {
    return this.region.locator('*').count();
  }

  /**
   * Scrolls through all rows.
   *
   * @returns the milliseconds of the longest task meanwhile
   */
  async scrollThrough(): Promise<number> {
    return scrollToEnd(this.region.locator('.jp-SciMeshDrive-content'));
  }

  /** The breadcrumb of a folder. */
  crumb(name: string): Locator {
    return this.region
      .locator('.jp-BreadCrumbs-item')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Opens a folder or a file. */
  async open(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.row(name).dblclick();
    }
  }

  /** The tab of a document in the main area. */
  tab(name: string): Locator {
    return this.page
      .locator('#jp-main-dock-panel')
      .getByRole('tab', { name, exact: true });
  }

  /** A button of the toolbar. */
  button(name: string | RegExp): Locator {
    return this.section.getByRole('button', { name });
  }

  /** Runs a command from the palette. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+Shift+KeyC');
    await this.page.getByPlaceholder('SEARCH', { exact: true }).waitFor();
    await this.page.keyboard.type(name);
    await this.page
      .locator('.lm-CommandPalette-item.lm-mod-active')
      .filter({ hasText: name })
      .waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Chooses from the context menu of an entry. */
  async choose(name: string, item: string): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.item(item).click();
  }

  /** An item of the open menu, whose name ends with its shortcut. */
  item(name: string): Locator {
    return this.page
      .locator('.lm-Menu-item')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }
}
