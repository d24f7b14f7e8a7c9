import { join } from 'node:path';

import { RecordedGitHub } from './github.ts';
import type { Origin } from './origin.ts';

const { dirname } = import.meta;

/** What stands behind the recordings and must be stopped with them. */
export interface RecordedInternet {
  /** For adding repositories. */
  github: RecordedGitHub;
  stop(): Promise<void>;
}

/**
 * Lets an origin answer for the addresses in the packages of `peers/packages`
 * and for the repositories that `recordings/README.md` lists.
 */
export async function recordedInternet(
  origin: Origin
): Promise<RecordedInternet> {
  await origin.load(join(dirname, 'recordings'));
  const github = await RecordedGitHub.start(origin);
  await github.add({
    owner: 'recap',
    name: 'DataLens',
    files: join(dirname, 'repositories', 'recap', 'DataLens')
  });
  return { github, stop: () => github.stop() };
}
