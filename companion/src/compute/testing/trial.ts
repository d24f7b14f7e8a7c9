/**
 * A batch system under test, and the jobs that tests give it.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobResources } from 'sciencemesh-contract';
import {
  BatchError,
  type BatchFailure,
  type BatchSystem,
  type KnownJob,
  type SubmitOrder,
  type TaskReport
} from '../batch-system.ts';

/** What a job of the suite does, one after the other; see `probe.py`. */
export type Step =
  | readonly ['write', name: string, text: string]
  | readonly ['copy', from: string, to: string]
  | readonly ['words', name: string]
  | readonly ['print', stream: 'stdout' | 'stderr', text: string]
  | readonly ['count', lines: number, line: string, pause: number]
  | readonly ['wait', seconds: number]
  | readonly ['on-term', name: string, status: number]
  | readonly ['allocate', mebibytes: number, seconds: number]
  | readonly ['exit', status: number]
  | readonly ['signal', number: number];

/** A real batch system to try. */
export interface Subject {
  system: BatchSystem;
  /** An empty folder for a job, that `name` is part of. */
  folder(name: string): Promise<string>;
  /** Gives the person whose jobs these are what lies in a folder. */
  give?(folder: string): Promise<void>;
  /** How many jobs with this tag the site has or had, all told. */
  count?(tag: string): Promise<number>;
  /** Takes the site away, for the last tests. */
  outage?: { begin(): Promise<void>; end(): Promise<void> };
  close(): Promise<void>;
}

/** Where systems differ; a text is the reason why something is left out. */
export interface Traits {
  /** What `describe` says that it can do. */
  can: { hold: boolean; arrays: boolean; dependencies: boolean };
  /** Resources with which a job is taken and does not start. */
  waiting: Partial<JobResources> | { none: string };
  /** Holding stops a job that runs, too. */
  holdsRunning: boolean;
  /** Shortest wall time in seconds that the system keeps to. */
  shortestSeconds: number;
  /** Nothing takes the site away, or other tests do that. */
  alwaysThere?: string;
  /** Nobody watches the memory. */
  noMemoryLimit?: string;
  /** Orders that the site would refuse or never run. */
  refused: readonly {
    what: string;
    change: (order: SubmitOrder) => Partial<SubmitOrder>;
  }[];
  /** Resources of all jobs, where not the usual. */
  resources?: Partial<JobResources>;
  /** How long anything may take, in seconds; default 120. */
  patience?: number;
}

export const PYTHON = ['python3', 'probe.py', 'plan.json'] as const;

const PROBE = join(import.meta.dirname, 'probe.py');

/** A signal that is never given. */
export const never = (): AbortSignal => new AbortController().signal;

export class Trial {
  readonly subject: Subject;
  readonly system: BatchSystem;
  readonly traits: Traits;

  constructor(subject: Subject, traits: Traits) {
    this.subject = subject;
    this.system = subject.system;
    this.traits = traits;
  }

  /** An order whose files are in place. */
  async order(
    steps: readonly Step[],
    change: Partial<SubmitOrder> = {},
    input: Uint8Array | null = null
  ): Promise<SubmitOrder> {
    const tag = randomUUID();
    const folder = change.folder ?? (await this.subject.folder(tag));
    await copyFile(PROBE, join(folder, 'probe.py'));
    await chmod(join(folder, 'probe.py'), 0o644);
    await writeFile(join(folder, 'plan.json'), JSON.stringify(steps));
    if (input !== null) {
      await writeFile(join(folder, 'input.bin'), input);
    }
    await this.subject.give?.(folder);
    const order: SubmitOrder = {
      tag,
      label: `Trial ${tag.slice(0, 8)}`,
      folder,
      files: ['probe.py', 'plan.json', ...(input ? ['input.bin'] : [])],
      command: PYTHON,
      outputs: () => [],
      tasks: 1,
      atOnce: null,
      graceSeconds: 3,
      container: null,
      after: [],
      transfers: [],
      ...change,
      resources: {
        queue: null,
        account: null,
        cpus: 1,
        memoryMebibytes: 100,
        diskMebibytes: null,
        gpus: 0,
        seconds: 600,
        ...this.traits.resources,
        ...change.resources
      }
    };
    return order;
  }

