import type { JobDraft } from 'sciencemesh-contract';

import { newJob } from '../../companion/src/jobs/new-job.ts';
import { openStore } from '../../companion/src/store/store.ts';

/** Milliseconds between two of them. */
const pace = 60_000;

/** A sweep that stands among the many. */
export const sweepOfMany = { name: 'Energies', energies: [7, 8, 13, 14] };

/** Which name a job has, by its number. */
export function nameOfMany(number: number): string {
  return `Fit ${number}`;
}

/**
 * Writes the history of somebody who has run very many jobs into the data
 * folder of a companion that does not run: one of five has failed, and the
 * newest of all is a sweep.
 */
export function writeManyJobs(data: string, count: number): void {
  const store = openStore(data);
  const begin = Date.now() - (count + 1) * pace;
  const sites = [
    { config: { kind: 'htcondor' as const, id: 'pool' }, name: 'Pool' },
    { config: { kind: 'slurm' as const, id: 'hpc' }, name: 'HPC of the lab' }
  ];
  const add = (number: number, draft: JobDraft) => {
    const site = sites[number % 3 === 0 ? 1 : 0];
    if (!site) {
      throw new Error('There is no such site');
    }
    const { job, tasks } = newJob({ ...draft, siteId: site.config.id }, site);
    const at = (seconds: number) =>
      new Date(begin + number * pace + seconds * 1000).toISOString();
    const failed = number % 5 === 0;
    const ended = {
      state: failed ? ('failed' as const) : ('done' as const),
      startedAt: at(2),
      endedAt: at(2 + (number % 50)),
      message: failed ? 'Code cell 3 stopped with KeyError: mass' : null
    };
    store.jobs.add({
      key: job.id,
      draft,
      job: {
        ...job,
        ...ended,
        createdAt: at(0),
        stateSince: at(2 + (number % 50)),
        systemId: String(40_000 + number),
        seen: true,
        collected: true,
        tasks: {
          ...job.tasks,
          waiting: 0,
          done: failed ? 0 : job.tasks.total,
          failed: failed ? job.tasks.total : 0
        }
      },
      tasks: tasks.map(task => ({ ...task, ...ended }))
    });
  };
  for (let number = 0; number < count; number += 1) {
    add(number, draftOf(nameOfMany(number), `fits/run-${number % 7}.ipynb`));
  }
  add(count + 1, {
    ...draftOf(sweepOfMany.name, 'energies/energies.ipynb'),
    sweep: {
      axes: [{ name: 'energy', type: 'integer', values: sweepOfMany.energies }],
      combine: 'grid',
      atOnce: null
    }
  });
  store.close();
}

function draftOf(name: string, path: string): JobDraft {
  return {
    siteId: 'pool',
    name,
    source: { kind: 'notebook', path },
    kernel: 'python3',
    parameters: [],
    sweep: null,
    resources: {
      queue: null,
      account: null,
      cpus: 1,
      memoryMebibytes: 2048,
      diskMebibytes: null,
      gpus: 0,
      seconds: 3600
    },
    environment: { kind: 'site' },
    inputs: { way: null, select: 'none', paths: [] },
    outputs: [],
    results: 'ScienceMesh/Jobs',
    after: [],
    script: null
  };
}
