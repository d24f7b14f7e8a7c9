/**
 * The jobs of this machine, and which of them starts when.
 */
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import type { SubmitOrder } from '../batch-system.ts';
import type { Bounds } from './bounds.ts';
import { launch, type LaunchOptions } from './launching.ts';
import { LocalJob } from './local-job.ts';
import { diskProblem } from './problems.ts';
import {
  readRecord,
  writeRecord,
  type LastRecord,
  type OrderRecord
} from './records.ts';

/** Supervisors of an earlier companion tell of their end by files only. */
const LOOK_MILLISECONDS = 500;

const UNFINISHED = '.unfinished-';

export interface QueueOptions extends LaunchOptions {
  /** Absolute path of the folder for the records of jobs. */
  folder: string;
}

export class LocalQueue {
  readonly #options: QueueOptions;
  readonly #bounds: Bounds;
  /** By tag, in the order of their submission. */
  readonly #jobs = new Map<string, LocalJob>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;
  #last = 0;
  #closed = false;

  /** Takes up what earlier companions have left, and goes on with it. */
  constructor(options: QueueOptions, bounds: Bounds) {
    this.#options = options;
    this.#bounds = bounds;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#takeUp();
    this.#timer = setInterval(() => this.look(), LOOK_MILLISECONDS);
    this.#timer.unref();
    this.#start();
  }

  get jobs(): ReadonlyMap<string, LocalJob> {
    return this.#jobs;
  }

  /**
   * Takes a job; it is there whole or not at all.
   *
   * @throws BatchError
   */
  add(order: SubmitOrder, script: string): LocalJob {
    const { tag } = order;
    const folder = join(this.#options.folder, tag);
    const unfinished = join(this.#options.folder, `${UNFINISHED}${tag}`);
    const record = recordOf(order, this.#last + 1);
    try {
      writeRecord(this.#lastFile, { number: record.number });
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      writeFileSync(join(unfinished, 'script.sh'), script, { mode: 0o700 });
      writeRecord(join(unfinished, 'order.json'), record);
      renameSync(unfinished, folder);
    } catch (cause) {
      throw diskProblem(cause);
    }
    this.#last = record.number;
    const job = new LocalJob(folder, record);
    this.#jobs.set(tag, job);
    this.#start();
    return job;
  }

  /** Forgets a job with its records. */
  remove(tag: string): void {
    this.#jobs.delete(tag);
    rmSync(join(this.#options.folder, tag), { recursive: true, force: true });
    this.#start();
  }

  /** Looks at all that run, and starts what has room. */
  look(): void {
    for (const job of this.#jobs.values()) {
      for (const task of [...job.active]) {
        this.#lookAt(job, task);
      }
    }
    this.#start();
  }

  /** Something was done to a job. */
  changed(job: LocalJob): void {
    this.#tell(job);
    this.#start();
  }

  watch(tag: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(tag) ?? new Set();
    this.#listeners.set(tag, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#listeners.delete(tag);
      }
    };
  }

  /** What all that run have been given together. */
  used(): { cpus: number; memoryMebibytes: number } {
    const used = { cpus: 0, memoryMebibytes: 0 };
    for (const { active, order } of this.#jobs.values()) {
      used.cpus += active.size * order.resources.cpus;
      used.memoryMebibytes += active.size * order.resources.memoryMebibytes;
    }
    return used;
  }

  whyWaiting(job: LocalJob): string {
    return this.#before(job).some(({ ended }) => !ended)
      ? 'Waits for a job that must succeed first.'
      : 'Waits until this machine has room for it.';
  }

  close(): void {
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
    const used = this.used();
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
      this.#tell(job);
    });
  }

  /** Whether what must come first has; one that failed ends the job. */
  #mayStart(job: LocalJob): boolean {
    const first = this.#before(job);
    if (first.some(({ ended, succeeded }) => ended && !succeeded)) {
      job.dependencyFailed();
      this.#tell(job);
      return false;
    }
    // One that is forgotten here has ended, and was believed to be good.
    return first.every(({ ended }) => ended);
  }

  /** Jobs that must have succeeded before this one; the known ones. */
  #before({ order }: LocalJob): LocalJob[] {
    return order.after.length === 0
      ? []
      : [...this.#jobs.values()].filter(known =>
          order.after.includes(String(known.order.number))
        );
  }

  #lookAt(job: LocalJob, task: number): void {
    if (!this.#closed && job.look(task)) {
      this.#tell(job);
      this.#start();
    }
  }

  #tell({ order }: LocalJob): void {
    this.#listeners.get(order.tag)?.forEach(listener => listener());
  }
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
