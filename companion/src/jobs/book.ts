/**
 * The jobs as everybody sees them: each change is kept, noted in the history
 * and told, in this order.
 */
import type { Job, JobState, JobTask } from 'sciencemesh-contract';
import {
  ENDED,
  type HistoryEvent,
  type StoredJob,
  type StoredTask
} from '../store/job-records.ts';
import type { JobStore } from '../store/jobs.ts';
import { jobNotFound } from './problems.ts';

export type JobListener = (job: Job, forgotten: boolean) => void;

/** States in which the site is asked about a job. */
export const AT_SITE: ReadonlySet<JobState> = new Set([
  'waiting',
  'held',
  'running',
  'suspended'
]);

export class JobBook {
  readonly store: JobStore;
  readonly #listeners = new Set<JobListener>();

  constructor(store: JobStore) {
    this.store = store;
  }

  /** @throws RequestProblem 404 */
  get(id: string): StoredJob {
    const job = this.store.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    return job;
  }

  /**
   * Changes a job as it is now; one that was forgotten meanwhile stays so.
   *
   * @param tasks those that have changed
   * @param events of tasks; that of the job itself is made here
   */
  update(
    id: string,
    patch: Partial<StoredJob>,
    tasks: readonly StoredTask[] = [],
    events: readonly HistoryEvent[] = []
  ): void {
    const before = this.store.get(id);
    if (before === null) {
      return;
    }
    const at = new Date().toISOString();
    const moved = patch.state !== undefined && patch.state !== before.state;
    const job: StoredJob = {
      ...before,
      ...patch,
      ...(moved ? { stateSince: at } : {})
    };
    const { state, message } = job;
    this.store.save(job, {
      tasks,
      events: moved ? [...events, { at, task: null, state, message }] : events
    });
    this.tell(job);
  }

  tell(job: StoredJob, forgotten = false): void {
    const shown = toJob(job);
    this.#listeners.forEach(listener => listener(shown, forgotten));
  }

  onChange(listener: JobListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What is needed to go on with a job, and of no use to a page. */
const OURS = [
  'tag',
  'cancelWanted',
  'unknownCount',
  'resultsFolder',
  'transferId',
  'owesResults',
  'collected',
  'endsAs'
] as const satisfies (keyof StoredJob)[];

/** A job as the person sees it. */
export function toJob(stored: StoredJob): Job {
  return { ...without(stored, OURS), actions: actionsOf(stored) };
}

/** A task as the person sees it. */
export function toTask(
  stored: StoredTask,
  parameters: JobTask['parameters']
): JobTask {
  return { ...without(stored, ['end', 'told']), parameters };
}

/** A copy; made ten thousand times for a long list. */
function without<T extends object, Name extends keyof T>(
  value: T,
  names: readonly Name[]
): Omit<T, Name> {
  const copy: Omit<T, Name> & Partial<Pick<T, Name>> = { ...value };
  for (const name of names) {
    delete copy[name];
  }
  return copy;
}

function actionsOf({
  state,
  cancelWanted,
  collected,
  systemId
}: StoredJob): Job['actions'] {
  const actions: Job['actions'] = ['rerun'];
  if (ENDED.has(state)) {
    if (!collected && systemId !== null) {
      actions.push('collect');
    }
    actions.push('forget');
    return actions;
  }
  if (state === 'collecting') {
    return [...actions, 'collect'];
  }
  if (!cancelWanted) {
    actions.push('cancel');
  }
  if (state === 'waiting' || state === 'running') {
    actions.push('hold');
  }
  if (state === 'held' || state === 'suspended') {
    actions.push('release');
  }
  return actions;
}
