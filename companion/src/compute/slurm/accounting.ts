/**
 * What `sacct` prints: how jobs ended and what they used. The parseable text
 * is read, not the JSON, which changes with each release (and reports a failed
 * job as successful on 22.05).
 */
import type { TaskReport } from '../batch-system.ts';
import { slurmEnding } from '../slurm-endings.ts';
import { slurmExit } from '../slurm-states.ts';
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
  const jobs = new Map<string, Record>();
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
        jobs.set(key, { systemId, task, fields, steps: [] });
      } else {
        jobs.get(key)?.steps.push(fields);
      }
    }
  }
  return [...jobs.values()].map(record => ({
    systemId: record.systemId,
    name: record.fields.slice(ACCOUNTING_FIELDS.length - 1).join('|'),
    report: taskReport(record)
  }));
}

interface Record {
  systemId: string;
  task: number;
  fields: readonly string[];
  steps: (readonly string[])[];
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

function taskReport({ task, fields, steps }: Record): TaskReport {
  const [, state = '', exit = '', start, end, elapsed] = fields;
  const host = hostOf(fields[9]);
  // Memory is told of the steps only.
  const peaks = steps.flatMap(step => slurmMebibytes(step[7]) ?? []);
  const peak = peaks.length === 0 ? null : Math.max(...peaks);
  const exits = slurmExit(exit);
  const ending = slurmEnding({
    state: /^[A-Z_]+/u.exec(state)?.[0] ?? state,
    ...exits,
    cancelledBy: /^CANCELLED by (\d+)/u.exec(state)?.[1] ?? null,
    owner: fields[10] ?? null,
    hasStarted: host !== null,
    elapsedSeconds: whole(elapsed),
    // Minutes.
    limitSeconds: scaled(whole(fields[12]), 60),
    peakMemoryMebibytes: peak,
    // Older releases add whether it is meant for a node or a core.
    askedMemoryMebibytes: slurmMebibytes(fields[11]?.replace(/[nc]$/u, '')),
    steps: steps.map(step => step[1] ?? '')
  });
  return {
    task,
    ...ending,
    ...exits,
    // One that never started has the time of its end for a start.
    startedAt: host === null ? null : slurmDate(start),
    endedAt: ending.state === 'ended' ? slurmDate(end) : null,
    host,
    wallSeconds: whole(elapsed),
    cpuSeconds: slurmDuration(fields[6]),
    peakMemoryMebibytes: peak,
    starts: scaled(whole(fields[8]), 1, 1)
  };
}

function whole(text: string | undefined): number | null {
  return /^\d+$/u.test(text ?? '') ? Number(text) : null;
}

function scaled(value: number | null, factor: number, more = 0): number | null {
  return value === null ? null : value * factor + more;
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
