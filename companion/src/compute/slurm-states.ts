/**
 * What Slurm's words mean: states of jobs and reasons for waiting, as its
 * commands and its REST service both use them. Sources: Slurm's pages "Job
 * State Codes" and "Job Reason Codes".
 */
import type { TaskEnd, TaskState } from './batch-system.ts';

/** What one of Slurm's states means. */
export interface SlurmMeaning {
  state: TaskState;
  end: TaskEnd | null;
  message: string | null;
  advice: string | null;
}

const live = (state: TaskState, message: string | null): SlurmMeaning => ({
  state,
  end: null,
  message,
  advice: null
});

const over = (
  end: TaskEnd,
  message: string | null,
  advice: string | null
): SlurmMeaning => ({ state: 'ended', end, message, advice });

const STATES: Readonly<Record<string, SlurmMeaning>> = {
  PENDING: live('waiting', null),
  CONFIGURING: live('waiting', 'Its machines are being made ready.'),
  REQUEUED: live('waiting', 'Slurm has put it back into the queue.'),
  REQUEUE_FED: live('waiting', 'Slurm has put it back into the queue.'),
  REQUEUE_HOLD: live('held', 'Slurm has put it back into the queue, held.'),
  SPECIAL_EXIT: live('held', 'Held after a special exit code.'),
  RESV_DEL_HOLD: live('held', 'The reservation that it needs was deleted.'),
  RUNNING: live('running', null),
  RESIZING: live('running', null),
  SIGNALING: live('running', null),
  SUSPENDED: live('suspended', 'The staff or the scheduler has suspended it.'),
  STOPPED: live('suspended', 'It has been stopped by a signal.'),
  COMPLETING: live('ending', null),
  STAGE_OUT: live('ending', 'Its files are being brought out.'),
  COMPLETED: over('exited', null, null),
  FAILED: over('exited', null, null),
  CANCELLED: over('cancelled', 'It was cancelled.', null),
  TIMEOUT: over(
    'time-limit',
    'It ran longer than the time that was asked for.',
    'Ask for more time, or split the work.'
  ),
  DEADLINE: over(
    'time-limit',
    'It could not end before its deadline.',
    'Ask for less time, or submit it without a deadline.'
  ),
  OUT_OF_MEMORY: over(
    'memory-limit',
    'It needed more memory than was asked for, and was ended.',
    'Ask for more memory, or let it hold less data at a time.'
  ),
  NODE_FAIL: over(
    'node-failed',
    'The machine that it ran on has failed.',
    'Run it again; if it happens again, tell the staff of the site.'
  ),
  BOOT_FAIL: over(
    'node-failed',
    'The machine that was to run it did not start.',
    'Run it again; if it happens again, tell the staff of the site.'
  ),
  LAUNCH_FAILED: over(
    'node-failed',
    'The machine could not start it.',
    'Run it again; if it happens again, tell the staff of the site.'
  ),
  PREEMPTED: over(
    'removed',
    'It had to make room for a job of higher priority.',
    'Run it again, or in a queue whose jobs are not displaced.'
  ),
  REVOKED: over(
    'removed',
    'Another cluster of the federation has taken it.',
    'Look for it there.'
  )
};

/**
 * What a state means.
 *
 * @param text as Slurm prints it, e.g. `CANCELLED by 1000` or `COMPLETED`
 * @returns an unknown word counts as running: a new flag ends no job
 */
export function slurmMeaning(text: string): SlurmMeaning {
  const word = /^[A-Z_]+/.exec(text)?.[0] ?? '';
  return STATES[word] ?? live('running', `Slurm calls its state "${text}".`);
}

