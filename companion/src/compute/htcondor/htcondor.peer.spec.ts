/**
 * HTCondor as a batch system, with a real pool.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  findBatch,
  flavours,
  releases,
  type Release
} from '../../../../peers/batch/index.ts';
import {
  describeBatchSystem,
  type Subject,
  type Traits
} from '../testing/batch-conformance.ts';
import { Pool, TRAITS } from './testing/pool.ts';

const CONFIG: Partial<HtcondorSiteConfig> = {
  flavours: Object.entries(flavours).map(([name, seconds]) => ({
    name,
    seconds
  }))
};

const traits: Traits = {
  ...TRAITS,
  refused: [
    {
      what: 'a queue that there is not',
      change: ({ resources }) => ({
        resources: { ...resources, queue: 'eternity' }
      })
    },
    {
      what: 'more time than the queue gives',
      change: ({ resources }) => ({
        resources: { ...resources, queue: 'espresso', seconds: 1201 }
      })
    },
    {
      what: 'more memory than any machine has',
      change: ({ resources }) => ({
        resources: { ...resources, memoryMebibytes: 1_000_000 }
      })
    }
  ]
};

/** A pool of its own: one of the tests takes its schedd away. */
async function startPool(
  release: Release,
  config: Partial<HtcondorSiteConfig> = {}
): Promise<Subject> {
  const pool = await Pool.start({ release, own: true });
  return pool.subject({ ...CONFIG, ...config });
}

for (const release of releases) {
  // Debian 12 has none.
  if (release === 'bookworm') {
    continue;
  }
  const found = await findBatch(release);
  const skip = 'missing' in found ? found.missing : false;
  describeBatchSystem(
    `HTCondor of ${release}`,
    () => startPool(release),
    traits,
    skip
  );
  describeBatchSystem(
    `HTCondor of ${release} with a spool`,
    () => startPool(release, { spool: true }),
    traits,
    skip
  );
}
