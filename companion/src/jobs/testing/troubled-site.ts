/**
 * A batch system in memory that has troubles: it is away, its answers get
 * lost after it has done what was asked, it forgets. What it knows outlives
 * the companions that ask it.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { JobManifest, JobOrder } from 'sciencemesh-contract';
import { pack } from 'tar-stream';
import {
  BatchError,
  printedFile,
  type BatchSystem,
  type KnownJob,
  type OutputPiece,
  type OutputStream,
  type SiteFacts,
  type SubmitOrder,
  type SubmitText,
  type Submitted,
  type SystemReport,
  type TaskReport
} from '../../compute/batch-system.ts';
import { outputNames, SENT_NOTEBOOK } from '../job-files.ts';

/** What may happen to one request. */
export const TROUBLES = [
  'none',
  'signed-out',
  'unreachable',
  'busy',
  /** Done, and the answer did not arrive. */
  'answer-lost',
  /** Not done, and nobody can tell. */
  'request-lost'
] as const;
export type Trouble = (typeof TROUBLES)[number];

interface SiteJob {
  systemId: string;
  order: SubmitOrder;
  /** How often it was asked about; it goes on by that. */
  asked: number;
  starts: number;
  /** By the site's clock. */
  startedAt: number | null;
  held: boolean;
  cancelled: boolean;
  discarded: boolean;
}

/** What the site itself knows. */
export class TroubledSite {
  /** The troubles of the next requests, in their order; then none. */
  readonly troubles: Trouble[] = [];
  readonly jobs = new Map<string, SiteJob>();
  /** How often each job was submitted. */
  readonly submissions = new Map<string, number>();
  /** Tags that it has lost all memory of. */
  readonly forgotten = new Set<string>();
  /** Tags of jobs that it has taken off their machines for now. */
  readonly evicted = new Set<string>();
  /** What each running job prints, and tells of how far it is. */
  readonly streams = new Map<OutputStream, string>();
  /** Milliseconds by which its clock is ahead of ours; null: it shows 1970. */
  ahead: number | null = null;
  /** How many requests it has had, by their kind. */
  readonly requests = new Map<string, number>();
  /** How many jobs are being sent. */
  sending = 0;
  /** Their files take for ever. */
  hangs = false;
  /** What taking a job over waits for; null: nothing. */
  slow: Promise<void> | null = null;
  /** After so many questions a job has ended. */
  patience = 3;

  /** As a companion sees it. */
  connect(): BatchSystem {
    return new Connection(this);
  }

  async request<T>(kind: string, action: () => T | Promise<T>): Promise<T> {
    this.requests.set(kind, (this.requests.get(kind) ?? 0) + 1);
    const trouble = this.troubles.shift() ?? 'none';
    switch (trouble) {
      case 'none':
        return action();
      case 'answer-lost':
        await action();
        throw new BatchError('timeout', 'The site did not answer in time.', {
          outcomeUnknown: true
        });
      case 'request-lost':
        throw new BatchError('timeout', 'The site did not answer in time.', {
          outcomeUnknown: true
        });
      case 'signed-out':
      case 'unreachable':
      case 'busy':
        throw new BatchError(trouble, `The site is ${trouble} for now.`);
    }
  }
}

class Connection implements BatchSystem {
  readonly kind = 'slurm';
  readonly #site: TroubledSite;

  constructor(site: TroubledSite) {
    this.#site = site;
  }

  describe(): Promise<SiteFacts> {
    return this.#site.request('describe', () => ({
      version: '1.0',
      tested: true,
      queues: [],
      accounts: [],
      gpus: false,
      can: { hold: true, arrays: true, dependencies: true, containers: false }
    }));
  }

  render({ label }: SubmitOrder): SubmitText {
    return { text: `#!/bin/bash\n# ${label}\n`, language: 'bash' };
  }

  async validate(): Promise<readonly []> {
    return [];
  }

  async submit(
    order: SubmitOrder,
    _text: SubmitText,
    signal: AbortSignal,
    cancelled: AbortSignal
  ): Promise<Submitted> {
    if (this.#site.hangs) {
      this.#site.sending += 1;
      await once(AbortSignal.any([signal, cancelled]), 'abort');
      this.#site.sending -= 1;
      throw new BatchError('aborted', 'Its files were being sent.');
    }
    const { slow } = this.#site;
    if (slow !== null) {
      this.#site.sending += 1;
      await Promise.race([slow, once(signal, 'abort')]);
      this.#site.sending -= 1;
      if (signal.aborted) {
        // As with a program on another machine, which goes on.
        void slow.then(() => this.#take(order));
        throw new BatchError('aborted', 'Nobody waits for the answer.', {
          outcomeUnknown: true
        });
      }
    }
    return this.#site.request('submit', () => this.#take(order));
  }

  #take(order: SubmitOrder): Submitted {
    const { jobs, submissions } = this.#site;
    submissions.set(order.tag, (submissions.get(order.tag) ?? 0) + 1);
    const systemId = String(1000 + jobs.size);
    jobs.set(order.tag, {
      systemId,
      order,
      asked: 0,
      starts: 1,
      startedAt: null,
      held: false,
      cancelled: false,
      discarded: false
    });
    return { systemId };
  }

  find(tag: string): Promise<Submitted | null> {
    return this.#site.request('find', () => {
      const job = this.#site.jobs.get(tag);
      return job === undefined ? null : { systemId: job.systemId };
    });
  }

  report(asked: readonly KnownJob[]): Promise<SystemReport> {
    return this.#site.request('report', () => {
      const jobs = new Map<string, readonly TaskReport[]>();
      for (const { tag } of asked) {
        const job = this.#site.jobs.get(tag);
        if (job !== undefined && !this.#site.forgotten.has(tag)) {
          job.asked += job.held ? 0 : 1;
          jobs.set(tag, reportsOf(job, this.#site));
        }
      }
      return { jobs, asOf: new Date().toISOString() };
    });
  }

  async explain(): Promise<string> {
    return 'It waits because others are first.';
  }

  async tail(
    _job: KnownJob,
    _task: number,
    stream: OutputStream,
    from: number,
    maximum: number
  ): Promise<OutputPiece> {
    const all = Buffer.from(this.#site.streams.get(stream) ?? '');
    const bytes = all.subarray(from, from + maximum);
    return { bytes, from, size: all.length };
  }

  hold({ tag }: KnownJob): Promise<void> {
    return this.#change('hold', tag, job => (job.held = true));
  }

  release({ tag }: KnownJob): Promise<void> {
    return this.#change('release', tag, job => (job.held = false));
  }

  cancel({ tag }: KnownJob): Promise<void> {
    return this.#change('cancel', tag, job => (job.cancelled = true));
  }

  retrieve({ tag }: KnownJob): Promise<void> {
    return this.#site.request('retrieve', async () => {
      const job = this.#site.jobs.get(tag);
      if (job === undefined || this.#site.forgotten.has(tag)) {
        throw new BatchError('not-found', 'The site knows no such job.');
      }
      if (job.discarded) {
        throw new Error('What was discarded is retrieved again');
      }
      for (let task = 0; task < job.order.tasks; task += 1) {
        if (!job.cancelled) {
          await leaveResults(job, task);
        }
      }
    });
  }

  discard({ tag }: KnownJob): Promise<void> {
    return this.#change('discard', tag, job => (job.discarded = true));
  }

  async close(): Promise<void> {}

  #change(
    kind: string,
    tag: string,
    change: (job: SiteJob) => unknown
  ): Promise<void> {
    return this.#site.request(kind, () => {
      const job = this.#site.jobs.get(tag);
      if (job !== undefined) {
        change(job);
      }
    });
  }
}

