/**
 * How jobs are doing, by what the schedd says of them: its queue, and its
 * history for those that have left it.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import type { KnownJob, TaskReport } from '../batch-system.ts';
import { numberOf, parseAds, textOf, timeOf, truthOf, type Ad } from './ads.ts';
import { exited, removed } from './endings.ts';
import { holdMeaning, UPLOADING } from './hold-reasons.ts';
import { failureOf, type Programs } from './programs.ts';
import { TAG_ATTRIBUTE } from './submit-text.ts';
import { waitingTask } from './task-record.ts';

/** What is asked of each job. */
export const ATTRIBUTES = [
  ...['ClusterId', 'ProcId', 'JobStatus', 'ExitCode', 'ExitBySignal'],
  ...['ExitSignal', 'HoldReason', 'HoldReasonCode', 'HoldReasonSubCode'],
  ...['RemoveReason', 'JobCurrentStartDate', 'CompletionDate'],
  ...['EnteredCurrentStatus', 'RemoteHost', 'LastRemoteHost'],
  ...['RemoteWallClockTime', 'RemoteUserCpu', 'RemoteSysCpu', 'MemoryUsage'],
  ...['NumJobStarts', 'TransferringOutput', 'JobMaterializeNextProcId']
].join(',');

/** Enough for all tasks of some full sweeps. */
const SECONDS = 60;
const UPLOAD_SECONDS = 3600;
/** Clusters that are asked for one by one. */
const LONGEST_LIST = 20;

/**
 * Asks about jobs: one question, and a second one about tasks that have left
 * the queue since the last time.
 *
 * @param ended tasks whose end is known already: the history is not asked again
 */
export async function askQueue(
  programs: Programs,
  config: HtcondorSiteConfig,
  jobs: readonly KnownJob[],
  ended: (job: KnownJob) => readonly TaskReport[],
  signal: AbortSignal
): Promise<Map<string, readonly TaskReport[]>> {
  const ask = async (program: string, args: readonly string[]) => {
    const result = await programs.schedd(program, args, {
      signal,
      seconds: SECONDS
    });
    if (result.code !== 0) {
      throw failureOf(program, result, config);
    }
    return byCluster(parseAds(result.stdout, program));
  };
  const queued = await ask('condor_q', [
    ...['-json', '-attributes', ATTRIBUTES, '-constraint', constraintOf(jobs)]
  ]);
  const missing = jobs.filter(job => {
    const known = new Set(ended(job).map(({ task }) => task));
    const now = queued.get(job.systemId);
    return tasksMade(job, now).some(
      task => !known.has(task) && now?.has(task) !== true
    );
  });
  // It tells the last ones first, and again those that are known.
  const limit = missing.reduce((sum, job) => {
    const now = queued.get(job.systemId);
    return sum + tasksMade(job, now).length - (now?.size ?? 0);
  }, 0);
  const past =
    missing.length === 0
      ? new Map<string, Map<number, Ad>>()
      : await ask('condor_history', [
          ...['-json', '-attributes', ATTRIBUTES, '-limit', String(limit)],
          ...missing.map(({ systemId }) => systemId)
        ]);
  const answer = new Map<string, readonly TaskReport[]>();
  for (const job of jobs) {
    const now = queued.get(job.systemId);
    const before = past.get(job.systemId);
    const known = ended(job);
    if (now !== undefined || before !== undefined || known.length > 0) {
      answer.set(job.tag, merged(job, now, before, known));
    }
  }
  return answer;
}

/**
 * A list is gone through for each job in the queue: of 10 000 jobs that took
 * three times as long as the answer. A longer one is told by its ends, and
 * what is not ours is left out here.
 */
function constraintOf(jobs: readonly KnownJob[]): string {
  const ids = jobs.map(({ systemId }) => Number(systemId));
  if (ids.length <= LONGEST_LIST) {
    return `member(ClusterId, {${ids.join(',')}})`;
  }
  const first = ids.reduce((one, other) => Math.min(one, other));
  const last = ids.reduce((one, other) => Math.max(one, other));
  return `ClusterId >= ${first} && ClusterId <= ${last} && ${TAG_ATTRIBUTE} =!= undefined`;
}

function byCluster(ads: readonly Ad[]): Map<string, Map<number, Ad>> {
  const clusters = new Map<string, Map<number, Ad>>();
  for (const ad of ads) {
    const cluster = String(numberOf(ad, 'ClusterId'));
    const proc = numberOf(ad, 'ProcId');
    if (proc !== null) {
      const found = clusters.get(cluster) ?? new Map<number, Ad>();
      clusters.set(cluster, found.set(proc, ad));
    }
  }
  return clusters;
}

