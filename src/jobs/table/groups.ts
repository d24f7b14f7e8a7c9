import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import { shownPath } from '../../drive/paths';
import { stateWord } from '../wording';

/**
 * What the jobs of the table are put together by.
 */
export type JobGrouping = 'none' | 'sweep' | 'file' | 'site' | 'state';

/** All groupings, in the order of the menu. */
export const JOB_GROUPINGS: readonly JobGrouping[] = [
  'none',
  'sweep',
  'file',
  'site',
  'state'
];

/**
 * What a job shares with the others of its group.
 */
export function groupKey(job: Job, grouping: JobGrouping): string {
  switch (grouping) {
    case 'none':
      return '';
    case 'sweep':
      return job.tasks.total > 1 ? 'sweep' : 'single';
    case 'file':
      return job.source.path;
    case 'site':
      return job.siteId;
    case 'state':
      return job.state;
  }
}

/**
 * The words over a group.
 *
 * @param job - one of it
 */
export function groupLabel(
  job: Job,
  grouping: JobGrouping,
  trans: TranslationBundle
): string {
  switch (grouping) {
    case 'none':
      return trans.__('All');
    case 'sweep':
      return job.tasks.total > 1
        ? trans.__('Sweeps')
        : trans.__('Without a sweep');
    case 'file':
      return shownPath(job.source.path);
    case 'site':
      return job.siteName;
    case 'state':
      return stateWord(trans, job.state);
  }
}

/**
 * The words in the menu.
 */
export function groupingLabel(
  grouping: JobGrouping,
  trans: TranslationBundle
): string {
  switch (grouping) {
    case 'none':
      return trans.__('nothing');
    case 'sweep':
      return trans.__('sweep');
    case 'file':
      return trans.__('file');
    case 'site':
      return trans.__('site');
    case 'state':
      return trans.__('state');
  }
}