function reportsOf(
  job: SiteJob,
  { ahead, evicted, patience }: TroubledSite
): TaskReport[] {
  const { asked, cancelled, held, order } = job;
  const now = ahead === null ? 1000 : Date.now() + ahead;
  const isAway = evicted.has(order.tag);
  const ended = cancelled || (asked >= patience && !isAway);
  const runs = asked > 1 && !isAway;
  if (isAway && job.startedAt !== null) {
    job.starts += 1;
    job.startedAt = null;
  } else if (runs) {
    job.startedAt ??= ahead === null ? 0 : now;
  }
  const { startedAt } = job;
  return Array.from({ length: order.tasks }, (_, task) => ({
    task,
    state: ended ? 'ended' : held ? 'held' : runs ? 'running' : 'waiting',
    end: !ended ? null : cancelled ? 'cancelled' : 'exited',
    exitCode: ended && !cancelled ? 0 : null,
    exitSignal: null,
    message: isAway ? 'It has to make room for other work.' : null,
    advice: null,
    startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
    endedAt: ended ? new Date(now).toISOString() : null,
    host: null,
    wallSeconds: null,
    cpuSeconds: null,
    peakMemoryMebibytes: null,
    starts: job.starts
  }));
}

/** As the worker would: the notebook, one output, and a manifest of both. */
async function leaveResults(
  { order: { folder, tag, tasks }, starts }: SiteJob,
  task: number
): Promise<void> {
  const names = outputNames(task, tasks, true);
  if (!existsSync(join(folder, 'job.json'))) {
    return;
  }
  const order = JSON.parse(
    await readFile(join(folder, 'job.json'), 'utf8')
  ) as JobOrder;
  await mkdir(folder, { recursive: true });
  const notebook = names.notebook ?? '';
  copyFileSync(join(folder, SENT_NOTEBOOK), join(folder, notebook));
  const result = Buffer.from(`${tag} ${task}`);
  const archive = pack();
  archive.entry({ name: 'result.txt' }, result);
  archive.finalize();
  await writeFile(join(folder, names.outputs), await buffer(archive));
  for (const stream of ['stdout', 'stderr'] as const) {
    await writeFile(join(folder, printedFile(stream, task, tasks)), stream);
  }
  const described = async (path: string) => {
    const bytes = await readFile(join(folder, path));
    return { path, size: bytes.length, sha256: sha256Of(bytes) };
  };
  const manifest: JobManifest = {
    version: 1,
    job: order.job,
    task: tasks === 1 ? null : task,
    attempt: starts,
    startedAt: new Date(0).toISOString(),
    endedAt: new Date(1000).toISOString(),
    outcome: {
      code: 'succeeded',
      status: 0,
      message: 'All cells were executed.',
      advice: null,
      detail: null
    },
    parameters: [],
    cells: [],
    cellCount: 0,
    command: null,
    repository: null,
    inputs: [],
    files: [await described(notebook), await described(names.outputs)],
    outputs: [
      { path: 'result.txt', size: result.length, sha256: sha256Of(result) }
    ],
    leftOut: [],
    resources: {
      wallSeconds: 1,
      cpuSeconds: 1,
      peakMemory: 1,
      disk: { used: 1, free: 1 }
    },
    machine: { host: 'x', system: 'x', architecture: 'x', processors: 1 },
    software: {
      worker: '1',
      python: '3',
      kernel: null,
      packages: {},
      containerImage: null
    },
    notices: []
  };
  writeFileSync(join(folder, names.manifest), JSON.stringify(manifest));
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
