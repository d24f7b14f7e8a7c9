/**
 * Where a task of this machine stands, in words for the person.
 */
import type { TaskState } from '../batch-system.ts';
import type { ExitRecord, OrderRecord } from './records.ts';

export function messageOf(
  { end, exitCode, exitSignal, problem }: ExitRecord,
  { resources }: OrderRecord
): string | null {
  switch (end) {
    case 'exited':
      if (problem !== null) {
        return `It could not be started: ${problem}.`;
      }
      return exitSignal === null
        ? exitCode === 0
          ? null
          : `It ended with the status ${exitCode}.`
        : `It was ended by signal ${exitSignal}.`;
    case 'cancelled':
      return 'It was cancelled.';
    case 'time-limit':
      return `It reached its wall time of ${resources.seconds} s.`;
    case 'memory-limit':
      return `It used more than the ${resources.memoryMebibytes} MiB of memory that it had asked for.`;
    case 'node-failed':
      return 'It vanished: this machine was restarted, or somebody ended it from outside.';
    case 'dependency-failed':
      return 'A job that had to succeed first did not.';
    case 'disk-limit':
    case 'removed':
      return 'It was ended from outside.';
  }
}

export function adviceOf({
  end,
  exitSignal,
  problem
}: ExitRecord): string | null {
  switch (end) {
    case 'exited':
      if (problem !== null) {
        return 'Look at the script and the site settings.';
      }
      return exitSignal === 9
        ? 'The machine may have been out of memory. Run it again with more memory, or on another site.'
        : null;
    case 'time-limit':
      return 'Run it again with more time.';
    case 'memory-limit':
      return 'Run it again with more memory.';
    case 'node-failed':
      return 'Run it again.';
    case 'dependency-failed':
      return 'Look at that job, then run this one again.';
    case 'cancelled':
    case 'disk-limit':
    case 'removed':
      return null;
  }
}

/** @param why what those that wait are waiting for */
export function waitingWords(state: TaskState, why: string): string | null {
  switch (state) {
    case 'waiting':
      return why;
    case 'held':
      return 'Held until you release it.';
    case 'suspended':
      return 'Stopped until you release it; its memory stays in use.';
    case 'running':
    case 'ending':
    case 'ended':
      return null;
  }
}
