/**
 * The machine of the companion as a batch system: bounded, with a queue, and
 * jobs that go on while the companion is restarted.
 *
 * Each task runs under `supervisor.py`, which keeps its limits and writes down
 * how it ended. All that is known is in files (see `records.ts`): this class
 * decides what starts when.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { JobFinding, LocalSiteConfig } from 'sciencemesh-contract';
import {
  BatchError,
  printedFile,
  taskFolder,
  type BatchSystem,
  type KnownJob,
  type OutputPiece,
  type OutputStream,
  type SiteFacts,
  type SubmitOrder,
  type SubmitText,
  type Submitted,
  type SystemReport
} from '../batch-system.ts';
import { boundsOf, overBounds, queueOf, type Bounds } from './bounds.ts';
import { checkOrder, checkOrderFiles } from '../order-check.ts';
import { bringBack, readPiece, removeTaskFolders } from './files.ts';
import { launch } from './launching.ts';
import { LocalJob } from './local-job.ts';
import {
  readRecord,
  writeRecord,
  type LastRecord,
  type OrderRecord
} from './records.ts';
import { scriptOf } from './script.ts';

/** Supervisors of an earlier companion tell of their end by files only. */
const LOOK_MILLISECONDS = 500;

const UNFINISHED = '.unfinished-';

export interface LocalSystemOptions {
  /** Absolute path of the folder for the records of jobs. */
  folder: string;
  config: Partial<LocalSiteConfig>;
  /** Python that runs the supervisors. */
  python: string;
  /** What jobs are started with; nothing else of ours goes along. */
  environment: Readonly<Record<string, string>>;
}

/** Takes up what earlier companions have left, and goes on with it. */
export function createLocalSystem(options: LocalSystemOptions): BatchSystem {
  return new LocalSystem(options);
}

class LocalSystem implements BatchSystem {
  readonly kind = 'local';
  readonly #options: LocalSystemOptions;
  readonly #bounds: Bounds;
  /** In the order of their submission. */
  readonly #jobs = new Map<string, LocalJob>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;
  #last = 0;
  #closed = false;

  constructor(options: LocalSystemOptions) {
    this.#options = options;
    this.#bounds = boundsOf(options.config);
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#takeUp();
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
    this.#timer.unref();
    this.#start();
  }

