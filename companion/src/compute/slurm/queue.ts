/**
 * What `squeue` prints: jobs that wait, run, or ended a few minutes ago.
 */
import type { TaskReport } from '../batch-system.ts';
import { isHeld, slurmMeaning, slurmReason } from '../slurm-states.ts';

/**
 * Fields by position; the name, which may hold anything but a line break that
 * `order-check.ts` let through, stands last.
 */
export const QUEUE_FORMAT = '%i|%F|%K|%T|%S|%M|%B|%r|%j';

export interface QueueLine {
  /** For commands, e.g. `12` or `12_3`. */
  id: string;
  /** The job, e.g. `12`; for an array the whole of it. */
  systemId: string;
  name: string;
  report: TaskReport;
}

/**
 * Reads the answer of `squeue -h -r -o QUEUE_FORMAT`.
 *
 * @returns one item a task; lines that do not begin with an id are left out
 */
export function readQueue(text: string): QueueLine[] {
  return text.split('\n').flatMap(line => {
    const [id = '', whole = '', index = '', state, start, used, host, reason] =
      line.split('|');
    if (!/^\d+(_\d+)?(\+\d+)?$/u.test(id) || reason === undefined) {
      return [];
    }
    const meaning = slurmMeaning(state ?? '');
    const held = meaning.state === 'waiting' && isHeld(reason);
    const hopeless =
      meaning.end === 'cancelled' && reason === 'DependencyNeverSatisfied';
    return [
      {
        id,
        systemId: /^\d+$/u.test(whole) ? whole : id,
        name: line.split('|').slice(8).join('|'),
        report: {
          task: /^\d+$/u.test(index) ? Number(index) : 0,
          state: held ? 'held' : meaning.state,
          end: hopeless ? 'dependency-failed' : meaning.end,
          exitCode: null,
          exitSignal: null,
          message:
            meaning.state === 'waiting'
              ? (slurmReason(reason) ?? meaning.message)
              : meaning.message,
          advice: meaning.advice,
          startedAt: meaning.state === 'waiting' ? null : slurmDate(start),
          endedAt: null,
          host: host === '' || host === 'n/a' ? null : (host ?? null),
          wallSeconds: slurmDuration(used),
          cpuSeconds: null,
          peakMemoryMebibytes: null,
          starts: null
        }
      }
    ];
  });
}

/**
 * A point in time as Slurm prints it, in UTC because it is told so.
 *
 * @param text e.g. `2026-11-22T10:00:00`; `N/A` and `Unknown` are null
 */
export function slurmDate(text: string | undefined): string | null {
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u.exec(text?.trim() ?? '');
  return match === null ? null : `${match[0]}.000Z`;
}

/**
 * Seconds of a duration, e.g. `1-02:03:04`, `02:03` or `00:00.512`.
 *
 * @returns null for what is no duration
 */
export function slurmDuration(text: string | undefined): number | null {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/u.exec(
    text?.trim() ?? ''
  );
  return match === null
    ? null
    : Number(match[1] ?? 0) * 86_400 +
        Number(match[2] ?? 0) * 3600 +
        Number(match[3]) * 60 +
        Number(match[4]);
}
