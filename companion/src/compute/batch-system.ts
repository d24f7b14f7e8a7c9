/**
 * Where jobs run. Each implementation passes
 * `testing/batch-conformance.ts`; what a job is to the person (its draft, its
 * results, its history) is the room `jobs/`, which knows batch systems only by
 * this interface.
 *
 * Everything here acts with the rights of the person whose companion it is,
 * and every call ends: by an answer, by a BatchError, or by the signal.
 */
import type {
  JobFinding,
  JobResources,
  SiteQueue,
  WorkerCredential
} from 'sciencemesh-contract';

/** Why a batch system did not do something. */
export type BatchFailure =
  /** The login has expired or was never made: nothing is known of any job. */
  | 'signed-out'
  /** Nobody answers: the system is down, or the way to it. */
  | 'unreachable'
  | 'timeout'
  /** It asks for patience. */
  | 'busy'
  /** It says no, and will say so again: wrong account, limit, bad value. */
  | 'refused'
  /** It knows no such job (any more). */
  | 'not-found'
  | 'not-permitted'
  | 'no-space'
  /** It cannot do this at all. */
  | 'unsupported'
  /** The program is missing, or its answer makes no sense. */
  | 'broken'
  | 'aborted';

/**
 * Failures that say nothing about the job: what was known stays known, and the
 * question is asked again later.
 */
export const PASSING: ReadonlySet<BatchFailure> = new Set([
  'signed-out',
  'unreachable',
  'timeout',
  'busy',
  'broken',
  'aborted'
]);

/** Something that a batch system did not do. */
export class BatchError extends Error {
  readonly code: BatchFailure;
  /**
   * The request may have been carried out although this error came of it; the
   * caller looks with `find` before it asks again.
   */
  readonly outcomeUnknown: boolean;

  /**
   * @param code what happened, for programs
   * @param message what happened and what to do, for the person
   * @param details the underlying error, for the log
   */
  constructor(
    code: BatchFailure,
    message: string,
    details: { cause?: unknown; outcomeUnknown?: boolean } = {}
  ) {
    super(message, { cause: details.cause });
    this.name = 'BatchError';
    this.code = code;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
  }
}

/** What a site says about itself. */
export interface SiteFacts {
  version: string | null;
  /** The project's own tests run on this release. */
  tested: boolean;
  queues: readonly SiteQueue[];
  accounts: readonly string[];
  gpus: boolean;
  can: {
    hold: boolean;
    arrays: boolean;
    dependencies: boolean;
    containers: boolean;
  };
}

/**
 * A job as a batch system needs it. All free text that a person wrote (values
 * of parameters, names of files) is data in `folder`, never in a submit text;
 * what stands here was checked by `order-check.ts`.
 */
export interface SubmitOrder {
  /**
   * Unique for ever, `[A-Za-z0-9-]{1,64}`: written into the job, so that a job
   * whose submission was not answered is found again.
   */
  tag: string;
  /** For the site's own tools; one line of `[A-Za-z0-9._ -]`, at most 100. */
  label: string;
  /**
   * Absolute path on this machine of the job's own folder. Everything that
   * goes along lies in it; everything that comes back appears in it.
   */
  folder: string;
  /** Files in `folder` that go along: safe names of ours, no folders. */
  files: readonly string[];
  /**
   * What runs, as argv, in the folder that holds `files` on the worker; task N
   * of a sweep gets `--task N` appended.
   */
  command: readonly string[];
  /**
   * Files that each task leaves under the name that this makes of them, always
   * all of them (the worker sees to it), next to what it prints.
   */
  outputs: (task: number) => readonly string[];
  /** 1: a plain job, whose only task is number 0. */
  tasks: number;
  /** Tasks that run together; null: as the site likes. */
  atOnce: number | null;
  resources: JobResources;
  /** Seconds between the site's warning and its end of a job. */
  graceSeconds: number;
  container: string | null;
  /** The site's names of jobs that must have succeeded first. */
  after: readonly string[];
  /** Data that the batch system itself is to fetch and bring. */
  transfers: readonly SystemTransfer[];
}

/**
 * A file that the batch system's own machinery fetches, with the name of a
 * credential that lies with the site, never the credential itself.
 */
export interface SystemTransfer {
  /**
   * E.g. `ocm.name+https://cloud.example.org/dav/…`, with the name of the
   * credential if it has one; checked, percent-encoded.
   */
  url: string;
  direction: 'in' | 'out';
  /** Name in the job's folder. */
  file: string;
}

/** What would be, or was, handed to the batch system. */
export interface SubmitText {
  text: string;
  language: 'htcondor' | 'bash' | 'json';
}

/** A job that the site has taken. */
export interface Submitted {
  /** What the site calls it; for a sweep, the whole of it. */
  systemId: string;
}

/** A job of ours that the site is asked about. */
export interface KnownJob {
  tag: string;
  systemId: string;
  folder: string;
  tasks: number;
  /** As in the order: what a task leaves. */
  outputs: (task: number) => readonly string[];
}

export type TaskState =
  'waiting' | 'held' | 'running' | 'suspended' | 'ending' | 'ended';

/** Why a task came to its end. */
export type TaskEnd =
  /** By itself; `exitCode` or `exitSignal` says how. */
  | 'exited'
  | 'cancelled'
  | 'time-limit'
  | 'memory-limit'
  | 'disk-limit'
  /** The machine, its network, or the system's own care of the job failed. */
  | 'node-failed'
  | 'dependency-failed'
  /** Removed by the site's policy or its staff. */
  | 'removed';

