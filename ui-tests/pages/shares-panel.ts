import type { Locator, Page } from '@playwright/test';

/** The ScienceMesh side panel with the received shares. */
export class SharesPanel {
  /** The tab in the side bar. */
  readonly tab: Locator;
  /** The panel. */
  readonly region: Locator;
  /** The rows of the list. */
  readonly rows: Locator;

  constructor(page: Page) {
    this.tab = page.locator('.lm-TabBar-tab[data-id="jp-scimesh-panel"]');
    this.region = page.locator('#jp-scimesh-panel');
    this.rows = this.region
      .getByRole('list', { name: 'Received shares' })
      .locator(':scope > li');
  }

  /** The tab while it tells of this many new shares. */
  badge(unseen: number): Locator {
    return this.tab.and(
      this.tab.page().locator(`[data-scimeshunseen="${unseen}"]`)
    );
  }

  /** Opens the panel. */
  async open(): Promise<void> {
    if (!(await this.region.isVisible())) {
      await this.tab.click();
    }
    await this.region.waitFor();
  }

  /** The row of a share. */
  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  /** The button of a row that shows the share. */
  share(name: string): Locator {
    return this.row(name).locator('.jp-SciMeshShare-main');
  }

  /** Chooses which shares are listed. */
  async show(filter: 'All' | 'Pending' | 'Accepted' | 'Hidden') {
    await this.region
      .getByRole('group', { name: 'Show' })
      .getByRole('button', { name: filter })
      .click();
  }
}
