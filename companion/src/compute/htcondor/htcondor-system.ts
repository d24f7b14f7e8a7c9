/**
 * Jobs of an HTCondor pool, by its commands and the event logs of the jobs.
 */
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { HtcondorSiteConfig, JobFinding } from 'sciencemesh-contract';
import {
  BatchError,
  printedFile,
  type BatchSystem,
  type CredentialKeeper,
  type KnownJob,
  type OutputPiece,
  type OutputStream,
  type SiteFacts,
  type SubmitOrder,
  type Submitted,
  type SubmitText,
  type SystemReport,
  type TaskReport
} from '../batch-system.ts';
import { createCredentials } from './credentials.ts';
import { CANCELLED_BY_US } from './endings.ts';
import { EventLogs } from './event-logs.ts';
import { explainJob } from './explanation.ts';
import { HELD_BY_US } from './hold-reasons.ts';
import { createPrograms, failureOf, type Programs } from './programs.ts';
import { askQueue } from './queue.ts';
import { readPiece } from './printed-file.ts';
import { describeSite } from './site.ts';
import { discardJob, retrieveSpooled } from './spool.ts';
import { findJob, submitJob } from './submission.ts';
import { EVENT_LOG, isSpooled, renderSubmitText } from './submit-text.ts';
import { tailTask } from './tail.ts';
import { findProblems } from './validation.ts';

export interface HtcondorContext {
  logger: Pick<Logger, 'debug'>;
}

export function createHtcondorSystem(
  config: HtcondorSiteConfig,
  context: HtcondorContext
): BatchSystem {
  return new HtcondorSystem(config, context);
}

const ACTION_SECONDS = 60;
/** For so long nobody asks how a job is doing only to read what it prints. */
const KNOWN_MILLISECONDS = 2 * 60_000;

interface Told {
  tasks: readonly TaskReport[];
  /** Milliseconds since 1970. */
  at: number;
}

class HtcondorSystem implements BatchSystem {
  readonly kind = 'htcondor';
  readonly hearsAll: boolean;
  private readonly config: HtcondorSiteConfig;
  private readonly logger: Pick<Logger, 'debug'>;
  readonly credentials?: CredentialKeeper;
  private readonly programs: Programs;
  private readonly logs = new EventLogs();
  /** What the schedd has said last, by tag. */
  private readonly told = new Map<string, Told>();
  private readonly closing = new AbortController();

  constructor(config: HtcondorSiteConfig, { logger }: HtcondorContext) {
    this.config = config;
    this.hearsAll = !isSpooled(config);
    this.logger = logger;
    this.programs = createPrograms(config);
    const { credentialService: service } = config;
    if (service !== undefined) {
      this.credentials = createCredentials(this.programs, config, service);
    }
  }

  describe(signal: AbortSignal): Promise<SiteFacts> {
    return describeSite(this.programs, this.config, this.until(signal));
  }

  render(order: SubmitOrder): SubmitText {
    return {
      text: renderSubmitText(order, this.config),
      language: 'htcondor'
    };
  }

  validate(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal
  ): Promise<readonly JobFinding[]> {
    const { programs, config } = this;
    return findProblems(programs, config, order, text, this.until(signal));
  }

  submit(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal,
    cancelled?: AbortSignal
  ): Promise<Submitted> {
    const { programs, config } = this;
    // A job without its files is none, so that its upload may be ended.
    const ends =
      isSpooled(config) && cancelled ? [cancelled, signal] : [signal];
    return submitJob(
      programs,
      config,
      order,
      text,
      this.until(AbortSignal.any(ends))
    );
  }

  find(tag: string, signal: AbortSignal): Promise<Submitted | null> {
    return findJob(this.programs, this.config, tag, this.until(signal));
  }

  async report(
    jobs: readonly KnownJob[],
    signal: AbortSignal
  ): Promise<SystemReport> {
    throwIfAborted(signal);
    const asOf = new Date().toISOString();
    const told = new Map<string, readonly TaskReport[]>();
    const asked: KnownJob[] = [];
    const verified: KnownJob[] = [];
    for (const job of jobs) {
      const tasks = isSpooled(this.config) ? null : await this.logs.read(job);
      if (tasks === null) {
        asked.push(job);
        continue;
      }
      told.set(job.tag, tasks);
      if (this.logs.isDoubtful(job)) {
        verified.push(job);
      }
    }
    if (asked.length > 0 || verified.length > 0) {
      const answer = await this.ask([...asked, ...verified], signal).catch(
        (error: unknown) => {
          // What the logs tell is known, and nobody asked for more.
          if (asked.length > 0) {
            throw error;
          }
          this.logger.debug({ error }, 'HTCondor could not be asked');
          return null;
        }
      );
      for (const job of asked) {
        const tasks = answer?.get(job.tag);
        if (tasks !== undefined) {
          told.set(job.tag, tasks);
        }
      }
      for (const job of answer === null ? [] : verified) {
        this.logs.verify(job);
        const tasks = answer?.get(job.tag);
        if (tasks === undefined) {
          told.delete(job.tag);
        } else {
          told.set(job.tag, tasks);
        }
      }
    }
    return { jobs: told, asOf };
  }

