import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

/** The list of publications in the panel, and the page of the repositories. */
export class PublicationsPage {
  private readonly page: IJupyterLabPageFixture;

  constructor(page: IJupyterLabPageFixture) {
    this.page = page;
  }

  /** The heading that folds the list. */
  get section(): Locator {
    return this.page.locator('#jp-scimesh-panel .lm-AccordionPanel-title', {
      hasText: 'Publications'
    });
  }

  /** All that the section shows. */
  get list(): Locator {
    return this.page.locator('.jp-SciMeshPublications');
  }

  /** The page on which the person signs in. */
  get repositories(): Locator {
    return this.page.locator('.jp-SciMeshRepositories');
  }

  /** One publication. */
  row(title: string): Locator {
    return this.page.locator('.jp-SciMeshPublication', { hasText: title });
  }

  /** Unfolds the list, unless it is. */
  async unfold(): Promise<void> {
    if ((await this.section.getAttribute('aria-expanded')) === 'false') {
      await this.section.click();
    }
  }

  /** Folds the other sections, so that there is room. */
  async makeRoom(): Promise<void> {
    const titles = this.page.locator(
      '#jp-scimesh-panel .lm-AccordionPanel-title'
    );
    for (const name of ['Shares', 'Drive']) {
      await titles.filter({ hasText: name }).click();
    }
  }

  /** What is told to who looks elsewhere. */
  notice(text: string): Locator {
    return this.page.locator('.Toastify__toast', { hasText: text });
  }

  /** Asks for a command as menus do. */
  async command(
    id: string,
    args: Record<string, string | string[]> = {}
  ): Promise<void> {
    await this.page.evaluate(
      ([command, given]) => {
        // What asks the person ends only once that has answered.
        void window.jupyterapp.commands.execute(command, given);
      },
      [id, args] as const
    );
  }
}
