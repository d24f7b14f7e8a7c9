/**
 * A job at its beginning.
 */
import { randomUUID } from 'node:crypto';
import type { JobDraft, JobUsage } from 'sciencemesh-contract';
import type { StoredJob, StoredTask } from '../store/job-records.ts';
import type { SiteEntry } from './sites.ts';
import { taskCount } from './sweep.ts';

export const NO_USAGE: JobUsage = {
  wallSeconds: null,
  cpuSeconds: null,
  peakMemoryMebibytes: null
};

const NOTHING_YET = {
  startedAt: null,
  endedAt: null,
  exitCode: null,
  exitSignal: null,
  message: null,
  advice: null,
  usage: NO_USAGE,
  progress: null,
  notebook: null
};

export function newJob(
  draft: JobDraft,
  { config, name }: Pick<SiteEntry, 'config' | 'name'>
): { job: StoredJob; tasks: StoredTask[] } {
  const id = randomUUID();
  const createdAt = new Date().toISOString();
  const total = taskCount(draft.sweep);
  const job: StoredJob = {
    ...NOTHING_YET,
    id,
    name: draft.name,
    siteId: config.id,
    siteName: name,
    siteKind: config.kind,
    source: draft.source,
    state: 'preparing',
    stateSince: createdAt,
    systemId: null,
    queue: draft.resources.queue,
    createdAt,
    submittedAt: null,
    knownAt: null,
    resources: draft.resources,
    tasks: {
      total,
      waiting: total,
      held: 0,
      running: 0,
      done: 0,
      failed: 0,
      cancelled: 0
    },
    results: null,
    provenance: null,
    seen: false,
    tag: `sciencemesh-${id}`,
    cancelWanted: false,
    unknownCount: 0,
    resultsFolder: null,
    transferId: null,
    owesResults: false,
    collected: false,
    endsAs: null
  };
  const tasks = Array.from({ length: total }, (_, index) => ({
    ...NOTHING_YET,
    index,
    state: 'preparing' as const,
    picture: null,
    end: null,
    told: null
  }));
  return { job, tasks };
}
