/**
 * From a draft to what the worker is told (`job.json`) and what the batch
 * system is told.
 */
import { basename, posix } from 'node:path';
import type {
  JobDraft,
  JobOrder,
  JobSource,
  SiteConfig,
  WorkerEnvironment,
  WorkerInput,
  WorkerRun
} from 'sciencemesh-contract';
import type {
  BatchSystem,
  KnownJob,
  SubmitOrder,
  SubmitText
} from '../compute/batch-system.ts';
import type { StoredJob } from '../store/job-records.ts';
import type { Errand } from './errand.ts';
import {
  INPUTS,
  ORDER,
  outputNames,
  SENT,
  SHARE_TOKEN,
  WORKER
} from './job-files.ts';
import { rowOf, taskCount, toWorker } from './sweep.ts';

/** Most that the worker keeps for saving what there is. */
const LONGEST_GRACE = 60;

export interface OrderParts {
  id: string;
  draft: JobDraft;
  config: SiteConfig;
  /** Inputs that the worker fetches or links by itself. */
  inputs: readonly WorkerInput[];
}

/** `job.json`; holds all that a person has written, as data. */
export function workerOrder({
  id,
  draft,
  config,
  inputs
}: OrderParts): JobOrder {
  const { sweep, outputs, resources } = draft;
  const tasks = taskCount(sweep);
  const { seconds } = resources;
  return {
    version: 1,
    job: id,
    run: runOf(draft, pythonOf(config)),
    ...(sweep === null || tasks === 1
      ? {}
      : {
          tasks: Array.from({ length: tasks }, (_, task) => ({
            parameters: rowOf(sweep, task).map(toWorker)
          }))
        }),
    unpack: [INPUTS],
    inputs: [...inputs],
    ...(outputs.length === 0 ? {} : { outputs: [...outputs] }),
    limits: { seconds, graceSeconds: workerGrace(seconds) },
    environment: environmentOf(draft, config)
  };
}

/** What the batch system is handed. */
export function submitOrder({
  job,
  draft,
  config,
  folder,
  after,
  errand
}: {
  job: Pick<StoredJob, 'tag' | 'name'>;
  draft: JobDraft;
  config: SiteConfig;
  folder: string;
  /** The site's names of jobs that come first. */
  after: readonly string[];
  /** What the job fetches from a share; null: nothing. */
  errand: Errand | null;
}): SubmitOrder {
  const tasks = taskCount(draft.sweep);
  return {
    tag: job.tag,
    label: labelOf(job.name),
    folder,
    files: errand?.way === 'download' ? [...SENT, SHARE_TOKEN] : SENT,
    command: [...pythonOf(config), WORKER, ORDER],
    outputs: outputsOf(draft.source, tasks),
    tasks,
    atOnce: draft.sweep?.atOnce ?? null,
    resources: draft.resources,
    // The worker ends by itself before it is asked to.
    graceSeconds: Math.ceil(workerGrace(draft.resources.seconds) / 2),
    container: containerOf(draft, config),
    after,
    transfers: errand?.transfers ?? []
  };
}

/** The script: ours, or what the person has made of it. */
export function textFor(
  system: BatchSystem,
  order: SubmitOrder,
  { script }: JobDraft
): SubmitText {
  const proposed = system.render(order);
  return script === null ? proposed : { ...proposed, text: script };
}

/** A job as its batch system is asked about it. */
export function knownJob(
  job: Pick<StoredJob, 'tag' | 'systemId' | 'source' | 'tasks'>,
  folder: string
): KnownJob {
  const { tag, systemId, source, tasks } = job;
  return {
    tag,
    systemId: systemId ?? '',
    folder,
    tasks: tasks.total,
    outputs: outputsOf(source, tasks.total)
  };
}

export function outputsOf(
  source: JobSource,
  tasks: number
): (task: number) => readonly string[] {
  return task => {
    const names = outputNames(task, tasks, source.kind === 'notebook');
    const { manifest, notebook, outputs, progress } = names;
    return [
      ...(notebook === null ? [] : [notebook]),
      outputs,
      manifest,
      progress
    ];
  };
}

/** The name of a source in the folder of its job. */
export function sourceName({ path }: JobSource): string {
  return posix.basename(path);
}

/** The Python of the site, which has nbclient. */
function pythonOf({ python }: SiteConfig): readonly string[] {
  return python ?? ['python3'];
}

function runOf(
  { source, kernel, parameters, sweep }: JobDraft,
  python: readonly string[]
): WorkerRun {
  const path = sourceName(source);
  const row = sweep === null || taskCount(sweep) > 1 ? [] : rowOf(sweep, 0);
  const given = { parameters: [...parameters, ...row].map(toWorker) };
  switch (source.kind) {
    case 'notebook':
      return { kind: 'notebook', path, kernel, ...given };
    case 'script':
      return {
        kind: 'script',
        command: [...interpreterOf(path, python), ...source.arguments],
        ...given
      };
    case 'workflow':
      return { kind: 'workflow', engine: source.engine, file: path, ...given };
  }
}

/** How a script is started, by its ending. */
function interpreterOf(path: string, python: readonly string[]): string[] {
  // A name that begins with a dash would be an option.
  const file = `./${basename(path)}`;
  switch (posix.extname(path).toLowerCase()) {
    case '.py':
      return [...python, file];
    case '.sh':
    case '.bash':
      return ['bash', file];
    case '.r':
      return ['Rscript', file];
    case '.jl':
      return ['julia', file];
    default:
      return [file];
  }
}

function environmentOf(
  { environment }: JobDraft,
  config: SiteConfig
): WorkerEnvironment {
  switch (environment.kind) {
    case 'setup-script':
      return { kind: 'setup-script', path: environment.path };
    case 'container':
      return { kind: 'container-image', image: environment.image };
    case 'site':
      if (config.container !== undefined) {
        return { kind: 'container-image', image: config.container };
      }
      return config.setupScript === undefined
        ? { kind: 'none' }
        : { kind: 'setup-script', path: config.setupScript };
  }
}

function containerOf(
  { environment }: JobDraft,
  { container }: SiteConfig
): string | null {
  switch (environment.kind) {
    case 'container':
      return environment.image;
    case 'site':
      return container ?? null;
    case 'setup-script':
      return null;
  }
}

function workerGrace(seconds: number): number {
  return Math.min(LONGEST_GRACE, Math.ceil(seconds / 4));
}

/** One line that every batch system takes. */
export function labelOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, ' ')
    .trim()
    .slice(0, 80)
    .trim();
  return plain === '' || plain.startsWith('-') ? `job ${plain}`.trim() : plain;
}
