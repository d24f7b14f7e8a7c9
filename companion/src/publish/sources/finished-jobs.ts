/**
 * Jobs whose results can be published.
 */
import type { Job } from 'sciencemesh-contract';
import { drivePathOf } from '../../copies/places.ts';
import { RequestProblem } from '../../http/problem.ts';
import { jobNotFound } from '../../jobs/problems.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import { ENDED } from '../../store/job-records.ts';
import type { JobStore } from '../../store/jobs.ts';

/** More jobs than anybody looks back at. */
const MOST_JOBS = 1000;

export interface FinishedJob {
  id: string;
  title: string;
  /** Where the results are, relative to Jupyter's root. */
  folder: string;
  /** The same in a share, where they went; null: nowhere else. */
  elsewhere: string | null;
  /** What ran, as JupyterLab names it. */
  source: string;
  siteKind: Job['siteKind'];
  startedAt: string | null;
  endedAt: string | null;
}

/** @throws RequestProblem 404, 409 while there is nothing to publish */
export function finishedJob(
  jobs: Pick<JobStore, 'get'>,
  id: string
): FinishedJob {
  const job = jobs.get(id);
  if (job === null) {
    throw jobNotFound();
  }
  const name = oneLine(job.name, 100);
  if (!ENDED.has(job.state)) {
    throw new RequestProblem(
      409,
      'job-not-ended',
      `The job "${name}" has not ended yet. Publish its results when it has.`
    );
  }
  const { endedAt, resultsFolder, results, siteKind, source, startedAt } = job;
  if (!job.collected) {
    throw new RequestProblem(
      409,
      'results-not-here',
      `The results of "${name}" are still being brought here. Publish them when they have come.`
    );
  }
  if (resultsFolder === null) {
    throw new RequestProblem(
      409,
      'no-results',
      `The job "${name}" has left no results. Run it again, or publish other files.`
    );
  }
  return {
    id,
    title: `Results of ${name}`,
    folder: resultsFolder,
    elsewhere:
      results !== null && drivePathOf(results) !== null ? results : null,
    source: source.path,
    siteKind,
    startedAt,
    endedAt
  };
}

/** The job in whose results a path lies; null where it is in none. */
export function jobHolding(
  jobs: Pick<JobStore, 'list'>,
  display: string
): string | null {
  const { items } = jobs.list({ state: 'ended', limit: MOST_JOBS });
  const found = items.find(
    ({ resultsFolder }) =>
      resultsFolder !== null && `${display}/`.startsWith(`${resultsFolder}/`)
  );
  return found?.id ?? null;
}
