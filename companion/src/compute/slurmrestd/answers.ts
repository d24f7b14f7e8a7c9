/**
 * What slurmrestd answers about jobs and partitions, as far as it is used
 * here; read with care, since its shape changes with each release.
 */
import type { SiteQueue } from 'sciencemesh-contract';
import type { TaskReport } from '../batch-system.ts';
import { slurmEnding } from '../slurm-endings.ts';
import { isHeld, slurmMeaning, slurmReason } from '../slurm-states.ts';

/** A number that may be absent or infinite, as its newer versions write it. */
type Numeric =
  number | { set?: boolean; infinite?: boolean; number?: number } | undefined;

interface Exit {
  return_code?: Numeric;
  signal?: { id?: Numeric };
}

export interface LiveJob {
  job_id: number;
  array_job_id?: Numeric;
  array_task_id?: Numeric;
  array_task_string?: string;
  name?: string;
  user_name?: string;
  job_state?: string | string[];
  state_reason?: string;
  start_time?: Numeric;
  batch_host?: string;
  partition?: string;
  priority?: Numeric;
  cpus?: Numeric;
  exit_code?: Exit;
}

export interface AccountedJob {
  job_id: number;
  name?: string;
  user?: string;
  array?: { job_id?: number; task_id?: Numeric; task?: string };
  state?: { current?: string | string[] };
  exit_code?: Exit;
  kill_request_user?: string;
  restart_cnt?: number;
  nodes?: string;
  required?: { memory_per_node?: Numeric };
  time?: {
    elapsed?: number;
    start?: number;
    end?: number;
    limit?: Numeric;
    total?: { seconds?: number; microseconds?: number };
  };
  steps?: {
    state?: string | string[];
    tres?: {
      requested?: { max?: { type?: string; count?: number }[] };
    };
  }[];
}

/** A task with the job that it belongs to. */
export interface RestTask {
  systemId: string;
  name: string;
  report: TaskReport;
}

/** @returns null where it is not set, or infinite */
export function numberOf(value: Numeric): number | null {
  if (typeof value === 'number') {
    return value;
  }
  return value?.set === true && value.infinite !== true
    ? (value.number ?? null)
    : null;
}

