/**
 * From what a batch system says of tasks to what the person sees of them and
 * of their job.
 */
import type { Job, JobState } from 'sciencemesh-contract';
import type { TaskReport } from '../compute/batch-system.ts';
import type {
  HistoryEvent,
  StoredJob,
  StoredTask
} from '../store/job-records.ts';

/** A task with what its batch system says now; itself when that is no news. */
export function reported(task: StoredTask, report: TaskReport): StoredTask {
  const told = JSON.stringify(report);
  if (task.told === told) {
    return task;
  }
  const state = stateOf(report);
  return {
    ...task,
    told,
    state,
    end: report.end,
    startedAt: report.startedAt ?? task.startedAt,
    endedAt: report.endedAt,
    exitCode: report.exitCode,
    exitSignal: report.exitSignal,
    message:
      report.state === 'ending' && report.message === null
        ? 'It is coming to its end.'
        : report.message,
    advice: report.advice,
    usage: {
      wallSeconds: report.wallSeconds ?? task.usage.wallSeconds,
      cpuSeconds: report.cpuSeconds ?? task.usage.cpuSeconds,
      peakMemoryMebibytes:
        report.peakMemoryMebibytes ?? task.usage.peakMemoryMebibytes
    },
    // After an eviction it begins anew.
    progress: state === 'waiting' ? null : task.progress
  };
}

function stateOf({ end, exitCode, exitSignal, state }: TaskReport): JobState {
  switch (state) {
    case 'waiting':
    case 'held':
    case 'running':
    case 'suspended':
      return state;
    case 'ending':
      return 'running';
    case 'ended':
      if (end === 'cancelled') {
        return 'cancelled';
      }
      return end === 'exited' && exitCode === 0 && exitSignal === null
        ? 'done'
        : 'failed';
  }
}

/** What happened between two states of the same tasks. */
export function eventsBetween(
  before: readonly StoredTask[],
  after: readonly StoredTask[]
): HistoryEvent[] {
  const at = new Date().toISOString();
  return after.flatMap((task, place) =>
    before[place]?.state === task.state
      ? []
      : [
          {
            at: timeOf(task) ?? at,
            task: task.index,
            state: task.state,
            message: task.message
          }
        ]
  );
}

/** The site's own time of what has just happened, where it says one. */
function timeOf({ state, startedAt, endedAt }: StoredTask): string | null {
  switch (state) {
    case 'running':
      return startedAt;
    case 'done':
    case 'failed':
    case 'cancelled':
      return endedAt;
    default:
      return null;
  }
}

/** What the tasks of a job come to. */
export function summary(
  tasks: readonly StoredTask[]
): Pick<
  StoredJob,
  'tasks' | 'startedAt' | 'endedAt' | 'exitCode' | 'exitSignal' | 'usage'
> & { state: JobState } {
  const counts = countsOf(tasks);
  const [only] = tasks;
  const single = tasks.length === 1 ? only : undefined;
  const over = counts.done + counts.failed + counts.cancelled === counts.total;
  return {
    state: over ? 'collecting' : stateOfJob(counts, tasks),
    tasks: counts,
    startedAt: least(tasks.map(({ startedAt }) => startedAt)),
    endedAt: over ? most(tasks.map(({ endedAt }) => endedAt)) : null,
    exitCode: single?.exitCode ?? null,
    exitSignal: single?.exitSignal ?? null,
    usage: {
      wallSeconds: longest(tasks.map(({ usage }) => usage.wallSeconds)),
      cpuSeconds: sum(tasks.map(({ usage }) => usage.cpuSeconds)),
      peakMemoryMebibytes: longest(
        tasks.map(({ usage }) => usage.peakMemoryMebibytes)
      )
    }
  };
}

/** What the person should know of them together, while they are under way. */
export function wordsOf(
  tasks: readonly StoredTask[]
): Pick<StoredJob, 'message' | 'advice'> {
  const [first] = tasks;
  if (tasks.length === 1 && first !== undefined) {
    return { message: first.message, advice: first.advice };
  }
  const telling =
    tasks.find(({ state }) => state === 'held') ??
    tasks.find(({ state }) => state === 'waiting');
  return {
    message: telling?.message ?? null,
    advice: telling?.advice ?? null
  };
}

export function countsOf(tasks: readonly StoredTask[]): Job['tasks'] {
  const counts = {
    total: tasks.length,
    waiting: 0,
    held: 0,
    running: 0,
    done: 0,
    failed: 0,
    cancelled: 0
  };
  for (const { state } of tasks) {
    switch (state) {
      case 'preparing':
      case 'submitting':
      case 'unsure':
      case 'waiting':
        counts.waiting += 1;
        break;
      case 'suspended':
      case 'held':
        counts.held += 1;
        break;
      case 'running':
      case 'collecting':
        counts.running += 1;
        break;
      case 'done':
      case 'failed':
      case 'cancelled':
        counts[state] += 1;
        break;
      case 'lost':
        counts.failed += 1;
        break;
    }
  }
  return counts;
}

function stateOfJob(
  { held, running, waiting }: Job['tasks'],
  tasks: readonly StoredTask[]
): JobState {
  if (running > 0) {
    return 'running';
  }
  if (tasks.some(({ state }) => state === 'suspended')) {
    return 'suspended';
  }
  return waiting > 0 || held === 0 ? 'waiting' : 'held';
}

type Value<T> = readonly (T | null)[];

function known<T>(values: Value<T>): T[] {
  return values.filter(value => value !== null);
}

/** Times of one notation compare as texts. */
function least(values: Value<string>): string | null {
  return known(values).reduce<string | null>(
    (best, value) => (best === null || value < best ? value : best),
    null
  );
}

function most(values: Value<string>): string | null {
  return known(values).reduce<string | null>(
    (best, value) => (best === null || value > best ? value : best),
    null
  );
}

function longest(values: Value<number>): number | null {
  return known(values).reduce<number | null>(
    (best, value) => (best === null || value > best ? value : best),
    null
  );
}

function sum(values: Value<number>): number | null {
  const all = known(values);
  return all.length === 0
    ? null
    : all.reduce((total, value) => total + value, 0);
}