  async describe(): Promise<SiteFacts> {
    return {
      version: release(),
      tested: true,
      queues: [queueOf(this.#bounds, this.#used().cpus)],
      accounts: [],
      gpus: false,
      can: { hold: true, arrays: true, dependencies: true, containers: false }
    };
  }

  render(order: SubmitOrder): SubmitText {
    return scriptOf(order);
  }

  async validate(
    order: SubmitOrder,
    { text }: SubmitText
  ): Promise<readonly JobFinding[]> {
    const findings = [
      ...checkOrder(order),
      ...(await checkOrderFiles(order)),
      ...overBounds(order.resources, this.#bounds)
    ];
    if (order.container !== null) {
      findings.push({
        level: 'error',
        code: 'containers-unavailable',
        field: 'environment',
        message:
          'Jobs on this machine do not run in containers. Choose another environment or another site.'
      });
    }
    if (text.trim() === '' || text.includes('\0')) {
      findings.push({
        level: 'error',
        code: 'script-invalid',
        field: 'script',
        message: 'The script is empty or no text. Take the proposed one again.'
      });
    }
    return findings;
  }

  async submit(order: SubmitOrder, { text }: SubmitText): Promise<Submitted> {
    const [problem] = await this.validate(order, { text, language: 'bash' });
    if (problem !== undefined) {
      throw new BatchError('refused', problem.message);
    }
    const { tag } = order;
    const known = this.#jobs.get(tag);
    if (known !== undefined) {
      return submitted(known);
    }
    const folder = join(this.#options.folder, tag);
    const unfinished = join(this.#options.folder, `${UNFINISHED}${tag}`);
    const record = recordOf(order, this.#last + 1);
    try {
      writeRecord(this.#lastFile, { number: record.number });
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      writeFileSync(join(unfinished, 'script.sh'), text, { mode: 0o700 });
      writeRecord(join(unfinished, 'order.json'), record);
      renameSync(unfinished, folder);
    } catch (cause) {
      throw diskProblem(cause);
    }
    this.#last = record.number;
    const job = new LocalJob(folder, record);
    this.#jobs.set(tag, job);
    this.#start();
    return submitted(job);
  }

  async find(tag: string): Promise<Submitted | null> {
    const known = this.#jobs.get(tag);
    return known === undefined ? null : submitted(known);
  }

  async report(jobs: readonly KnownJob[]): Promise<SystemReport> {
    this.#look();
    const reports = jobs.flatMap(({ tag }) => {
      const job = this.#jobs.get(tag);
      return job === undefined
        ? []
        : [[tag, job.reports(this.#whyWaiting(job))] as const];
    });
    return { jobs: new Map(reports), asOf: new Date().toISOString() };
  }

  watch({ tag }: KnownJob, listener: () => void): () => void {
    const listeners = this.#listeners.get(tag) ?? new Set();
    this.#listeners.set(tag, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#listeners.delete(tag);
      }
    };
  }

  async explain(job: KnownJob): Promise<string> {
    const used = this.#used();
    const own = this.#job(job);
    const { cpus, memoryMebibytes } = this.#bounds;
    return [
      this.#whyWaiting(own),
      `Jobs use ${used.cpus} of ${cpus} processors and ${used.memoryMebibytes} of ${memoryMebibytes} MiB of memory that this machine gives them.`,
      `This job asks for ${own.order.resources.cpus} processors and ${own.order.resources.memoryMebibytes} MiB for each of its tasks.`
    ].join('\n');
  }

  async tail(
    job: KnownJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number
  ): Promise<OutputPiece> {
    const { folder, outputs, tasks } = this.#job(job).order;
    if (stream !== 'progress') {
      const file = join(folder, printedFile(stream, task, tasks));
      return readPiece(file, from, maximum);
    }
    const name = outputs[task]?.find(output => output.startsWith('progress'));
    return readPiece(
      join(taskFolder(folder, task, tasks), name ?? 'progress.jsonl'),
      from,
      maximum
    );
  }

  async hold(job: KnownJob, tasks: readonly number[] | null): Promise<void> {
    this.#change(job, known => known.hold(tasks));
  }

  async release(job: KnownJob, tasks: readonly number[] | null): Promise<void> {
    this.#change(job, known => known.release(tasks));
  }

  async cancel(job: KnownJob, tasks: readonly number[] | null): Promise<void> {
    this.#change(job, known => known.cancel(tasks));
  }

  async retrieve(job: KnownJob): Promise<void> {
    const known = this.#job(job);
    const ended = known.reports('').filter(({ state }) => state === 'ended');
    try {
      for (const { task } of ended) {
        await bringBack(known.order, task);
      }
    } catch (cause) {
      throw diskProblem(cause);
    }
  }

  async discard({ tag }: KnownJob): Promise<void> {
    const known = this.#jobs.get(tag);
    if (known === undefined) {
      return;
    }
    if (!known.ended) {
      known.cancel(null);
    }
    this.#jobs.delete(tag);
    await removeTaskFolders(known.order);
    rmSync(join(this.#options.folder, tag), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  get #lastFile(): string {
    return join(this.#options.folder, 'last.json');
  }

  #takeUp(): void {
    const { folder } = this.#options;
    const orders: OrderRecord[] = [];
    for (const name of readdirSync(folder)) {
      if (name.startsWith(UNFINISHED)) {
        rmSync(join(folder, name), { recursive: true, force: true });
        continue;
      }
      const order = readRecord<OrderRecord>(join(folder, name, 'order.json'));
      if (order !== null) {
        orders.push(order);
      }
    }
    orders.sort((a, b) => a.number - b.number);
    this.#last = Math.max(
      readRecord<LastRecord>(this.#lastFile)?.number ?? 0,
      orders.at(-1)?.number ?? 0
    );
    for (const order of orders) {
      this.#jobs.set(order.tag, new LocalJob(join(folder, order.tag), order));
    }
  }

  /** Starts whatever has room, the oldest first; small ones may overtake. */
  #start(): void {
    if (this.#closed) {
      return;
    }
    const used = this.#used();
    for (const job of this.#jobs.values()) {
      if (job.ended || !this.#mayStart(job)) {
        continue;
      }
      const { cpus, memoryMebibytes } = job.order.resources;
      for (
        let task = job.next();
        task !== null &&
        used.cpus + cpus <= this.#bounds.cpus &&
        used.memoryMebibytes + memoryMebibytes <= this.#bounds.memoryMebibytes;
        task = job.next()
      ) {
        used.cpus += cpus;
        used.memoryMebibytes += memoryMebibytes;
        this.#launch(job, task);
      }
    }
  }

  #launch(job: LocalJob, task: number): void {
    const look = () => this.#lookAt(job, task);
    launch(job, task, this.#options, look).catch((cause: unknown) => {
      job.fail(task, diskProblem(cause).message);
      this.#changed(job);
    });
  }

  /** Whether what must come first has; one that failed ends the job. */
  #mayStart(job: LocalJob): boolean {
    const first = this.#before(job);
    if (first.some(({ ended, succeeded }) => ended && !succeeded)) {
      job.dependencyFailed();
      this.#changed(job);
      return false;
    }
    // One that is forgotten here has ended, and was believed to be good.
    return first.every(({ ended }) => ended);
  }

  #look(): void {
    for (const job of this.#jobs.values()) {
      for (const task of [...job.active]) {
        this.#lookAt(job, task);
      }
    }
    this.#start();
  }

  #lookAt(job: LocalJob, task: number): void {
    if (!this.#closed && job.look(task)) {
      this.#changed(job);
      this.#start();
    }
  }

  #change(job: KnownJob, action: (known: LocalJob) => void): void {
    const known = this.#job(job);
    action(known);
    this.#changed(known);
    this.#start();
  }

  #changed({ order }: LocalJob): void {
    this.#listeners.get(order.tag)?.forEach(listener => listener());
  }

  #used(): { cpus: number; memoryMebibytes: number } {
    const used = { cpus: 0, memoryMebibytes: 0 };
    for (const { active, order } of this.#jobs.values()) {
      used.cpus += active.size * order.resources.cpus;
      used.memoryMebibytes += active.size * order.resources.memoryMebibytes;
    }
    return used;
  }

  /** Jobs that must have succeeded before this one; the known ones. */
  #before({ order }: LocalJob): LocalJob[] {
    return order.after.length === 0
      ? []
      : [...this.#jobs.values()].filter(known =>
          order.after.includes(String(known.order.number))
        );
  }