function stateOf(value: string | string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

/** Seconds since 1970; 0 stands for "not yet". */
function dateOf(value: Numeric): string | null {
  const seconds = numberOf(value);
  return seconds === null || seconds === 0
    ? null
    : new Date(seconds * 1000).toISOString();
}

function exitOf(exit: Exit | undefined) {
  const signal = numberOf(exit?.signal?.id);
  return signal === null || signal === 0
    ? { exitCode: numberOf(exit?.return_code), exitSignal: null }
    : { exitCode: null, exitSignal: signal };
}

/** Tasks of a job that waits, runs, or ended a few minutes ago. */
export function liveTasks(job: LiveJob): RestTask[] {
  const whole = numberOf(job.array_job_id);
  const systemId = String(whole === null || whole === 0 ? job.job_id : whole);
  const single = numberOf(job.array_task_id) ?? 0;
  const waiting = job.array_task_string ?? '';
  const meaning = slurmMeaning(stateOf(job.job_state));
  const reason = job.state_reason ?? '';
  const isWaiting = meaning.state === 'waiting';
  return (waiting === '' ? [single] : taskNumbers(waiting)).map(task => ({
    systemId,
    name: job.name ?? '',
    report: {
      task,
      state: isWaiting && isHeld(reason) ? 'held' : meaning.state,
      end:
        meaning.end === 'cancelled' && reason === 'DependencyNeverSatisfied'
          ? 'dependency-failed'
          : meaning.end,
      ...(meaning.end === null
        ? { exitCode: null, exitSignal: null }
        : exitOf(job.exit_code)),
      message: isWaiting
        ? (slurmReason(reason) ?? meaning.message)
        : meaning.message,
      advice: meaning.advice,
      // One that never started has the time of its end for a start.
      startedAt: isWaiting || !job.batch_host ? null : dateOf(job.start_time),
      endedAt: null,
      host: job.batch_host ? job.batch_host : null,
      wallSeconds: null,
      cpuSeconds: null,
      peakMemoryMebibytes: null,
      starts: null
    }
  }));
}

/** Tasks of a job that the accounting knows. */
export function accountedTasks(job: AccountedJob): RestTask[] {
  const { array, time } = job;
  const whole = array?.job_id ?? 0;
  const waiting = array?.task ?? '';
  const state = stateOf(job.state?.current);
  const host =
    job.nodes === undefined || ['', 'None assigned'].includes(job.nodes)
      ? null
      : job.nodes;
  const exit = exitOf(job.exit_code);
  const peak = peakMebibytes(job);
  const limit = numberOf(time?.limit);
  const ending = slurmEnding({
    state,
    ...exit,
    cancelledBy: job.kill_request_user ? job.kill_request_user : null,
    owner: job.user ?? null,
    hasStarted: host !== null,
    elapsedSeconds: time?.elapsed ?? null,
    limitSeconds: limit === null ? null : limit * 60,
    peakMemoryMebibytes: peak,
    askedMemoryMebibytes: numberOf(job.required?.memory_per_node),
    steps: (job.steps ?? []).map(step => stateOf(step.state))
  });
  const total = time?.total;
  return (
    waiting === '' ? [numberOf(array?.task_id) ?? 0] : taskNumbers(waiting)
  ).map(task => ({
    systemId: String(whole === 0 ? job.job_id : whole),
    name: job.name ?? '',
    report: {
      task,
      ...ending,
      ...exit,
      startedAt: host === null ? null : dateOf(time?.start),
      endedAt: ending.state === 'ended' ? dateOf(time?.end) : null,
      host,
      wallSeconds: time?.elapsed ?? null,
      cpuSeconds:
        total === undefined
          ? null
          : (total.seconds ?? 0) + (total.microseconds ?? 0) / 1e6,
      peakMemoryMebibytes: peak,
      starts: job.restart_cnt === undefined ? null : job.restart_cnt + 1
    }
  }));
}

function peakMebibytes({ steps = [] }: AccountedJob): number | null {
  const peaks = steps.flatMap(({ tres }) =>
    (tres?.requested?.max ?? []).flatMap(({ type, count }) =>
      type === 'mem' && count !== undefined ? [count / 1024 ** 2] : []
    )
  );
  return peaks.length === 0 ? null : Math.max(...peaks);
}

/** @param text e.g. `2-3,7%2`, as an array's waiting tasks are told */
function taskNumbers(text: string): number[] {
  return text
    .replace(/%\d+$/u, '')
    .split(',')
    .flatMap(part => {
      const match = /^(\d+)(?:-(\d+))?(?::(\d+))?$/u.exec(part);
      if (match === null) {
        return [];
      }
      const first = Number(match[1]);
      const last = Number(match[2] ?? first);
      const step = Math.max(1, Number(match[3] ?? 1));
      return Array.from(
        { length: Math.floor((last - first) / step) + 1 },
        (_, index) => first + index * step
      );
    });
}

export interface Partition {
  name: string;
  partition?: { state?: string[] };
  maximums?: { time?: Numeric };
  /** Names of flags differ; the default is told by job submission only. */
  flags?: string[];
}

export interface Machine {
  partitions?: string[];
  cpus?: number;
  alloc_idle_cpus?: number;
  real_memory?: number;
  gres?: string;
}

/** One item a partition: the most that one of its machines offers. */
export function queuesOf(
  partitions: readonly Partition[],
  machines: readonly Machine[]
): SiteQueue[] {
  return partitions.map((partition, index) => {
    const own = machines.filter(machine =>
      machine.partitions?.includes(partition.name)
    );
    const most = (values: readonly (number | undefined)[]) => {
      const known = values.filter(value => value !== undefined);
      return known.length === 0 ? null : Math.max(...known);
    };
    const minutes = numberOf(partition.maximums?.time);
    return {
      name: partition.name,
      default: partition.flags?.includes('DEFAULT') ?? index === 0,
      open: partition.partition?.state?.includes('UP') ?? true,
      seconds: minutes === null ? null : minutes * 60,
      cpus: most(own.map(({ cpus }) => cpus)),
      memoryMebibytes: most(own.map(({ real_memory: memory }) => memory)),
      gpus: most(own.map(({ gres }) => gpuCount(gres))) ?? 0,
      idleCpus: own.reduce(
        (sum, { alloc_idle_cpus: idle }) => sum + (idle ?? 0),
        0
      )
    };
  });
}

function gpuCount(gres = ''): number {
  return gres
    .split(',')
    .map(part => /^gpu(?::[^:(]+)*?:(\d+)/u.exec(part)?.[1])
    .reduce((sum, count) => sum + Number(count ?? 0), 0);
}
