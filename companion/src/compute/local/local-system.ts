/**
 * The machine of the companion as a batch system: bounded, with a queue, and
 * jobs that go on while the companion is restarted.
 *
 * Each task runs under `supervisor.py`, which keeps its limits and writes down
 * how it ended. All that is known is in files (see `records.ts`): this class
 * decides what starts when.
 */
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
import type { LocalJob } from './local-job.ts';
import { LocalQueue } from './local-queue.ts';
import { diskProblem } from './problems.ts';
import { scriptOf } from './script.ts';

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
  readonly hearsAll = true;
  readonly #bounds: Bounds;
  readonly #queue: LocalQueue;

  constructor(options: LocalSystemOptions) {
    this.#bounds = boundsOf(options.config);
    this.#queue = new LocalQueue(options, this.#bounds);
  }

  async describe(): Promise<SiteFacts> {
    return {
      version: release(),
      tested: true,
      queues: [queueOf(this.#bounds, this.#queue.used().cpus)],
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
    const known = this.#queue.jobs.get(order.tag);
    return submitted(known ?? this.#queue.add(order, text));
  }

  async find(tag: string): Promise<Submitted | null> {
    const known = this.#queue.jobs.get(tag);
    return known === undefined ? null : submitted(known);
  }

  async report(jobs: readonly KnownJob[]): Promise<SystemReport> {
    this.#queue.look();
    const reports = jobs.flatMap(({ tag }) => {
      const job = this.#queue.jobs.get(tag);
      return job === undefined
        ? []
        : [[tag, job.reports(this.#queue.whyWaiting(job))] as const];
    });
    return { jobs: new Map(reports), asOf: new Date().toISOString() };
  }

  watch({ tag }: KnownJob, listener: () => void): () => void {
    return this.#queue.watch(tag, listener);
  }

  async explain(job: KnownJob): Promise<string> {
    const used = this.#queue.used();
    const own = this.#job(job);
    const { cpus, memoryMebibytes } = this.#bounds;
    return [
      this.#queue.whyWaiting(own),
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
    const known = this.#queue.jobs.get(tag);
    if (known === undefined) {
      return;
    }
    if (!known.ended) {
      known.cancel(null);
    }
    await removeTaskFolders(known.order);
    this.#queue.remove(tag);
  }

  async close(): Promise<void> {
    this.#queue.close();
  }

  #change(job: KnownJob, action: (known: LocalJob) => void): void {
    const known = this.#job(job);
    action(known);
    this.#queue.changed(known);
  }

  #job({ tag }: KnownJob): LocalJob {
    const known = this.#queue.jobs.get(tag);
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
