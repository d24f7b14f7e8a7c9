/**
 * The machine of the companion, by what all batch systems promise.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { python } from '../../packages/testing/python.ts';
import {
  describeBatchSystem,
  type Subject,
  type Traits
} from '../testing/batch-conformance.ts';
import { createLocalSystem } from './local-system.ts';

/** Many at once, as they mostly wait. */
const CPUS = 20;

const traits: Traits = {
  can: { hold: true, arrays: true, dependencies: true },
  waiting: {
    none: 'whatever fits into the bounds starts as soon as there is room'
  },
  alwaysThere: 'it is the machine of the companion',
  holdsRunning: false,
  shortestSeconds: 8,
  refused: [
    {
      what: 'more processors than there are',
      change: ({ resources }) => ({ resources: { ...resources, cpus: 21 } })
    },
    {
      what: 'a queue that does not exist',
      change: ({ resources }) => ({ resources: { ...resources, queue: 'x' } })
    },
    {
      what: 'more time than a job may take',
      change: ({ resources }) => ({
        resources: { ...resources, seconds: 1_000_000 }
      })
    }
  ]
};

async function start(): Promise<Subject> {
  const base = await mkdtemp(join(tmpdir(), 'local-system-'));
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  return {
    system: createLocalSystem({
      folder: join(base, 'site'),
      config: { cpus: CPUS, memoryMebibytes: 20_000 },
      python,
      environment: {
        PATH: isAbsolute(python) ? `${dirname(python)}:${path}` : path
      }
    }),
    async folder(name) {
      const folder = join(base, 'jobs', name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    close: () => rm(base, { recursive: true, force: true })
  };
}

describeBatchSystem('This machine', start, traits);
