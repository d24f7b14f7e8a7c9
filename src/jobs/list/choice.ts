import type { Job } from 'sciencemesh-contract';
import { isActive } from '../model';

/** A side bar is for what goes on; the table has all. */
const MOST_ACTIVE = 100;
const MOST_ENDED = 20;

/**
 * The jobs that the side bar lists: those under way, then those whose end
 * nobody has looked at, then the newest of the others.
 *
 * @param jobs - newest first
 */
export function listed(jobs: readonly Job[]): readonly Job[] {
  const active = jobs.filter(isActive).slice(0, MOST_ACTIVE);
  const ended = jobs.filter(job => !isActive(job));
  return [
    ...active,
    ...[...ended.filter(isFresh), ...ended.filter(job => !isFresh(job))].slice(
      0,
      MOST_ENDED
    )
  ];
}

/**
 * Whether a job has ended and nobody has looked at it.
 */
export function isFresh(job: Job): boolean {
  return !isActive(job) && !job.seen;
}