/** Reasons for waiting, in words; the others are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  Priority: 'Jobs of higher priority come first.',
  Resources: 'Waits until enough processors and memory are free.',
  Dependency: 'Waits for another job to succeed.',
  DependencyNeverSatisfied:
    'The job that it depends on has failed, so it never starts. Cancel it, or run the other one again.',
  JobHeldUser: 'You hold it. Release it to let it run.',
  JobHeldAdmin: 'The staff of the site holds it. Ask them why.',
  BeginTime: 'Its earliest time to begin has not come.',
  JobArrayTaskLimit: 'As many tasks of this sweep run as may run at once.',
  Licenses: 'Waits for a licence.',
  ReqNodeNotAvail:
    'A machine that it needs is not available, perhaps for maintenance.',
  NodeDown: 'A machine that it needs is down.',
  PartitionDown: 'The queue is closed at the moment.',
  PartitionInactive: 'The queue takes no jobs at the moment.',
  PartitionTimeLimit:
    'It asks for more time than the queue allows, so it never starts. Cancel it and ask for less, or choose another queue.',
  PartitionNodeLimit:
    'It asks for more machines than the queue has, so it never starts. Cancel it and ask for fewer.',
  PartitionConfig:
    'It asks for more than the queue allows, so it never starts. Cancel it and ask for less.',
  AccountNotAllowed:
    'The queue does not take jobs of this account. Cancel it and choose another account or queue.',
  InvalidAccount: 'The account is not valid. Cancel it and choose another.',
  InvalidQOS: 'The quality of service is not valid.',
  Reservation: 'Waits for its reservation to begin.',
  ReservationDeleted: 'Its reservation was deleted.',
  Cleaning: 'It is being put back into the queue.',
  FrontEndDown: 'The machine that starts jobs is down.',
  SystemFailure: 'Slurm, its file system or its network has failed.',
  LaunchFailedRequeued: 'It could not be started, and is back in the queue.',
  JobLaunchFailure: 'It could not be started.',
  NonZeroExitCode: 'It ended with an error and is held.',
  BadConstraints:
    'No machine has what it asks for, so it never starts. Cancel it and ask for less.',
  TimeLimit: 'It ran longer than the time that was asked for.',
  OutOfMemory: 'It needed more memory than was asked for.',
  Nodes_required_for_job_are_DOWN_DRAINED_or_reserved_for_jobs_in_higher_priority_partitions:
    'The machines that it needs are down, being emptied, or kept for others.'
};

/** Limits of an account or a quality of service; there are dozens of them. */
const LIMITS: readonly (readonly [RegExp, string])[] = [
  [
    /^(Assoc|QOS).*(CpuLimit|CPU|Cpu)/u,
    'Your account already uses as many processors as it may.'
  ],
  [
    /^(Assoc|QOS).*(MemLimit|Mem|Memory)/u,
    'Your account already uses as much memory as it may.'
  ],
  [
    /^(Assoc|QOS).*(Jobs?Limit|MaxJobs|SubmitJob)/u,
    'Your account has as many jobs as it may.'
  ],
  [
    /^(Assoc|QOS).*(Gres|GRES)/u,
    'Your account already uses as many GPUs as it may.'
  ],
  [
    /^(Assoc|QOS).*(WallDuration|Wall)/u,
    'It asks for more time than your account allows.'
  ],
  [/^(Assoc|QOS).*Minutes?/u, 'Your account has used up its share of time.'],
  [/^(Assoc|QOS)/u, 'A limit of your account is reached.']
];

/**
 * Why a job waits, in words.
 *
 * @param reason as Slurm prints it; `None` and blank say nothing
 */
export function slurmReason(reason: string): string | null {
  const word = reason.trim().replace(/^\(|\)$/gu, '');
  if (word === '' || word === 'None' || word === 'N/A') {
    return null;
  }
  const [name = word] = word.split(/[,:]/u);
  return (
    REASONS[name.replaceAll(' ', '_').replaceAll('/', '_')] ??
    REASONS[name] ??
    LIMITS.find(([pattern]) => pattern.test(name))?.[1] ??
    `Slurm says "${word}".`
  );
}

/**
 * Whether a waiting job is held, and by whom.
 *
 * @param reason as Slurm prints it
 */
