import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect } from '../laboratory/journey.ts';

/** Where the pictures go; `make docs` takes them from here. */
const pictures = join(import.meta.dirname, '..', 'pictures');

/** The themes of JupyterLab, by the word that a picture's name ends with. */
const themes = {
  light: 'JupyterLab Light',
  dark: 'JupyterLab Dark',
  contrast: 'JupyterLab Dark High Contrast'
};

/** How a state is looked at. */
export interface LookOptions {
  /** What of the page is ours, as selectors. */
  parts: readonly string[];
  /** Name of the pictures; left out where the documentation shows none. */
  picture?: string;
}

/**
 * Looks at the page in each theme: axe must find nothing in our parts of it,
 * and the documentation gets its pictures.
 */
export async function look(
  page: IJupyterLabPageFixture,
  { parts, picture }: LookOptions
): Promise<void> {
  // axe wants Playwright's own page, not Galata's around it.
  const [plain] = page.context().pages();
  if (!plain) {
    throw new Error('There is no page to look at');
  }
  for (const [word, theme] of Object.entries(themes)) {
    await page.theme.setTheme(theme);
    for (const part of parts) {
      await plain.locator(`${part}:visible`).first().waitFor();
      const { violations } = await new AxeBuilder({ page: plain })
        .include(part)
        // JupyterLab's own, whose toolbars say aria-pressed of every button,
        // and whose filters have a nameless one.
        .exclude('jp-button')
        .exclude('jp-search')
        // About whole pages; axe takes a frame in our parts for one.
        .disableRules(['landmark-one-main', 'page-has-heading-one'])
        .analyze();
      const found = violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ failureSummary, html }) => [html, failureSummary])
      }));
      expect(found, `${picture ?? part} in ${theme}`).toEqual([]);
    }
    if (picture !== undefined) {
      await plain.screenshot({
        path: join(pictures, `${picture}-${word}.png`),
        animations: 'disabled'
      });
    }
  }
  await page.theme.setTheme(themes.light);
}
