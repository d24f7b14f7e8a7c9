/**
 * One action for each task: what ran, when, where, on what, with which outcome
 * (Process Run Crate 0.5, "CreateAction").
 */
import type { JobManifest, JobOrder } from 'sciencemesh-contract';
import type { StoredTask } from '../store/job-records.ts';
import type { Discretion } from './discretion.ts';
import { fragment, type Graph, type Reference } from './graph.ts';
import type { RecordedRun } from './run-facts.ts';
import { systemName } from './sites.ts';

/** Texts, as roc-validator takes no references here. */
const COMPLETED = 'http://schema.org/CompletedActionStatus';
const FAILED = 'http://schema.org/FailedActionStatus';

export interface ActionParts {
  instrument: Reference;
  objects: readonly Reference[];
  results: readonly Reference[];
  environment: Reference | null;
  image: Reference | null;
  location: Reference;
}

/** The identifier of the action of a task. */
export function actionId({ job, tasks }: RecordedRun, task: number): string {
  return tasks.length === 1
    ? fragment('run', job.id)
    : fragment('run', job.id, task);
}

export function addAction(
  graph: Graph,
  run: RecordedRun,
  order: JobOrder | null,
  task: StoredTask,
  parts: ActionParts,
  discretion: Discretion
): Reference {
  const { job, tasks } = run;
  const manifest = run.manifests.get(task.index);
  const isDone = task.state === 'done';
  const name = discretion.prose(job.name) || 'Job';
  const startedAt = task.startedAt ?? manifest?.startedAt ?? null;
  const endedAt = task.endedAt ?? manifest?.endedAt ?? job.endedAt;
  return graph.add(actionId(run, task.index), 'CreateAction', {
    name: tasks.length === 1 ? name : `${name}, task ${task.index}`,
    description: description(run, order, task, parts, discretion),
    instrument: parts.instrument,
    object: parts.objects,
    result: [...parts.results, ...exit(graph, task)],
    startTime: timeOf(startedAt),
    endTime: timeOf(endedAt),
    actionStatus: isDone ? COMPLETED : FAILED,
    error: isDone ? null : errorOf(task, discretion),
    containerImage: parts.image,
    location: parts.location,
    resourceUsage: usage(graph, task, manifest)
  });
}

/** ISO 8601 with an offset, which the profile's validator wants; null: none. */
export function timeOf(time: string | null): string | null {
  const date = new Date(time ?? NaN);
  return Number.isNaN(date.getTime())
    ? null
    : date.toISOString().replace(/Z$/, '+00:00');
}

function description(
  { draft, job, tasks }: RecordedRun,
  order: JobOrder | null,
  { index }: StoredTask,
  { environment }: ActionParts,
  discretion: Discretion
): string {
  const { cpus, gpus, memoryMebibytes, seconds } = draft.resources;
  const asked = [
    counted(cpus, 'processor'),
    ...(gpus === 0 ? [] : [counted(gpus, 'GPU')]),
    `${memoryMebibytes} MiB of memory`,
    `${seconds} s`
  ];
  const known =
    job.systemId === null
      ? ''
      : ` as job ${discretion.prose(job.systemId)}${tasks.length === 1 ? '' : `, task ${index}`}`;
  return [
    commandOf(draft, order, discretion),
    `Run by ${systemName(job.siteKind)}${known}; asked for ${asked.join(', ')}.`,
    ...(environment === null
      ? []
      : [`The software is described as ${environment['@id']}.`])
  ].join(' ');
}

/** What ran, in words. */
function commandOf(
  { kernel, source }: RecordedRun['draft'],
  order: JobOrder | null,
  discretion: Discretion
): string {
  const name = discretion.prose(source.path.split('/').at(-1) ?? '');
  switch (source.kind) {
    case 'notebook':
      return kernel === null
        ? `The notebook ${name}.`
        : `The notebook ${name} with the kernel ${kernel}.`;
    case 'workflow':
      return `The workflow ${name} by ${source.engine}.`;
    case 'script': {
      const run = order?.run;
      const words =
        run?.kind === 'script'
          ? run.command.map(word =>
              typeof word === 'string'
                ? word
                : `${word.prefix ?? ''}{${word.parameter}}`
            )
          : [name, ...source.arguments];
      return `The command: ${discretion.command(words)}`;
    }
  }
}

function errorOf(task: StoredTask, discretion: Discretion): string {
  const { advice, end, message, state } = task;
  const told = [message, advice].filter(part => part !== null).join(' ');
  return discretion.prose(told) || `It ended as ${end ?? state}.`;
}

/** The status it ended with, as a result that is no file. */
function exit(graph: Graph, task: StoredTask): Reference[] {
  const { exitCode, exitSignal, index } = task;
  const told = [
    ['exitStatus', exitCode],
    ['exitSignal', exitSignal]
  ] as const;
  return told.flatMap(([name, value]) =>
    value === null
      ? []
      : [
          graph.add(fragment(name, index), 'PropertyValue', {
            name,
            value
          })
        ]
  );
}

/** Units by their codes of UN/CEFACT: seconds and bytes. */
const SECONDS = { unitCode: 'SEC', unitText: 'seconds' };
const BYTES = { unitCode: 'AD', unitText: 'bytes' };

function usage(
  graph: Graph,
  { index, usage: told }: StoredTask,
  manifest: JobManifest | undefined
): Reference[] {
  const measured = manifest?.resources;
  const memory =
    told.peakMemoryMebibytes === null
      ? null
      : Math.round(told.peakMemoryMebibytes * 1024 * 1024);
  const values = [
    ['wallTime', measured?.wallSeconds ?? told.wallSeconds, SECONDS],
    ['processorTime', measured?.cpuSeconds ?? told.cpuSeconds, SECONDS],
    ['peakMemory', measured?.peakMemory ?? memory, BYTES],
    ['disk', measured?.disk.used ?? null, BYTES]
  ] as const;
  return values.flatMap(([name, value, unit]) =>
    value === null
      ? []
      : [
          graph.add(fragment('usage', index, name), 'PropertyValue', {
            name,
            value,
            ...unit
          })
        ]
  );
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
