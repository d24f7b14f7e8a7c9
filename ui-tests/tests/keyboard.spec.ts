import type { Locator, Page } from '@playwright/test';

import { describeCrate, notebookWith } from '../laboratory/crates.ts';
import { expect, test } from '../laboratory/journey.ts';

/** As many as no page of ours needs. */
const mostPresses = 60;

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const visited: string[] = [];
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press('Tab');
    const hasFocus = await target.evaluate(
      element => element === document.activeElement
    );
    if (hasFocus) {
      return;
    }
    visited.push(
      await page.evaluate(() => {
        const { activeElement: element } = document;
        return (
          element?.getAttribute('aria-label') ??
          element?.textContent ??
          ''
        ).slice(0, 30);
      })
    );
  }
  throw new Error(
    `Tab does not lead to ${target.toString()}, but to ${visited.join(' | ')}`
  );
}

/** Runs a command from the palette. */
async function command(page: Page, name: string): Promise<void> {
  // The shortcut works once JupyterLab has read the settings of shortcuts.
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+Shift+KeyC');
    const search = page.getByPlaceholder('SEARCH', { exact: true });
    await search.waitFor({ timeout: 2_000 });
  }).toPass();
  await page.keyboard.type(name);
  await page
    .locator('.lm-CommandPalette-item.lm-mod-active')
    .filter({ hasText: name })
    .waitFor();
  await page.keyboard.press('Enter');
}

test('a share is found, read and opened without a mouse', async ({
  laboratory,
  notebook,
  page,
  panel,
  preview
}) => {
  const address = 'https://data.example.org/keyboard/look.ipynb';
  laboratory.origin.route('data.example.org', '/keyboard/look.ipynb', {
    json: notebookWith('1 + 1')
  });
  await page.goto('?reset');
  await laboratory.sendPackage(
    describeCrate({ title: 'By keyboard', notebook: address })
  );
  await laboratory.offerFolder('Another share');
  await panel.badge(2).waitFor();

  await command(page, 'Show received shares');
  await expect(panel.region).toBeVisible();
  await tabTo(page, panel.share('Another share'));
  await page.keyboard.press('ArrowDown');
  await expect(panel.share('By keyboard')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(preview.heading).toHaveText('By keyboard');

  await tabTo(page, preview.button('Open as notebook'));
  await page.keyboard.press('Enter');
  await expect(preview.folder).toBeFocused();
  await page.keyboard.press('ControlOrMeta+KeyA');
  await page.keyboard.type('keyboard/copy');
  await page.keyboard.press('Enter');
  await notebook.ready();
  await expect(notebook.region).toContainText('1 + 1');
});
