/**
 * A real slurmrestd 24.11 with a JSON Web Token of the person (see
 * `peers/batch/`).
 */
import { chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Batch, findBatch, people } from '../../../../peers/batch/index.ts';
import {
  describeBatchSystem,
  type Subject
} from '../testing/batch-conformance.ts';
import { createSlurmrestdSystem } from './slurmrestd-system.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

async function start(): Promise<Subject> {
  const batch = await Batch.start({ htcondor: false, ssh: false, own: true });
  const folders = join(batch.shared, 'rest');
  const tokenFile = join(batch.place.root.folder, 'alice.jwt');
  await mkdir(folders);
  await writeFile(tokenFile, await batch.slurm.token('alice'), { mode: 0o600 });
  return {
    system: createSlurmrestdSystem({
      kind: 'slurmrestd',
      id: 'rest',
      url: batch.slurm.url,
      user: 'alice',
      tokenFile
    }),
    async folder(name) {
      const folder = join(folders, name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    async give(folder) {
      for (const name of await readdir(folder)) {
        await chown(join(folder, name), people.alice, people.alice);
      }
      await chown(folder, people.alice, people.alice);
    },
    async count(tag) {
      const names = await batch.must('alice', [
        'sacct',
        '-X',
        '-n',
        '-P',
        '-o',
        'JobName'
      ]);
      return names.split('\n').filter(name => name.endsWith(tag)).length;
    },
    outage: {
      begin: () => batch.slurm.stopController(),
      end: () => batch.slurm.startController()
    },
    close: () => batch.stop()
  };
}

describeBatchSystem(
  'slurmrestd',
  start,
  {
    can: { hold: true, arrays: true, dependencies: true },
    // This account has no processor.
    waiting: { account: 'astro' },
    holdsRunning: false,
    shortestSeconds: 60,
    refused: [
      {
        what: 'a queue that does not exist',
        change: ({ resources }) => ({ resources: { ...resources, queue: 'x' } })
      },
      {
        what: 'more time than the queue allows',
        change: ({ resources }) => ({
          resources: { ...resources, queue: 'short', seconds: 7200 }
        })
      },
      {
        what: 'more memory than any machine has',
        change: ({ resources }) => ({
          resources: { ...resources, memoryMebibytes: 9_000_000 }
        })
      }
    ]
  },
  skip
);
