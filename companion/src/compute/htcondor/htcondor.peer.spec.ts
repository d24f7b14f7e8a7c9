/**
 * HTCondor as a batch system, with a real pool.
 */
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  Batch,
  findBatch,
  flavours,
  people,
  releases,
  type Release
} from '../../../../peers/batch/index.ts';
import { createLogger } from '../../http/logger.ts';
import {
  describeBatchSystem,
  type Subject,
  type Traits
} from '../testing/batch-conformance.ts';
import { createHtcondorSystem } from './htcondor-system.ts';

const CONFIG: HtcondorSiteConfig = {
  kind: 'htcondor',
  id: 'pool',
  flavours: Object.entries(flavours).map(([name, seconds]) => ({
    name,
    seconds
  }))
};

const TRAITS: Traits = {
  can: { hold: true, arrays: true, dependencies: false },
  waiting: { memoryMebibytes: 1_000_000 },
  holdsRunning: true,
  shortestSeconds: 8,
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
  const batch = await Batch.start({
    ...{ release, own: true },
    ...{ slurm: false, ssh: false }
  });
  const system = createHtcondorSystem(
    { ...CONFIG, programs: batch.place.commands.alice, ...config },
    { logger: createLogger('silent') }
  );
  const give = async (folder: string) => {
    await chown(folder, people.alice, people.alice);
    for (const name of await readdir(folder)) {
      await chown(join(folder, name), people.alice, people.alice);
    }
  };
  return {
    system,
    give,
    folder: async name => {
      const folder = join(batch.staging, name);
      await mkdir(folder);
      await give(folder);
      return folder;
    },
    count: async tag => {
      const constraint = ['-constraint', `ScienceMeshTag == "${tag}"`];
      const clusters = await Promise.all(
        ['condor_q', 'condor_history'].map(program =>
          batch.must('alice', [program, ...constraint, '-af', 'ClusterId'])
        )
      );
      return new Set(clusters.join('\n').match(/\d+/g)).size;
    },
    outage: {
      begin: () => batch.htcondor.stopSchedd(),
      end: () => batch.htcondor.startSchedd()
    },
    close: () => batch.stop()
  };
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
    TRAITS,
    skip
  );
  describeBatchSystem(
    `HTCondor of ${release} with a spool`,
    () => startPool(release, { spool: true }),
    TRAITS,
    skip
  );
}
