/**
 * What arrives in CERNBox, at two real sites of Reva: how long a look takes
 * beside curl, and how often it is looked. Needs Reva of `peers/reva/`.
 *
 *     node bench/cernbox/main.ts
 */
import { findRevad, Sites } from '../../peers/reva/index.ts';
import { measureListing } from './listing.ts';
import { measureRest } from './rest.ts';

/** Prints both. */
export async function measureCernbox(): Promise<void> {
  const found = await findRevad();
  if ('missing' in found) {
    process.stdout.write(`CERNBox is not measured: ${found.missing}\n`);
    return;
  }
  const sites = await Sites.start();
  try {
    await measureRest(sites);
    await measureListing(sites);
  } finally {
    await sites.stop();
  }
}

if (import.meta.main) {
  await measureCernbox();
}
