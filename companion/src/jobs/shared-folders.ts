/**
 * Folders that this machine and a site both see.
 */
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type { SiteConfig } from 'sciencemesh-contract';

/** Where a folder is on the site, if the site sees it. */
export async function sharedFolder(
  folder: string,
  { sharedPaths = [] }: SiteConfig
): Promise<{ here: string; there: string } | null> {
  const real = await realpath(folder);
  for (const { here, there = here } of sharedPaths) {
    const top = await realpath(here).catch(() => here);
    if (real === top || real.startsWith(top + sep)) {
      return { here: real, there: there + real.slice(top.length) };
    }
  }
  return null;
}
