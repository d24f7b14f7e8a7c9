import type { FrameLocator, Locator, Page } from '@playwright/test';

/** A viewer of a large file in the main area. */
export class ViewerPage {
  /** The viewer in front. */
  readonly region: Locator;
  /** What it says of the file and of what is shown of it. */
  readonly facts: Locator;
  /** Lines of a text. */
  readonly lines: Locator;
  /** Rows of a table. */
  readonly table: Locator;
  /** The items of a ROOT file. */
  readonly tree: Locator;
  /** The document in which items are drawn. */
  readonly drawing: FrameLocator;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.region = page.locator('.jp-SciMeshViewer:visible');
    this.facts = this.region.locator('.jp-SciMeshViewer-facts');
    this.lines = this.region.locator('.jp-SciMeshLines').getByRole('listitem');
    this.table = this.region.getByRole('table');
    this.tree = this.region.getByRole('tree');
    this.drawing = this.region.frameLocator('iframe').frameLocator('iframe');
  }

  /** Opens a file with a double click in the file browser. */
  async open(name: string): Promise<void> {
    await this.page
      .getByRole('region', { name: 'File Browser Section' })
      .locator('.jp-DirListing-item', { hasText: name })
      .dblclick();
    await this.region.waitFor();
  }

  /** An item of the tree. */
  item(name: string): Locator {
    return this.tree
      .getByRole('treeitem')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** A button of the viewer. */
  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }
}
