import type { Job, JobState, JobTask } from 'sciencemesh-contract';
import { shownPath } from '../../drive/paths';
import { isActive } from '../model';
import type { JobGrouping } from './groups';
import { groupKey } from './groups';
import type { IUnfolded } from './sweeptasks';

/**
 * Which jobs the table shows.
 */
export type JobFilter = 'all' | 'active' | 'ended' | 'failed';

/** All filters, in the order of the buttons. */
export const JOB_FILTERS: readonly JobFilter[] = [
  'all',
  'active',
  'ended',
  'failed'
];

/**
 * What the table can be sorted by.
 */
export type JobColumn = 'name' | 'state' | 'site' | 'created' | 'time' | 'id';

/**
 * How the table is sorted.
 */
export interface IJobSorting {
  readonly column: JobColumn;
  readonly isDescending: boolean;
}

/**
 * What the person has chosen to see.
 */
export interface IJobChoice {
  readonly filter: JobFilter;
  readonly grouping: JobGrouping;
  readonly search: string;
  readonly siteId: string | null;
  readonly sorting: IJobSorting;
}

/**
 * A line of the table: a job, the heading of a group, and below a sweep that is
 * unfolded its tasks, or why they are not there.
 */
export type JobLine =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'task'; readonly job: Job; readonly task: JobTask }
  | {
      readonly kind: 'note';
      readonly job: Job;

      /** Null while the tasks are on their way. */
      readonly message: string | null;
    }
  | {
      readonly kind: 'group';
      readonly key: string;

      /** The first of the group. */
      readonly job: Job;
      readonly count: number;
    };

/**
 * The lines of the table.
 *
 * @param jobs - newest first
 * @param unfolded - sweeps whose tasks are shown
 */
export function jobLines(
  jobs: readonly Job[],
  choice: IJobChoice,
  unfolded: ReadonlyMap<string, IUnfolded> = new Map()
): readonly JobLine[] {
  const words = choice.search.trim().toLowerCase().split(/\s+/);
  const shown = jobs.filter(
    job =>
      isOf(job, choice.filter) &&
      (choice.siteId === null || job.siteId === choice.siteId) &&
      words.every(word => textOf(job).includes(word))
  );
  const sorted = sortedJobs(shown, choice.sorting);
  return (
    choice.grouping === 'none'
      ? sorted.map((job): JobLine => ({ kind: 'job', job }))
      : grouped(sorted, choice.grouping)
  ).flatMap(line => withTasks(line, unfolded));
}

/**
 * Whether a job has tasks that can be unfolded.
 */
export function isSweep({ tasks }: Pick<Job, 'tasks'>): boolean {
  return tasks.total > 1;
}

/**
 * How the table is sorted after a click on the head of a column.
 */
export function nextSorting(
  { column, isDescending }: IJobSorting,
  clicked: JobColumn
): IJobSorting {
  return {
    column: clicked,
    // Times are looked at from the latest, words from A.
    isDescending:
      column === clicked
        ? !isDescending
        : clicked === 'created' || clicked === 'time'
  };
}

/**
 * Seconds that a job has run, or has been running.
 *
 * @param now - milliseconds
 */
export function runSeconds(
  { startedAt, endedAt }: Pick<Job, 'startedAt' | 'endedAt'>,
  now: number
): number | null {
  return startedAt === null
    ? null
    : Math.max(
        0,
        ((endedAt === null ? now : Date.parse(endedAt)) -
          Date.parse(startedAt)) /
          1000
      );
}

function isOf(job: Job, filter: JobFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'active':
      return isActive(job);
    case 'ended':
      return !isActive(job);
    case 'failed':
      return (
        job.state === 'failed' || job.state === 'lost' || job.tasks.failed > 0
      );
  }
}

function textOf({ name, siteName, source, systemId }: Job): string {
  return `${name} ${shownPath(source.path)} ${siteName} ${systemId ?? ''}`.toLowerCase();
}

function sortedJobs(
  jobs: readonly Job[],
  { column, isDescending }: IJobSorting
): readonly Job[] {
  const direction = isDescending ? -1 : 1;
  const keys = new Map(jobs.map(job => [job, sortKey(job, column)]));
  return [...jobs].sort((one, other) => {
    const [left = '', right = ''] = [keys.get(one), keys.get(other)];
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return direction * order;
  });
}

function sortKey(job: Job, column: JobColumn): string | number {
  switch (column) {
    case 'name':
      return job.name;
    case 'state':
      return STATES.indexOf(job.state);
    case 'site':
      return `${job.siteName} ${job.queue ?? ''}`;
    case 'created':
      return Date.parse(job.createdAt);
    case 'time':
      return runSeconds(job, Date.now()) ?? -1;
    case 'id':
      return job.systemId ?? '';
  }
}

/** Groups stand where the first of their jobs would. */
function grouped(
  jobs: readonly Job[],
  grouping: JobGrouping
): readonly JobLine[] {
  const groups = new Map<string, [Job, ...Job[]]>();
  for (const job of jobs) {
    const key = groupKey(job, grouping);
    const known = groups.get(key);
    if (known) {
      known.push(job);
    } else {
      groups.set(key, [job]);
    }
  }
  return [...groups].flatMap(([key, members]): JobLine[] => [
    { kind: 'group', key, job: members[0], count: members.length },
    ...members.map((job): JobLine => ({ kind: 'job', job }))
  ]);
}

function withTasks(
  line: JobLine,
  unfolded: ReadonlyMap<string, IUnfolded>
): readonly JobLine[] {
  const open = line.kind === 'job' ? unfolded.get(line.job.id) : undefined;
  if (!open) {
    return [line];
  }
  const { job } = line;
  const { failure, tasks } = open;
  const note =
    failure !== null || tasks === null
      ? [{ kind: 'note', job, message: failure?.message ?? null } as const]
      : [];
  return [
    line,
    ...note,
    ...(tasks ?? []).map(task => ({ kind: 'task', job, task }) as const)
  ];
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** What goes on stands above what is over. */
const STATES: readonly JobState[] = [
  'running',
  'suspended',
  'held',
  'waiting',
  'unsure',
  'submitting',
  'preparing',
  'collecting',
  'failed',
  'lost',
  'cancelled',
  'done'
];