/** Tasks that have entered the queue so far; all but in late sweeps. */
function tasksMade(
  job: KnownJob,
  now: ReadonlyMap<number, Ad> | undefined
): readonly number[] {
  const [first] = now?.values() ?? [];
  const next = first && numberOf(first, 'JobMaterializeNextProcId');
  const length = Math.min(job.tasks, next ?? job.tasks);
  return Array.from({ length }, (_, task) => task);
}

function merged(
  job: KnownJob,
  now: ReadonlyMap<number, Ad> | undefined,
  before: ReadonlyMap<number, Ad> | undefined,
  ended: readonly TaskReport[]
): readonly TaskReport[] {
  const known = new Map(ended.map(report => [report.task, report]));
  return Array.from({ length: job.tasks }, (_, task) => {
    const ad = now?.get(task) ?? before?.get(task);
    const report = known.get(task);
    if (ad !== undefined) {
      return reportOf(task, ad);
    }
    if (report !== undefined) {
      return report;
    }
    // Of a cluster that is no more, it was never made.
    return now === undefined
      ? { ...waitingTask(task), ...removed(null), state: 'ended' as const }
      : waitingTask(task);
  });
}

/**
 * The seconds that all runs of a task took, null where none has ended. A
 * schedd adds them up a moment after it has told the end: until then, those
 * of the last run.
 */
function wallSecondsOf(ad: Ad): number | null {
  const all = numberOf(ad, 'RemoteWallClockTime') ?? 0;
  if (all > 0) {
    return all;
  }
  const started = numberOf(ad, 'JobCurrentStartDate') ?? 0;
  const completed = numberOf(ad, 'CompletionDate') ?? 0;
  return started > 0 && completed > started ? completed - started : null;
}

/** What an ad says of its task (HTCondor manual, "Job Status Codes"). */
export function reportOf(task: number, ad: Ad): TaskReport {
  const signalled = truthOf(ad, 'ExitBySignal') ?? false;
  const startedAt = timeOf(ad, 'JobCurrentStartDate');
  const report: TaskReport = {
    ...waitingTask(task),
    startedAt,
    host: hostOf(
      textOf(ad, 'RemoteHost') ?? textOf(ad, 'LastRemoteHost') ?? null
    ),
    wallSeconds: wallSecondsOf(ad),
    cpuSeconds: sum(
      numberOf(ad, 'RemoteUserCpu'),
      numberOf(ad, 'RemoteSysCpu')
    ),
    peakMemoryMebibytes: numberOf(ad, 'MemoryUsage'),
    starts: numberOf(ad, 'NumJobStarts')
  };
  const endedAt =
    timeOf(ad, 'CompletionDate') ?? timeOf(ad, 'EnteredCurrentStatus');
  switch (numberOf(ad, 'JobStatus')) {
    case 2:
      return {
        ...report,
        state: truthOf(ad, 'TransferringOutput') ? 'ending' : 'running'
      };
    case 3:
      return {
        ...report,
        ...removed(textOf(ad, 'RemoveReason')),
        state: 'ended',
        endedAt
      };
    case 4:
      return {
        ...report,
        ...exited(
          signalled ? null : numberOf(ad, 'ExitCode'),
          signalled ? numberOf(ad, 'ExitSignal') : null
        ),
        state: 'ended',
        endedAt
      };
    case 5: {
      const code = numberOf(ad, 'HoldReasonCode');
      const { message, advice, end } = holdMeaning(
        code,
        numberOf(ad, 'HoldReasonSubCode'),
        textOf(ad, 'HoldReason')
      );
      if (code === UPLOADING && !isOld(ad)) {
        return { ...report, message };
      }
      if (code === UPLOADING) {
        return {
          ...report,
          state: 'held',
          message: 'Its files never arrived at the site.',
          advice: 'Cancel it, and submit it again.'
        };
      }
      return end === null
        ? { ...report, state: 'held', message, advice }
        : { ...report, state: 'ended', end, endedAt, message, advice };
    }
    case 6:
      return { ...report, state: 'ending' };
    case 7:
      return {
        ...report,
        state: 'suspended',
        message: 'It makes room for other work.'
      };
    default:
      return report;
  }
}

/** An upload that goes on for so long was broken off. */
function isOld(ad: Ad): boolean {
  const since = numberOf(ad, 'EnteredCurrentStatus');
  return since !== null && Date.now() / 1000 - since > UPLOAD_SECONDS;
}

function hostOf(slot: string | null): string | null {
  return slot?.replace(/^.*@/, '') ?? null;
}

function sum(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : first + second;
}