  watch(job: KnownJob, listener: () => void): () => void {
    if (isSpooled(this.config)) {
      return () => undefined;
    }
    try {
      const watcher = watch(job.folder, { persistent: false }, (_, name) => {
        if (name === EVENT_LOG) {
          listener();
        }
      });
      // The folder was taken away: there is no more to hear.
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch (error) {
      this.logger.debug({ error }, 'a folder of a job cannot be watched');
      return () => undefined;
    }
  }

  async explain(job: KnownJob, signal: AbortSignal): Promise<string> {
    const { programs, config } = this;
    const { jobs } = await this.report([job], signal);
    return explainJob(
      programs,
      config,
      job,
      jobs.get(job.tag),
      this.until(signal)
    );
  }

  async tail(
    job: KnownJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number,
    signal: AbortSignal
  ): Promise<OutputPiece> {
    const known = await this.known(job, signal);
    const found = known?.find(report => report.task === task);
    if (found === undefined) {
      throw new BatchError('not-found', 'HTCondor has no such job (any more).');
    }
    const file =
      stream === 'progress'
        ? progressFile(job, task)
        : printedFile(stream, task, job.tasks);
    switch (found.state) {
      case 'running':
      case 'suspended':
        return tailTask(
          this.programs,
          this.config,
          job,
          task,
          stream === 'progress' ? { file } : stream,
          from,
          maximum,
          this.until(signal)
        );
      case 'ended':
        return readPiece(join(job.folder, file), from, maximum);
      case 'waiting':
      case 'held':
      case 'ending':
        return { bytes: new Uint8Array(), from, size: null };
    }
  }

  hold(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    return this.act('condor_hold', HELD_BY_US, job, tasks, signal);
  }

  release(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    return this.act(
      'condor_release',
      'Released from JupyterLab',
      job,
      tasks,
      signal
    );
  }

  cancel(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    return this.act('condor_rm', CANCELLED_BY_US, job, tasks, signal);
  }

  async retrieve(job: KnownJob, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (isSpooled(this.config)) {
      const { programs, config } = this;
      await retrieveSpooled(programs, config, job, this.until(signal));
    }
  }

  async discard(job: KnownJob, signal: AbortSignal): Promise<void> {
    await discardJob(this.programs, this.config, job, this.until(signal));
    this.logs.forget(job);
    this.told.delete(job.tag);
  }

  close(): Promise<void> {
    this.closing.abort();
    return Promise.resolve();
  }

  private until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.closing.signal]);
  }

  private async ask(
    jobs: readonly KnownJob[],
    signal: AbortSignal
  ): Promise<Map<string, readonly TaskReport[]>> {
    const answer = await askQueue(
      this.programs,
      this.config,
      jobs,
      // Ends do not change.
      job => this.told.get(job.tag)?.tasks.filter(isOver) ?? [],
      this.until(signal)
    );
    const at = Date.now();
    answer.forEach((tasks, tag) => this.told.set(tag, { tasks, at }));
    return answer;
  }

  /** How a job is doing, without a question where there was one already. */
  private async known(
    job: KnownJob,
    signal: AbortSignal
  ): Promise<readonly TaskReport[] | undefined> {
    const told = isSpooled(this.config) ? this.told.get(job.tag) : undefined;
    return told !== undefined && Date.now() - told.at < KNOWN_MILLISECONDS
      ? told.tasks
      : (await this.report([job], signal)).jobs.get(job.tag);
  }

  private async act(
    program: string,
    reason: string,
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    if (tasks?.length === 0) {
      return;
    }
    const result = await this.programs.schedd(
      program,
      [
        ...['-reason', reason],
        ...(tasks?.map(task => `${job.systemId}.${task}`) ?? [job.systemId])
      ],
      {
        signal: this.until(signal),
        seconds: ACTION_SECONDS,
        changes: true
      }
    );
    if (result.code === 0) {
      return;
    }
    const failure = failureOf(program, result, this.config, true);
    throw failure.code === 'not-found' && tasks !== null
      ? new BatchError(
          'not-found',
          'Some of these tasks are not in the queue: they have ended, or are yet to come. The others were told.',
          { cause: failure }
        )
      : failure;
  }
}

function isOver({ state }: TaskReport): boolean {
  return state === 'ended';
}

/** Among what the task leaves; no other file of a sandbox can be read. */
function progressFile({ outputs }: KnownJob, task: number): string {
  const name = outputs(task).find(output => output.startsWith('progress'));
  if (name === undefined) {
    throw new BatchError(
      'unsupported',
      'This job does not write down how far it is.'
    );
  }
  return name;
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new BatchError('aborted', 'Nobody waits for the answer any more.', {
      cause: signal.reason
    });
  }
}
