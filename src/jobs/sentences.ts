import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import { secondsBetween } from './clock';
import { duration, progressLine } from './wording';

/**
 * How a job is, in a sentence.
 *
 * @param now - milliseconds
 */
export function stateSentence(
  trans: TranslationBundle,
  job: Job,
  now: number
): string {
  const { siteName } = job;
  const since = duration(trans, secondsBetween(job.stateSince, now));
  switch (job.state) {
    case 'preparing':
      return trans.__('Its data is being made ready for %1.', siteName);
    case 'submitting':
      return trans.__('It is being submitted to %1.', siteName);
    case 'unsure':
      return trans.__(
        'The answer of %1 was lost. It is being asked whether it has the job.',
        siteName
      );
    case 'waiting':
      return job.queue === null
        ? trans.__('It has been waiting at %1 for %2.', siteName, since)
        : trans.__(
            'It has been waiting in the queue %1 of %2 for %3.',
            job.queue,
            siteName,
            since
          );
    case 'held':
      return trans.__('It has been held at %1 for %2.', siteName, since);
    case 'running':
      return runningSentence(trans, job, now);
    case 'suspended':
      return trans.__(
        '%1 suspended it %2 ago, and will let it go on.',
        siteName,
        since
      );
    case 'collecting':
      return trans.__('It has ended. Its results are on their way.');
    case 'done':
      return endSentence(trans, job, trans.__('Done'));
    case 'failed':
      return endSentence(trans, job, trans.__('Failed'));
    case 'cancelled':
      return endSentence(trans, job, trans.__('Cancelled'));
    case 'lost':
      return trans.__(
        '%1 no longer knows of it, and it has left no results.',
        siteName
      );
  }
}

/**
 * What is worth a line in a list: why it waits, where it is, how it ended.
 *
 * @param now - milliseconds
 */
export function rowLine(
  trans: TranslationBundle,
  job: Job,
  now: number
): string | null {
  const progress = progressLine(trans, job);
  const { current } = job.progress ?? {};
  if (progress !== null && current && job.tasks.total === 1) {
    return trans.__('%1, for %2', progress, cellTime(trans, current, now));
  }
  return progress ?? job.message;
}

/**
 * How much of a job is over, from 0 to 1; null where nobody knows.
 */
export function fraction({ state, tasks, progress }: Job): number | null {
  if (tasks.total > 1) {
    return (tasks.done + tasks.failed + tasks.cancelled) / tasks.total;
  }
  return state === 'running' && progress && progress.cells > 0
    ? progress.done / progress.cells
    : null;
}

function runningSentence(
  trans: TranslationBundle,
  job: Job,
  now: number
): string {
  const time = duration(
    trans,
    secondsBetween(job.startedAt ?? job.stateSince, now)
  );
  const line = rowLine(trans, { ...job, message: null }, now);
  return line === null
    ? trans.__('It has been running on %1 for %2.', job.siteName, time)
    : trans.__(
        'It has been running on %1 for %2: %3.',
        job.siteName,
        time,
        line
      );
}

function endSentence(
  trans: TranslationBundle,
  { startedAt, endedAt, siteName }: Job,
  word: string
): string {
  return startedAt === null || endedAt === null
    ? trans.__('%1. It has not run on %2.', word, siteName)
    : trans.__(
        '%1 after %2 on %3.',
        word,
        duration(trans, secondsBetween(startedAt, endedAt)),
        siteName
      );
}

function cellTime(
  trans: TranslationBundle,
  { startedAt }: { readonly startedAt: string },
  now: number
): string {
  return duration(trans, Math.floor(secondsBetween(startedAt, now)));
}