  #whyWaiting(job: LocalJob): string {
    return this.#before(job).some(({ ended }) => !ended)
      ? 'Waits for a job that must succeed first.'
      : 'Waits until this machine has room for it.';
  }

  #job({ tag }: KnownJob): LocalJob {
    const known = this.#jobs.get(tag);
    if (known === undefined) {
      throw new BatchError(
        'not-found',
        'This machine knows no such job (any more).'
      );
    }
    return known;
  }
}

function submitted({ order }: LocalJob): Submitted {
  return { systemId: String(order.number) };
}

function recordOf(order: SubmitOrder, number: number): OrderRecord {
  const { after, atOnce, files, folder, graceSeconds } = order;
  return {
    number,
    tag: order.tag,
    label: order.label,
    folder,
    files,
    outputs: Array.from({ length: order.tasks }, (_, task) =>
      order.outputs(task)
    ),
    tasks: order.tasks,
    atOnce,
    resources: order.resources,
    graceSeconds,
    after
  };
}

function diskProblem(cause: unknown): BatchError {
  const code =
    cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new BatchError(
        'no-space',
        'The disk of this machine is full. Make room, then try again.',
        { cause }
      )
    : new BatchError(
        'broken',
        `The files of the job cannot be handled here (${code ?? 'unknown reason'}).`,
        { cause }
      );
}
