import type { Locator } from '@playwright/test';

/**
 * Scrolls a list to its end, a step in each frame.
 *
 * @returns the milliseconds of the longest task meanwhile
 */
export async function scrollToEnd(list: Locator): Promise<number> {
  return list.evaluate(async content => {
    let longest = 0;
    const observer = new PerformanceObserver(entries => {
      for (const { duration } of entries.getEntries()) {
        longest = Math.max(longest, duration);
      }
    });
    observer.observe({ type: 'longtask' });
    const end = content.scrollHeight - content.clientHeight;
    for (let step = 0; step <= 60; step += 1) {
      content.scrollTop = (end * step) / 60;
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
    // Tasks are told of once they have ended.
    await new Promise(resolve => requestIdleCallback(resolve));
    observer.disconnect();
    return longest;
  });
}
