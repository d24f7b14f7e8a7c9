import { expect, test as galata } from '@jupyterlab/galata';

import { NotebookPage } from '../pages/notebook-page.ts';
import { PackagePage } from '../pages/package-page.ts';
import { SharesPanel } from '../pages/shares-panel.ts';
import { Laboratory } from './laboratory.ts';

interface JourneyFixtures {
  /** The ScienceMesh side panel. */
  panel: SharesPanel;
  /** The preview of a package in the main area. */
  preview: PackagePage;
  /** The notebook in front. */
  notebook: NotebookPage;
}

interface LaboratoryFixtures {
  /** JupyterLab and the federation around it. */
  laboratory: Laboratory;
}

/** Galata's test, against a real and guarded server. */
export const test = galata.extend<JourneyFixtures, LaboratoryFixtures>({
  laboratory: [
    // Playwright reads from the pattern what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const laboratory = await Laboratory.start();
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  baseURL: async ({ laboratory }, use) => {
    await use(laboratory.lab.baseUrl);
  },
  context: async ({ context, laboratory }, use) => {
    // Logs in: the answer sets the cookie.
    await context.request.get(`${laboratory.lab.baseUrl}/api/me`, {
      params: { token: laboratory.lab.token }
    });
    await use(context);
    await laboratory.tidy();
  },
  // Galata waits for the launcher, which a restored page need not show. Where
  // the main area is empty it comes, and takes the front and the focus.
  // eslint-disable-next-line no-empty-pattern
  waitForApplication: async ({}, use) => {
    await use(async page => {
      await page.evaluate(() => window.jupyterapp.restored);
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
      await page
        .locator('#jp-main-dock-panel .lm-TabBar-tab')
        .first()
        .waitFor({ state: 'attached' });
    });
  },
  tmpPath: '',
  kernels: null,
  sessions: null,
  terminals: null,
  panel: async ({ page }, use) => {
    await use(new SharesPanel(page));
  },
  preview: async ({ page }, use) => {
    await use(new PackagePage(page));
  },
  notebook: async ({ page }, use) => {
    await use(new NotebookPage(page));
  }
});

export { expect };