  async submit(order: SubmitOrder): Promise<KnownJob> {
    const text = this.system.render(order);
    const { systemId } = await this.system.submit(order, text, never());
    return known(order, systemId);
  }

  /** Submits a job that does this. */
  async start(
    steps: readonly Step[],
    change: Partial<SubmitOrder> = {},
    input: Uint8Array | null = null
  ): Promise<KnownJob> {
    return this.submit(await this.order(steps, change, input));
  }

  /** What the site says of a job; undefined: it knows no such job. */
  async report(job: KnownJob): Promise<readonly TaskReport[] | undefined> {
    const { jobs } = await this.system.report([job], never());
    return jobs.get(job.tag);
  }

  /** Asks until the answer is the expected one. */
  async until(
    job: KnownJob,
    what: string,
    expected: (tasks: readonly TaskReport[]) => boolean
  ): Promise<readonly TaskReport[]> {
    let last: readonly TaskReport[] | undefined;
    await this.soon(
      async () => {
        last = await this.report(job);
        return last !== undefined && expected(last);
      },
      () => `not ${what}: ${JSON.stringify(last).slice(0, 2000)}`
    );
    assert.ok(last);
    return last;
  }

  /** Tries until it is so, as long as patience lasts. */
  async soon(
    isSo: () => Promise<boolean>,
    complaint: () => string
  ): Promise<void> {
    const end = performance.now() + (this.traits.patience ?? 120) * 1000;
    while (!(await isSo())) {
      assert.ok(performance.now() < end, complaint());
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }

  /** @returns its tasks, all of which have ended */
  ended(job: KnownJob): Promise<readonly TaskReport[]> {
    return this.until(job, 'ended', tasks =>
      tasks.every(({ state }) => state === 'ended')
    );
  }

  /** @returns the only task of a plain job, which has ended */
  async end(job: KnownJob): Promise<TaskReport> {
    return only(await this.ended(job));
  }

  running(job: KnownJob): Promise<readonly TaskReport[]> {
    return this.until(job, 'running', tasks =>
      tasks.every(({ state }) => state === 'running')
    );
  }

  /** A job that the site has taken, and that does not start. */
  async waiting(steps: readonly Step[] = []): Promise<KnownJob> {
    const { waiting } = this.traits;
    assert.ok(!('none' in waiting));
    const order = await this.order(steps);
    const job = await this.submit({
      ...order,
      resources: { ...order.resources, ...waiting }
    });
    await this.until(job, 'waiting', tasks =>
      tasks.every(({ state }) => state === 'waiting')
    );
    return job;
  }

  /** Ends a job that is of no more use, and waits for that. */
  async stop(job: KnownJob): Promise<void> {
    await this.system.cancel(job, null, never());
    await this.soon(
      async () =>
        ((await this.report(job)) ?? []).every(
          ({ state }) => state === 'ended'
        ),
      () => `${job.systemId} was not cancelled`
    );
  }

  /** Content of a file that came back. */
  read(job: KnownJob, file: string): Promise<Buffer> {
    return readFile(join(job.folder, file));
  }
}

/** What is remembered of a job. */
export function known(order: SubmitOrder, systemId: string): KnownJob {
  const { tag, folder, tasks, outputs } = order;
  return { tag, systemId, folder, tasks, outputs };
}

export function only(tasks: readonly TaskReport[]): TaskReport {
  const [task, ...others] = tasks;
  assert.ok(task);
  assert.deepEqual(others, []);
  assert.equal(task.task, 0);
  return task;
}

/** A sentence that can be shown to a person. */
export function assertSentence(text: string | null, about = /\w/): void {
  assert.ok(text !== null);
  assert.match(text, /^\P{Cc}{10,}$/u);
  assert.match(text, about);
}

/** @returns the failure, which is one of these */
export async function fails(
  promise: Promise<unknown>,
  ...codes: BatchFailure[]
): Promise<BatchError> {
  const error: unknown = await promise.then(
    value => assert.fail(`no failure but ${JSON.stringify(value)}`),
    (reason: unknown) => reason
  );
  return assertFailure(error, ...codes);
}

export function assertFailure(
  error: unknown,
  ...codes: BatchFailure[]
): BatchError {
  assert.ok(error instanceof BatchError, String(error));
  assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
  assertSentence(error.message);
  return error;
}
