/**
 * How a job of Slurm ended, from what its accounting keeps of it; the words of
 * its state alone do not tell.
 */
import type { TaskReport } from './batch-system.ts';
import { slurmMeaning } from './slurm-states.ts';

/** What the accounting keeps of a task. */
export interface AccountedTask {
  /** E.g. `CANCELLED`, without who did it. */
  state: string;
  exitCode: number | null;
  exitSignal: number | null;
  /** Who cancelled it, and whose it is; null: nobody, or not said. */
  cancelledBy: string | null;
  owner: string | null;
  /** It had a machine. */
  hasStarted: boolean;
  elapsedSeconds: number | null;
  limitSeconds: number | null;
  peakMemoryMebibytes: number | null;
  askedMemoryMebibytes: number | null;
  /** States of its steps. */
  steps: readonly string[];
}

type Ending = Pick<TaskReport, 'state' | 'end' | 'message' | 'advice'>;

/** Slurm warns a job up to a minute earlier than it is asked to. */
const WARNED_SECONDS = 180;

/**
 * A short job cannot have been warned before this part of its time: Slurm
 * looks at times twice a minute, and the shortest are a minute long.
 */
const WARNED_PART = 0.4;

/** What became of a task. */
export function slurmEnding(task: AccountedTask): Ending {
  const meaning = slurmMeaning(task.state);
  switch (meaning.end) {
    case 'exited':
      return hadTooLittleMemory(task)
        ? slurmMeaning('OUT_OF_MEMORY')
        : exited(task, meaning);
    case 'cancelled':
      return cancelled(task, meaning);
    default:
      return meaning;
  }
}

/**
 * Slurm calls a job FAILED whose step was ended for its memory; where it
 * watches memory by polling, only the figures tell.
 */
function hadTooLittleMemory({
  steps,
  exitSignal,
  peakMemoryMebibytes: peak,
  askedMemoryMebibytes: asked
}: AccountedTask): boolean {
  return (
    steps.includes('OUT_OF_MEMORY') ||
    (exitSignal === 9 && asked !== null && (peak ?? 0) > asked)
  );
}

/** One that was warned of its end and then ended by itself has failed, too. */
function exited(task: AccountedTask, meaning: Ending): Ending {
  const { exitCode, exitSignal, elapsedSeconds, limitSeconds } = task;
  if (exitSignal === null && !exitCode) {
    return meaning;
  }
  const message =
    exitSignal === null
      ? `It ended with the status ${exitCode}`
      : `It was ended by signal ${exitSignal}`;
  if (
    elapsedSeconds !== null &&
    limitSeconds !== null &&
    elapsedSeconds >=
      Math.max(limitSeconds * WARNED_PART, limitSeconds - WARNED_SECONDS)
  ) {
    return {
      state: 'ended',
      end: 'time-limit',
      message: `${message} when its time was nearly over.`,
      advice: 'Ask for more time, or split the work.'
    };
  }
  return {
    ...meaning,
    message: `${message}.`,
    advice:
      exitSignal === 9
        ? 'Somebody may have ended it, or its machine was out of memory. Ask for more memory, or run it again.'
        : 'What it printed may say why.'
  };
}

function cancelled(task: AccountedTask, meaning: Ending): Ending {
  const { cancelledBy, owner, hasStarted } = task;
  // Slurm itself cancels what waits for a job that has failed.
  if (!hasStarted && cancelledBy === null) {
    return {
      state: 'ended',
      end: 'dependency-failed',
      message: 'A job that it depends on did not succeed, so it never started.',
      advice: 'Run that one again first, then this one.'
    };
  }
  return cancelledBy !== null && cancelledBy !== owner
    ? {
        state: 'ended',
        end: 'removed',
        message: 'The staff of the site, or Slurm itself, has removed it.',
        advice: 'Ask the staff of the site why.'
      }
    : meaning;
}

/** Slurm keeps no record of a task that was cancelled before it started. */
export function slurmNeverStarted(task: number): TaskReport {
  return {
    task,
    state: 'ended',
    end: 'cancelled',
    exitCode: null,
    exitSignal: null,
    message: 'It was cancelled before it started.',
    advice: null,
    startedAt: null,
    endedAt: null,
    host: null,
    wallSeconds: null,
    cpuSeconds: null,
    peakMemoryMebibytes: null,
    starts: null
  };
}
