/**
 * What the end of a task means.
 */
import { constants } from 'node:os';
import type { TaskEnd, TaskReport } from '../batch-system.ts';
import { oneLine } from './hold-reasons.ts';
import { TIME_OVER } from './submit-text.ts';

export const CANCELLED_BY_US = 'Cancelled from JupyterLab';

export type Ending = Pick<
  TaskReport,
  'end' | 'exitCode' | 'exitSignal' | 'message' | 'advice'
>;

const MORE_TIME = 'Run it again and ask for more time, or do less in one job.';
const KILLED = 128 + constants.signals.SIGKILL;

/** A task that came to its end by itself. */
export function exited(status: number | null, signal: number | null): Ending {
  if (signal !== null) {
    return {
      end: 'exited',
      exitCode: null,
      exitSignal: signal,
      message: `Signal ${signal}${signalName(signal)} ended it.`,
      advice:
        signal === constants.signals.SIGKILL
          ? 'It may have taken more memory than the machine has. Run it again and ask for more.'
          : 'Look at what it printed last.'
    };
  }
  if (status === TIME_OVER) {
    return {
      end: 'time-limit',
      exitCode: status,
      exitSignal: null,
      message: 'The time that was asked for was over before it was done.',
      advice: MORE_TIME
    };
  }
  return {
    end: 'exited',
    exitCode: status,
    exitSignal: null,
    message:
      status === 0 || status === null
        ? null
        : `It ended with status ${status}.`,
    advice:
      status === 0 || status === null
        ? null
        : status === KILLED
          ? 'It was killed, as is what takes too much memory, or does not stop when its time is over. Look at what it printed last.'
          : 'Look at what it printed last.'
  };
}

/** A task that was taken out of the queue. */
export function removed(reason: string | null): Ending {
  const said = oneLine(reason ?? '');
  const end = removal(said);
  const quoted = said === '' ? '' : ` HTCondor says: ${said}`;
  return {
    end,
    exitCode: null,
    exitSignal: null,
    ...removalWords(end, said, quoted)
  };
}

function removalWords(
  end: Removal,
  said: string,
  quoted: string
): { message: string; advice: string | null } {
  switch (end) {
    case 'cancelled':
      return {
        message: said.startsWith(CANCELLED_BY_US)
          ? 'You cancelled it.'
          : `It was cancelled.${quoted}`,
        advice: null
      };
    case 'time-limit':
      return {
        message: `The time that the site gives was over before it was done.${quoted}`,
        advice: MORE_TIME
      };
    case 'memory-limit':
      return {
        message: `The site removed it for the memory that it took.${quoted}`,
        advice: 'Run it again and ask for more memory, or work on less data.'
      };
    case 'disk-limit':
      return {
        message: `The site removed it for the disk space that it took.${quoted}`,
        advice: 'Run it again and ask for more disk space.'
      };
    case 'removed':
      return {
        message: `The site removed it.${quoted}`,
        advice: 'The staff of the site can tell more.'
      };
  }
}

type Removal = Extract<
  TaskEnd,
  'cancelled' | 'time-limit' | 'memory-limit' | 'disk-limit' | 'removed'
>;

function removal(said: string): Removal {
  if (said.startsWith(CANCELLED_BY_US)) {
    return 'cancelled';
  }
  // HTCondor appends who it was.
  const by = /\(by user ([^\s)]+)\)/.exec(said)?.[1];
  if (by !== undefined && !/^(?:root|condor)(?:@|$)/.test(by)) {
    return 'cancelled';
  }
  if (/wall ?-?time|run ?-?time|ran longer|duration|time limit/i.test(said)) {
    return 'time-limit';
  }
  if (/memory/i.test(said)) {
    return 'memory-limit';
  }
  return /\bdisk\b/i.test(said) ? 'disk-limit' : 'removed';
}

function signalName(signal: number): string {
  const found = Object.entries(constants.signals).find(
    ([, number]) => number === signal
  );
  return found === undefined ? '' : ` (${found[0]})`;
}
