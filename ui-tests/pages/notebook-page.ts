import type { Locator, Page } from '@playwright/test';

/** A cell as the document holds it. */
export interface CellContent {
  cell_type: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  execution_count?: number | null;
  outputs?: { output_type: string; data?: Record<string, unknown> }[];
}

/** The notebook in front. */
export class NotebookPage {
  /** The notebook with its toolbar. */
  readonly region: Locator;
  /** The name of the kernel, in the toolbar. */
  readonly kernel: Locator;
  /** What the kernel is doing, in the toolbar. */
  readonly status: Locator;
  /** What the cells have put out. */
  readonly images: Locator;
  /** Tracebacks. */
  readonly errors: Locator;

  constructor(page: Page) {
    this.region = page.locator('.jp-NotebookPanel:visible');
    this.kernel = this.region.locator('.jp-Toolbar-kernelName');
    this.status = this.region.locator('.jp-Notebook-ExecutionIndicator');
    this.images = this.region.locator('.jp-OutputArea-output img');
    this.errors = this.region.locator(
      '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
    );
  }

  /**
   * Waits until the notebook is there, menus are about it, and its kernel has
   * nothing to do.
   *
   * JupyterLab shows a kernel that it has not reached yet as idle, too, and
   * runs nothing then.
   */
  async ready(): Promise<void> {
    await this.region.waitFor();
    await this.region.page().waitForFunction(
      () => {
        const widget = window.jupyterapp.shell.currentWidget;
        if (!widget?.hasClass('jp-NotebookPanel')) {
          return false;
        }
        const { sessionContext } = widget as unknown as {
          sessionContext: {
            session: { kernel: { connectionStatus: string } | null } | null;
          };
        };
        return sessionContext.session?.kernel?.connectionStatus === 'connected';
      },
      undefined,
      { timeout: 45_000 }
    );
    await this.idle();
  }

  /** Waits until the kernel has nothing to do. */
  async idle(): Promise<void> {
    await this.region
      .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
      .waitFor({ timeout: 45_000 });
  }

  /** The cells of the document, whether they are in sight or not. */
  async cells(): Promise<CellContent[]> {
    return this.region.page().evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        model: { toJSON: () => { cells: CellContent[] } };
      };
      return panel.model.toJSON().cells;
    });
  }

  /** Runs all cells from the menu, and waits until they are done. */
  async runAll(): Promise<void> {
    const page = this.region.page();
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page
      .getByRole('menuitem', { name: 'Run All Cells', exact: true })
      .click();
    await page.waitForFunction(
      () => {
        const panel = window.jupyterapp.shell.currentWidget as unknown as {
          model: { toJSON: () => { cells: CellContent[] } };
        };
        const code = panel.model
          .toJSON()
          .cells.filter(
            cell => cell.cell_type === 'code' && cell.source.length > 0
          );
        return code.every(cell => typeof cell.execution_count === 'number');
      },
      undefined,
      { timeout: 45_000 }
    );
    await this.idle();
  }
}

/** The text of a cell. */
export function sourceOf(cell: CellContent): string {
  return [cell.source].flat().join('');
}

/** The image and error outputs of all cells. */
export function outputsOf(cells: readonly CellContent[]): {
  images: number;
  errors: number;
} {
  const outputs = cells.flatMap(cell => cell.outputs ?? []);
  return {
    images: outputs.filter(output => output.data?.['image/png']).length,
    errors: outputs.filter(output => output.output_type === 'error').length
  };
}
