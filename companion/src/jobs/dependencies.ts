/**
 * Jobs that must have succeeded before another one starts.
 */
import type { JobDraft, JobFinding } from 'sciencemesh-contract';
import { ENDED } from '../store/job-records.ts';
import type { JobStore } from '../store/jobs.ts';
import { shown } from './input-survey.ts';
import { error } from './site-findings.ts';

/** What is known of the jobs that come first. */
export type Before =
  /** They are at the site, which waits for them; by its names. */
  | { state: 'known'; systemIds: string[] }
  /** Some are not at the site yet. */
  | { state: 'coming' }
  | { state: 'failed'; name: string };

export function comesBefore({ after }: JobDraft, store: JobStore): Before {
  const systemIds: string[] = [];
  for (const id of after) {
    const job = store.get(id);
    // One that was forgotten had ended, and was looked at.
    if (job === null || job.state === 'done') {
      continue;
    }
    if (ENDED.has(job.state)) {
      return { state: 'failed', name: job.name };
    }
    if (job.systemId === null) {
      return { state: 'coming' };
    }
    systemIds.push(job.systemId);
  }
  return { state: 'known', systemIds };
}

/** What a draft says about jobs that come first and cannot be so. */
export function dependencyFindings(
  { after, siteId }: JobDraft,
  store: JobStore
): JobFinding[] {
  return after.flatMap(id => {
    const job = store.get(id);
    if (job?.siteId !== siteId) {
      return [
        error(
          'dependency-unknown',
          'after',
          'A job that should come first is not there (any more), or is on another site. Take it off the list.'
        )
      ];
    }
    return ['failed', 'cancelled', 'lost'].includes(job.state)
      ? [
          error(
            'dependency-failed',
            'after',
            `"${shown(job.name)}" should come first and did not succeed. Take it off the list.`
          )
        ]
      : [];
  });
}
