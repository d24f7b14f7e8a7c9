/**
 * A real Slurm with accounting (see `peers/batch/`), by its commands on this
 * machine and over SSH.
 */
import { chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batch, findBatch, people } from '../../../../peers/batch/index.ts';
import {
  describeBatchSystem,
  type Subject,
  type Traits
} from '../testing/batch-conformance.ts';
import { createSlurmSystem } from './slurm-system.ts';

const found = await findBatch();
const skip = 'missing' in found ? found.missing : false;

const traits: Traits = {
  can: { hold: true, arrays: true, dependencies: true },
  // The only machine has eight processors, and this account none of them.
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
      what: "somebody else's account",
      change: ({ resources }) => ({
        resources: { ...resources, account: 'root' }
      })
    },
    {
      what: 'more memory than any machine has',
      change: ({ resources }) => ({
        resources: { ...resources, memoryMebibytes: 9_000_000 }
      })
    }
  ]
};

/** How often Slurm has ever heard of a job. */
async function count(batch: Batch, tag: string): Promise<number> {
  const jobs = await batch.must('alice', [
    'sacct',
    '-X',
    '-n',
    '-P',
    '-S',
    'now-1hours',
    '-o',
    'JobName'
  ]);
  return jobs.split('\n').filter(name => name.endsWith(tag)).length;
}

async function startHere(): Promise<Subject> {
  const batch = await Batch.start({ htcondor: false, ssh: false, own: true });
  const folders = join(batch.shared, 'jobs');
  await mkdir(folders);
  return {
    system: createSlurmSystem({
      kind: 'slurm',
      id: 'here',
      programs: batch.place.commands.alice
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
    count: tag => count(batch, tag),
    outage: {
      begin: () => batch.slurm.stopController(),
      end: () => batch.slurm.startController()
    },
    close: () => batch.stop()
  };
}

async function startOverSsh(): Promise<Subject> {
  const batch = await Batch.start();
  const folders = await mkdtemp(join(tmpdir(), 'slurm-over-ssh-'));
  const { host, port, keys, knownHosts } = batch.ssh;
  return {
    system: createSlurmSystem({
      kind: 'slurm',
      id: 'there',
      ssh: { host, port, user: 'alice', identity: keys.alice, knownHosts }
    }),
    async folder(name) {
      const folder = join(folders, name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    count: tag => count(batch, tag),
    async close() {
      await rm(folders, { recursive: true });
      await batch.stop();
    }
  };
}

describeBatchSystem('Slurm', startHere, traits, skip);
describeBatchSystem(
  'Slurm over SSH',
  startOverSsh,
  { ...traits, alwaysThere: 'its pool is shared with other tests' },
  skip
);