export function isHeld(reason: string): boolean {
  return /^\(?JobHeld(User|Admin)/u.test(reason);
}

/** Reasons with which a waiting job never starts by itself. */
export function neverStarts(reason: string): boolean {
  return /^\(?(DependencyNeverSatisfied|PartitionTimeLimit|PartitionNodeLimit|PartitionConfig|AccountNotAllowed|InvalidAccount|BadConstraints)/u.test(
    reason
  );
}

/**
 * Exit code and signal of `sacct`'s `ExitCode`.
 *
 * @param text e.g. `7:0` (code 7) or `0:9` (killed by signal 9)
 */
export function slurmExit(text: string): {
  exitCode: number | null;
  exitSignal: number | null;
} {
  const match = /^(\d+):(\d+)$/u.exec(text.trim());
  if (match === null) {
    return { exitCode: null, exitSignal: null };
  }
  const signal = Number(match[2]);
  return {
    exitCode: signal === 0 ? Number(match[1]) : null,
    exitSignal: signal === 0 ? null : signal
  };
}

/** Releases that the tests of this project run on. */
const TESTED = /^24\.11\./u;

/** Whether the project's tests run on this release of Slurm. */
export function isTestedSlurm(version: string | null): boolean {
  return version !== null && TESTED.test(version);
}

/**
 * Why Slurm refuses, in words that say what to do.
 *
 * @param text what it printed, or an `errors[]` entry of its REST service
 * @returns null where the text is not known
 */
export function slurmRefusal(
  text: string
): { code: string; field: string | null; message: string } | null {
  const known = REFUSALS.find(({ pattern }) => pattern.test(text));
  return known === undefined
    ? null
    : { code: known.code, field: known.field, message: known.message };
}

const REFUSALS: readonly {
  pattern: RegExp;
  code: string;
  field: string | null;
  message: string;
}[] = [
  {
    pattern: /invalid partition|Invalid partition/u,
    code: 'queue-unknown',
    field: 'resources.queue',
    message: 'The site has no such queue. Choose one from the list.'
  },
  {
    pattern: /Invalid account|account\/partition combination/u,
    code: 'account-refused',
    field: 'resources.account',
    message:
      'The site does not let you use this account in this queue. Choose another account or queue.'
  },
  {
    pattern: /time limit/iu,
    code: 'walltime-over-limit',
    field: 'resources.seconds',
    message:
      'The queue does not allow that much time. Ask for less, or choose another queue.'
  },
  {
    pattern: /Memory (specification|required)/iu,
    code: 'memory-over-limit',
    field: 'resources.memoryMebibytes',
    message:
      'No machine of the queue has that much memory. Ask for less, or choose another queue.'
  },
  {
    pattern: /CPU count|More processors|node configuration is not available/iu,
    code: 'resources-over-limit',
    field: 'resources.cpus',
    message:
      'No machine of the queue has that many processors, that much memory or such GPUs. Ask for less, or choose another queue.'
  },
  {
    pattern: /generic resource|gres/iu,
    code: 'gpus-unavailable',
    field: 'resources.gpus',
    message: 'The queue has no such GPUs. Ask for fewer, or choose another.'
  },
  {
    pattern: /Job array|array (specification|size)/iu,
    code: 'too-many-tasks',
    field: 'sweep',
    message: 'The site does not take that many tasks at once. Make fewer.'
  },
  {
    pattern: /dependency/iu,
    code: 'dependency-refused',
    field: 'after',
    message:
      'A job that must come first is not known to the site any more. Choose another one.'
  },
  {
    pattern: /QOS|policy|association/iu,
    code: 'policy-refused',
    field: 'resources',
    message:
      'A limit of your account does not allow that. Ask for less, or wait until other jobs have ended.'
  },
  {
    pattern: /#!|DOS line breaks|batch script/iu,
    code: 'script-refused',
    field: 'script',
    message:
      'The script must begin with a line such as "#!/bin/bash" and use plain line ends.'
  }
];
