/**
 * What `sacct` prints: how jobs ended and what they used. The parseable text
 * is read, not the JSON, which changes with each release (and reports a failed
 * job as successful on 22.05).
 */
import type { TaskEnd, TaskReport } from '../batch-system.ts';
import { slurmExit, slurmMeaning } from '../slurm-states.ts';
import { slurmDate, slurmDuration } from './queue.ts';

/** Fields by position; the name stands last, as it may hold anything. */
export const ACCOUNTING_FIELDS = [
  'JobID',
  'State',
  'ExitCode',
  'Start',
  'End',
  'ElapsedRaw',
  'TotalCPU',
  'MaxRSS',
  'Restarts',
  'NodeList',
  'UID',
  'ReqMem',
  'TimelimitRaw',
  'JobName'
] as const;

export interface AccountingLine {
  systemId: string;
  name: string;
  report: TaskReport;
}

/**
 * Reads the answer of `sacct -n -P -o ACCOUNTING_FIELDS`, steps included.
 */
export function readAccounting(text: string): AccountingLine[] {
  const jobs = new Map<string, AccountingLine & { asked: number | null }>();
  for (const line of text.split('\n')) {
    const fields = line.split('|');
    const match = /^(\d+)(?:_(\d+|\[[\d,:%-]+\]))?(\.\S+)?$/u.exec(
      fields[0] ?? ''
    );
    if (match === null || fields.length < ACCOUNTING_FIELDS.length) {
      continue;
    }
    const [, systemId = '', index = '0', step] = match;
    for (const task of taskNumbers(index)) {
      const key = `${systemId}_${task}`;
      if (step === undefined) {
        jobs.set(key, {
          systemId,
          name: fields.slice(ACCOUNTING_FIELDS.length - 1).join('|'),
          report: taskReport(task, fields),
          // Older releases add whether it is meant for a node or a core.
          asked: slurmMebibytes(fields[11]?.replace(/[nc]$/u, ''))
        });
      } else {
        addStep(jobs.get(key), fields);
      }
    }
  }
  return [...jobs.values()];
}

/** Largest array that Slurm can be configured for; see `MaxArraySize`. */
const MOST_TASKS = 4_000_001;

/**
 * Tasks that never started share one record.
 *
 * @param text e.g. `7`, or `[3-5,9%2]`
 */
function taskNumbers(text: string): number[] {
  const tasks: number[] = [];
  for (const part of text.replace(/^\[|%\d+|\]$/gu, '').split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let task = first; task <= Math.min(last, MOST_TASKS); task += 1) {
      tasks.push(task);
    }
  }
  return tasks;
}

function taskReport(task: number, fields: readonly string[]): TaskReport {
  const [, state = '', exit = '', start, end, elapsed] = fields;
  const { end: word, ...meaning } = slurmMeaning(state);
  const by = /^CANCELLED by (\d+)/u.exec(state)?.[1];
  const host = hostOf(fields[9]);
  // One that never started has the time of its end for a start.
  const started = host === null ? null : slurmDate(start);
  return {
    task,
    ...meaning,
    ...endOf(word, started, by, fields[10]),
    ...slurmExit(exit),
    ...exitWords(
      word,
      slurmExit(exit),
      Number(elapsed),
      Number(fields[12]) * 60
    ),
    startedAt: started,
    endedAt: meaning.state === 'ended' ? slurmDate(end) : null,
    host,
    wallSeconds: /^\d+$/u.test(elapsed ?? '') ? Number(elapsed) : null,
    cpuSeconds: slurmDuration(fields[6]),
    peakMemoryMebibytes: slurmMebibytes(fields[7]),
    starts: /^\d+$/u.test(fields[8] ?? '') ? Number(fields[8]) + 1 : null
  };
}

/** Before its end, Slurm warns a job up to a minute earlier than it is asked. */
const WARNED_SECONDS = 180;

/**
 * What the status of a job tells. One that was warned of its end and then
 * ended by itself has failed, to Slurm.
 */
function exitWords(
  end: TaskEnd | null,
  exit: ReturnType<typeof slurmExit>,
  elapsed: number,
  limit: number
): Partial<Pick<TaskReport, 'end' | 'message' | 'advice'>> {
  const { exitCode, exitSignal } = exit;
  if (end !== 'exited' || (exitSignal === null && !exitCode)) {
    return {};
  }
  const message =
    exitSignal === null
      ? `It ended with the status ${exitCode}`
      : `It was ended by signal ${exitSignal}`;
  if (elapsed >= Math.max(limit / 2, limit - WARNED_SECONDS)) {
    return {
      end: 'time-limit',
      message: `${message} when its time was nearly over.`,
      advice: 'Ask for more time, or split the work.'
    };
  }
  return {
    message: `${message}.`,
    advice:
      exitSignal === 9
        ? 'Somebody may have ended it, or its machine was out of memory. Ask for more memory, or run it again.'
        : 'What it printed may say why.'
  };
}

/** What the word alone does not tell of a job that was cancelled. */
function endOf(
  end: TaskEnd | null,
  started: string | null,
  by: string | undefined,
  owner: string | undefined
): Partial<Pick<TaskReport, 'message' | 'advice'>> & Pick<TaskReport, 'end'> {
  if (end !== 'cancelled') {
    return { end };
  }
  // Slurm itself cancels what waits for a job that has failed.
  if (started === null && by === undefined) {
    return {
      end: 'dependency-failed',
      message: 'A job that it depends on did not succeed, so it never started.',
      advice: 'Run that one again first, then this one.'
    };
  }
  return by !== undefined && by !== owner
    ? {
        end: 'removed',
        message: 'The staff of the site, or Slurm itself, has removed it.',
        advice: 'Ask the staff of the site why.'
      }
    : { end };
}

/** Memory and processor time are told of the steps only. */
function addStep(
  job: { report: TaskReport; asked: number | null } | undefined,
  fields: readonly string[]
): void {
  if (job === undefined) {
    return;
  }
  const { report, asked } = job;
  const peak = slurmMebibytes(fields[7]);
  if (peak !== null && peak > (report.peakMemoryMebibytes ?? -1)) {
    report.peakMemoryMebibytes = peak;
  }
  // Slurm calls a job FAILED whose step was ended for its memory; where it
  // watches memory by polling, only the figures tell.
  const tooMuch =
    fields[1] === 'OUT_OF_MEMORY' ||
    (report.exitSignal === 9 &&
      asked !== null &&
      (report.peakMemoryMebibytes ?? 0) > asked);
  if (tooMuch && report.end !== 'memory-limit') {
    const { end, message, advice } = slurmMeaning('OUT_OF_MEMORY');
    Object.assign(report, { end, message, advice });
  }
}

function hostOf(text: string | undefined): string | null {
  return text === undefined || text === '' || text === 'None assigned'
    ? null
    : text;
}

/**
 * Mebibytes of a size such as `512K`, `1.5G` or `1048576`.
 *
 * @returns null where nothing was measured
 */
export function slurmMebibytes(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/u.exec(text?.trim() ?? '');
  if (match === null) {
    return null;
  }
  const power = ['', 'K', 'M', 'G', 'T'].indexOf(match[2] ?? '');
  return (Number(match[1]) * 1024 ** power) / 1024 ** 2;
}
