/**
 * How a task ended, in words: from what its worker wrote down, and from what
 * the batch system says where the worker could not.
 */
import {
  workerExitStatus,
  type JobManifest,
  type JobState,
  type WorkerOutcomeCode
} from 'sciencemesh-contract';
import type { StoredTask } from '../store/job-records.ts';

/** What happened and what to do, for the person. */
export interface Words {
  message: string | null;
  advice: string | null;
}

export interface Ending extends Words {
  state: JobState;
}

/** Ends by the batch system, which the worker at most hears as a signal. */
const BY_SYSTEM = new Set([
  'cancelled',
  'time-limit',
  'memory-limit',
  'disk-limit',
  'node-failed',
  'removed'
]);

/**
 * @param isOwnScript the person changed the script: it may do without a worker
 */
export function endingOf(
  task: StoredTask,
  manifest: JobManifest | null,
  isOwnScript: boolean
): Ending {
  const { advice, end, exitCode, exitSignal, message } = task;
  if (end === 'cancelled') {
    return {
      state: 'cancelled',
      message: message ?? 'It was cancelled.',
      advice
    };
  }
  if (manifest !== null) {
    const { outcome } = manifest;
    const overruled =
      end !== null &&
      BY_SYSTEM.has(end) &&
      (outcome.code === 'terminated' || outcome.code === 'succeeded');
    if (!overruled) {
      return outcome.code === 'succeeded'
        ? { state: 'done', message: remarks(manifest), advice: null }
        : { state: 'failed', message: outcome.message, advice: outcome.advice };
    }
  }
  if (end === null) {
    return {
      state: 'lost',
      message:
        'The site does not know it any more, and it left nothing that tells how it ended.',
      advice: 'Run it again; if that happens again, ask whoever runs the site.'
    };
  }
  if (end === 'exited' && exitCode === 0 && exitSignal === null) {
    return isOwnScript
      ? { state: 'done', message: null, advice: null }
      : {
          state: 'failed',
          message:
            'It ended without an error, but left no word about what it did.',
          advice:
            'Look at what it printed. Its files may have been lost on their way: collect the results again.'
        };
  }
  const known = end === 'exited' ? wordsOfStatus(exitCode) : null;
  return {
    state: 'failed',
    message:
      known ??
      message ??
      (exitSignal === null
        ? `It ended with the status ${exitCode ?? 'unknown'}.`
        : `It was ended by signal ${exitSignal}.`),
    advice: advice ?? 'Look at what it printed.'
  };
}

/** Told of one job; the manifest has the others. */
const MOST_REMARKS = 3;

/** What the person should know of a job although it has succeeded. */
function remarks({ attempt, notices }: JobManifest): string | null {
  const told = new Set([
    ...(attempt > 1
      ? [
          `The site interrupted it and began anew: its results are of attempt ${attempt}.`
        ]
      : []),
    ...notices.map(({ message }) => message)
  ]);
  return told.size === 0 ? null : [...told].slice(0, MOST_REMARKS).join(' ');
}

/** Where the manifest was lost, the status still tells in one word. */
function wordsOfStatus(status: number | null): string | null {
  const found = Object.entries(workerExitStatus).find(
    ([, value]) => value === status
  );
  return found === undefined ? null : WORDS[found[0] as WorkerOutcomeCode];
}

const WORDS: Readonly<Record<WorkerOutcomeCode, string | null>> = {
  succeeded: null,
  // Many programs end so, whatever happened to them.
  failed: null,
  'order-invalid': null,
  'input-missing': 'A file that it reads was not there.',
  'input-mismatch': 'A file that it reads was not the one that was sent.',
  'input-unreachable': 'A file that it reads could not be fetched.',
  'credential-refused': 'The login for a file that it reads was refused.',
  'kernel-missing': 'The kernel is not there where it ran.',
  'runner-missing': 'The Python where it ran has no nbclient.',
  'engine-missing': 'The workflow engine is not there where it ran.',
  'repository-failed': 'Its repository could not be fetched.',
  'environment-failed': 'Its environment could not be entered.',
  'kernel-died': 'The kernel died; often for want of memory.',
  'time-limit': 'Its time was over.',
  terminated: 'It was ended from outside.',
  'disk-full': 'The disk where it ran was full.',
  'worker-failed': 'The program that runs jobs failed itself.'
};

/** A finished job in one sentence. */
export function overall(endings: readonly Ending[]): Ending {
  const [only] = endings;
  if (endings.length === 1 && only !== undefined) {
    return only;
  }
  const failed = endings.filter(({ state }) => state === 'failed');
  const lost = endings.filter(({ state }) => state === 'lost');
  const cancelled = endings.filter(({ state }) => state === 'cancelled');
  const worst = failed[0] ?? lost[0];
  if (worst !== undefined) {
    return {
      state:
        failed.length === 0 && lost.length === endings.length
          ? 'lost'
          : 'failed',
      message: `${failed.length + lost.length} of ${endings.length} tasks did not succeed. The first one: ${worst.message ?? 'no reason is known.'}`,
      advice: worst.advice
    };
  }
  return cancelled.length > 0
    ? {
        state: 'cancelled',
        message: `${cancelled.length} of ${endings.length} tasks were cancelled.`,
        advice: null
      }
    : {
        state: 'done',
        message: endings.find(({ message }) => message)?.message ?? null,
        advice: null
      };
}