/** What the site says of one task. A value that it does not say is null. */
export interface TaskReport {
  task: number;
  state: TaskState;
  /** Only of an ended task. */
  end: TaskEnd | null;
  exitCode: number | null;
  exitSignal: number | null;
  /** In words for the person: why it waits, is held, has ended. */
  message: string | null;
  /** What the person can do about it. */
  advice: string | null;
  /** ISO 8601, UTC, by the site's clock. */
  startedAt: string | null;
  endedAt: string | null;
  /** Machine that runs it. */
  host: string | null;
  wallSeconds: number | null;
  cpuSeconds: number | null;
  peakMemoryMebibytes: number | null;
  /** How often it was started; more than 1 after an eviction. */
  starts: number | null;
}

/** The site's answer about many jobs at once. */
export interface SystemReport {
  /**
   * By tag. A job that is missing here is unknown to the site: neither in its
   * queue nor in its history (where it keeps one that was asked).
   */
  jobs: ReadonlyMap<string, readonly TaskReport[]>;
  /** ISO 8601: the site's answer is that fresh. */
  asOf: string;
}

/** A piece of what a task prints. */
export interface OutputPiece {
  bytes: Uint8Array;
  /** Position of the first of them in the stream. */
  from: number;
  /** The stream's length so far; null: not said. */
  size: number | null;
}

export interface BatchSystem {
  readonly kind: 'htcondor' | 'slurm' | 'slurmrestd' | 'local';

  /** Nothing happens to a job that `watch` does not hear of. */
  readonly hearsAll?: boolean;

  /** What the site is and allows; a cheap question of two or three commands. */
  describe(signal: AbortSignal): Promise<SiteFacts>;

  /**
   * What would be handed over for an order; pure, and the same for the same
   * order.
   */
  render(order: SubmitOrder): SubmitText;

  /**
   * Asks the site, without submitting, whether it would take the job and ever
   * run it.
   *
   * @param text what `render` made, or what the person has made of it
   * @returns everything that is wrong with it, the worst first
   */
  validate(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal
  ): Promise<readonly JobFinding[]>;

  /**
   * Hands a job over, once. What the order says about files is carried out
   * whatever `text` says.
   *
   * @param cancelled ends what only brings files to the site. What makes the
   * job there is waited for: ended, it may yet do so after `find` was asked.
   * @throws BatchError; with `outcomeUnknown` when the site may have taken it
   */
  submit(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal,
    cancelled?: AbortSignal
  ): Promise<Submitted>;

  /**
   * Looks for a job whose submission was not answered.
   *
   * @returns null when the site certainly has no such job
   */
  find(tag: string, signal: AbortSignal): Promise<Submitted | null>;

  /**
   * How jobs are doing: one batched question, however many there are, and none
   * at all where the site writes that down for us.
   */
  report(jobs: readonly KnownJob[], signal: AbortSignal): Promise<SystemReport>;

  /**
   * Hears that a job has changed, without asking the site (an event log, the
   * files of the job), so that `report` is called when there is something to
   * learn; absent where there is no such thing.
   *
   * @returns a function that ends the subscription
   */
  watch?(job: KnownJob, listener: () => void): () => void;

  /** Why a job does not run, at length, for a person who asks. */
  explain(job: KnownJob, signal: AbortSignal): Promise<string>;

  /**
   * What a running task has printed, from a position on.
   *
   * @param maximum bytes
   */
  tail(
    job: KnownJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number,
    signal: AbortSignal
  ): Promise<OutputPiece>;

  /** @param tasks null: all of them, also those that have not started */
  hold(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void>;
  release(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void>;
  cancel(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void>;

  /**
   * Brings everything that ended tasks have left into the job's folder; may be
   * called again after it was interrupted, and when there is nothing new.
   */
  retrieve(job: KnownJob, signal: AbortSignal): Promise<void>;

  /**
   * Lets the site forget a job whose results are here: leftovers in a spool or
   * a remote folder. Never fails a job that is unknown there.
   */
  discard(job: KnownJob, signal: AbortSignal): Promise<void>;

  /** Absent where the system fetches nothing by itself. */
  readonly credentials?: CredentialKeeper;

  close(): Promise<void>;
}

/**
 * Keeps tokens with which the system fetches files for the jobs of this
 * person. Nobody else can read them, and no job text holds them.
 */
export interface CredentialKeeper {
  /**
   * Keeps a token, in the place of the one that has the name.
   *
   * @param name `[a-z0-9]+`, as in the addresses of `SystemTransfer`
   */
  keep(
    name: string,
    credential: WorkerCredential,
    signal: AbortSignal
  ): Promise<void>;
  /** Never fails for a name that is unknown there. */
  forget(name: string, signal: AbortSignal): Promise<void>;
}

/** `progress`: the lines of the worker, where they are a file of their own. */
export type OutputStream = 'stdout' | 'stderr' | 'progress';

/**
 * Name of the file in a job's folder that holds what a task prints: there
 * while the folder is where the job runs, and for all others once `retrieve`
 * has brought it.
 */
export function printedFile(
  stream: 'stdout' | 'stderr',
  task: number,
  tasks: number
): string {
  return tasks === 1 ? `${stream}.txt` : `${stream}-${task}.txt`;
}

/**
 * Where a task runs while the job's folder is where it runs: a sweep has a
 * folder for each, as all of them unpack the same names.
 */
export function taskFolder(
  folder: string,
  task: number,
  tasks: number
): string {
  return tasks === 1 ? folder : `${folder}/task-${task}`;
}
