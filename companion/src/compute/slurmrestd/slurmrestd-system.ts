/**
 * Slurm by its REST service, with a token of the person. The folders of jobs
 * must be seen by its nodes: the service carries no files.
 */
import { join } from 'node:path';
import type { JobFinding, SlurmrestdSiteConfig } from 'sciencemesh-contract';
import {
  BatchError,
  printedFile,
  taskFolder,
  type BatchSystem,
  type KnownJob,
  type OutputStream,
  type SiteFacts,
  type Submitted,
  type SubmitOrder,
  type SubmitText,
  type SystemReport,
  type TaskReport
} from '../batch-system.ts';
import { assertOrder, checkOrder, checkOrderFiles } from '../order-check.ts';
import { slurmNeverStarted } from '../slurm-endings.ts';
import { checkLimits } from '../slurm-limits.ts';
import { renderScript } from '../slurm-script.ts';
import { isTestedSlurm, neverStarts, slurmReason } from '../slurm-states.ts';
import { taskList } from '../slurm-task-list.ts';
import { VisibleFolders } from '../visible-folders.ts';
import {
  accountedTasks,
  liveTasks,
  numberOf,
  queuesOf,
  type AccountedJob,
  type LiveJob,
  type Machine,
  type Partition,
  type RestTask
} from './answers.ts';
import { jobProperties } from './properties.ts';
import { SlurmRest } from './rest.ts';

/** How long what a site says about itself is taken for true. */
const FACTS_MILLISECONDS = 60_000;
/** Ids in one question to the accounting service. */
const IDS_AT_ONCE = 200;

/** @param config of the site */
export function createSlurmrestdSystem(
  config: SlurmrestdSiteConfig
): BatchSystem {
  return new SlurmrestdSystem(config);
}

class SlurmrestdSystem implements BatchSystem {
  readonly kind = 'slurmrestd';
  readonly hearsAll = false;
  private readonly config: SlurmrestdSiteConfig;
  private readonly rest: SlurmRest;
  private readonly folders: VisibleFolders;
  private facts: { value: SiteFacts; at: number } | null = null;

  constructor(config: SlurmrestdSiteConfig) {
    this.config = config;
    this.rest = new SlurmRest(config);
    this.folders = new VisibleFolders(config.workFolder ?? null);
  }

  async describe(signal: AbortSignal): Promise<SiteFacts> {
    const ask = (path: string) =>
      this.rest.call('GET', 'slurm', path, { signal });
    const [pings, partitions, nodes] = await Promise.all([
      ask('ping/'),
      ask('partitions/'),
      ask('nodes/')
    ]);
    const accounts = await this.accounts(signal);
    const queues = queuesOf(
      (partitions as { partitions?: Partition[] }).partitions ?? [],
      (nodes as { nodes?: Machine[] }).nodes ?? []
    ).filter(({ name }) => this.config.partitions?.includes(name) ?? true);
    const { meta } = pings as { meta?: { slurm?: { release?: string } } };
    const version = /\d+\.\d+\.\d+/u.exec(meta?.slurm?.release ?? '')?.[0];
    const value = {
      version: version ?? null,
      tested: isTestedSlurm(version ?? null),
      queues,
      accounts,
      gpus: queues.some(({ gpus }) => (gpus ?? 0) > 0),
      can: { hold: true, arrays: true, dependencies: true, containers: false }
    };
    this.facts = { value, at: Date.now() };
    return value;
  }

  render(order: SubmitOrder): SubmitText {
    return {
      text: renderScript(order, this.config.setupScript ?? null),
      language: 'bash'
    };
  }

  async validate(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal
  ): Promise<readonly JobFinding[]> {
    const fresh =
      this.facts !== null && Date.now() - this.facts.at < FACTS_MILLISECONDS;
    const facts =
      fresh && this.facts !== null
        ? this.facts.value
        : await this.describe(signal);
    return [
      ...checkOrder(order),
      ...(await checkOrderFiles(order)),
      ...(text.text.startsWith('#!')
        ? []
        : [
            {
              level: 'error' as const,
              code: 'script-refused',
              field: 'script',
              message:
                'The script must begin with a line such as "#!/bin/bash". Put one there.'
            }
          ]),
      ...checkLimits(order, facts),
      ...checkSize(order, facts)
    ];
  }

  async submit(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal
  ): Promise<Submitted> {
    assertOrder(order);
    if (order.transfers.length > 0) {
      throw new BatchError(
        'unsupported',
        'Slurm does not fetch data by itself. Choose another way for the data.'
      );
    }
    const job = jobProperties(order, this.folders.path(order));
    await this.folders.send(order, order.files);
    const value = (await this.rest.call('POST', 'slurm', 'job/submit', {
      signal,
      changes: true,
      body: {
        script: text.text,
        job
      }
    })) as { job_id?: number };
    if (!Number.isInteger(value.job_id)) {
      throw new BatchError(
        'broken',
        'Slurm did not say under which number it has taken the job. It is being looked for.',
        { cause: value, outcomeUnknown: true }
      );
    }
    return { systemId: String(value.job_id) };
  }

  async find(tag: string, signal: AbortSignal): Promise<Submitted | null> {
    const ours = ({ name }: RestTask) => name.endsWith(`.${tag}`);
    const live = (await this.live(signal)).find(ours);
    const found =
      live ?? (await this.accounted(new URLSearchParams(), signal)).find(ours);
    return found === undefined ? null : { systemId: found.systemId };
  }

  async report(
    jobs: readonly KnownJob[],
    signal: AbortSignal
  ): Promise<SystemReport> {
    const asOf = new Date().toISOString();
    const found = new Map<string, Map<number, TaskReport>>();
    const note = ({ systemId, report }: RestTask) => {
      const tasks = found.get(systemId) ?? new Map<number, TaskReport>();
      found.set(systemId, tasks.set(report.task, report));
    };
    const wanted = new Set(jobs.map(({ systemId }) => systemId));
    (await this.live(signal))
      .filter(({ systemId }) => wanted.has(systemId))
      .forEach(note);
    const open = jobs.filter(({ systemId, tasks }) => {
      const known = [...(found.get(systemId)?.values() ?? [])];
      return (
        known.length < tasks || known.some(({ state }) => state === 'ended')
      );
    });
    for (let at = 0; at < open.length; at += IDS_AT_ONCE) {
      const ids = open.slice(at, at + IDS_AT_ONCE);
      const query = new URLSearchParams(
        ids.map(({ systemId }): [string, string] => ['step', systemId])
      );
      for (const task of await this.accounted(query, signal)) {
        const known = found.get(task.systemId);
        // The controller knows of cancelled dependencies what is not kept.
        const better = known?.get(task.report.task)?.end;
        if (
          better !== 'dependency-failed' &&
          (task.report.state === 'ended' || known === undefined)
        ) {
          note(task);
        }
      }
    }
    return {
      asOf,
      jobs: new Map(
        jobs.flatMap(({ tag, systemId, tasks }) => {
          const reports = found.get(systemId);
          return reports === undefined
            ? []
            : [
                [
                  tag,
                  Array.from(
                    { length: tasks },
                    (_, task) => reports.get(task) ?? slurmNeverStarted(task)
                  )
                ]
              ];
        })
      )
    };
  }

  watch(job: KnownJob, listener: () => void): () => void {
    return this.folders.watch(job, listener);
  }

  async explain(job: KnownJob, signal: AbortSignal): Promise<string> {
    const { jobs = [] } = (await this.rest.call(
      'GET',
      'slurm',
      `job/${job.systemId}`,
      { signal }
    )) as { jobs?: LiveJob[] };
    const [first] = jobs;
    if (first === undefined) {
      throw unknownJob();
    }
    const [task] = liveTasks(first);
    const asked = `It asks for ${numberOf(first.cpus) ?? 1} processors in the queue "${first.partition ?? ''}".`;
    if (task?.report.state !== 'waiting' && task?.report.state !== 'held') {
      return `It does not wait: Slurm calls its state ${String(first.job_state)}. ${asked}`;
    }
    const reason = first.state_reason ?? '';
    const start = numberOf(first.start_time);
    return [
      slurmReason(reason) ?? 'It waits for its turn.',
      ...(neverStarts(reason)
        ? []
        : [
            start === null || start === 0
              ? 'Slurm has not worked out yet when it can start.'
              : `Slurm expects to start it at ${new Date(start * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
            `Its priority is ${numberOf(first.priority) ?? 0}.`
          ]),
      asked
    ].join(' ');
  }

  async tail(
    job: KnownJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number,
    signal: AbortSignal
  ) {
    const file =
      stream === 'progress'
        ? join(
            taskFolder('.', task, job.tasks),
            job.tasks === 1 ? 'progress.jsonl' : `progress-${task}.jsonl`
          )
        : printedFile(stream, task, job.tasks);
    const piece = await this.folders.read(job, file, from, maximum);
    if (piece !== null) {
      return { bytes: piece.bytes, from, size: piece.size };
    }
    // A job that has not started has printed nothing; any other is unknown.
    await this.liveOf(job, null, signal);
    return { bytes: new Uint8Array(), from, size: 0 };
  }

  async hold(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const known = await this.liveOf(job, tasks, signal);
    const waiting = known.filter(({ state }) => state === 'waiting');
    if (waiting.length === 0) {
      throw new BatchError(
        'refused',
        known.some(({ state }) => state === 'held')
          ? 'It is held already.'
          : 'Slurm holds only jobs that have not started. Cancel it if it should not go on.'
      );
    }
    await this.setHold(job, waiting, true, signal);
  }

  async release(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const known = await this.liveOf(job, tasks, signal);
    const held = known.filter(({ state }) => state === 'held');
    if (held.length > 0) {
      await this.setHold(job, held, false, signal);
    }
  }

  async cancel(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const known = await this.liveOf(job, tasks, signal);
    const live = known.filter(({ state }) => state !== 'ended');
    if (live.length > 0) {
      // Without a list of tasks, those that start meanwhile are meant too.
      const id = tasks === null ? job.systemId : idOf(job, live);
      await this.rest.call('DELETE', 'slurm', 'jobs/', {
        signal,
        changes: true,
        body: { jobs: [id] }
      });
    }
  }

  async retrieve(job: KnownJob, signal: AbortSignal): Promise<void> {
    const files = Array.from({ length: job.tasks }, (_, task) => [
      ...job
        .outputs(task)
        .map(file => join(taskFolder('.', task, job.tasks), file)),
      printedFile('stdout', task, job.tasks),
      printedFile('stderr', task, job.tasks)
    ]).flat();
    await this.folders.fetch(job, files, signal);
  }

  async discard(job: KnownJob): Promise<void> {
    await this.folders.remove(job);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Without an accounting service there is nothing to choose from. */
  private async accounts(signal: AbortSignal): Promise<string[]> {
    const user = this.config.user;
    if (user === undefined) {
      return [];
    }
    const value = await this.rest
      .call(
        'GET',
        'slurmdb',
        `associations/?${new URLSearchParams({ user }).toString()}`,
        { signal }
      )
      .catch(() => null);
    const { associations = [] } = (value ?? {}) as {
      associations?: { account?: string; user?: string }[];
    };
    return [
      ...new Set(
        associations.flatMap(item =>
          item.user === user && item.account ? [item.account] : []
        )
      )
    ];
  }

  private async live(signal: AbortSignal): Promise<RestTask[]> {
    const { jobs = [] } = (await this.rest.call('GET', 'slurm', 'jobs/', {
      signal
    })) as { jobs?: LiveJob[] };
    return jobs.flatMap(liveTasks);
  }

  /** @throws BatchError not-found when nothing of it is in the queue */
  private async liveOf(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<TaskReport[]> {
    const known = (await this.live(signal)).filter(
      ({ systemId }) => systemId === job.systemId
    );
    if (known.length === 0) {
      throw unknownJob();
    }
    return known
      .map(({ report }) => report)
      .filter(({ task }) => tasks?.includes(task) ?? true);
  }

  private async accounted(
    query: URLSearchParams,
    signal: AbortSignal
  ): Promise<RestTask[]> {
    if (this.config.user !== undefined) {
      query.set('users', this.config.user);
    }
    const { jobs = [] } = (await this.rest.call(
      'GET',
      'slurmdb',
      `jobs/?${query.toString()}`,
      { signal }
    )) as { jobs?: AccountedJob[] };
    return jobs.flatMap(accountedTasks);
  }

  private async setHold(
    job: KnownJob,
    reports: readonly TaskReport[],
    hold: boolean,
    signal: AbortSignal
  ): Promise<void> {
    await this.rest.call(
      'POST',
      'slurm',
      `job/${encodeURIComponent(idOf(job, reports))}`,
      { signal, changes: true, body: { hold } }
    );
  }
}

/** The service has no dry run; what its machines offer is known. */
function checkSize(
  { resources }: SubmitOrder,
  facts: SiteFacts
): readonly JobFinding[] {
  const queue =
    facts.queues.find(({ name }) => name === resources.queue) ??
    facts.queues.find(candidate => candidate.default);
  const over = (
    field: 'cpus' | 'memoryMebibytes',
    limit: number | null | undefined,
    what: string
  ): JobFinding[] =>
    limit === null || limit === undefined || resources[field] <= limit
      ? []
      : [
          {
            level: 'error',
            code: 'resources-over-limit',
            field: `resources.${field}`,
            message: `No machine of the queue has more than ${limit} ${what}. Ask for less, or choose another queue.`
          }
        ];
  return [
    ...over('cpus', queue?.cpus, 'processors'),
    ...over('memoryMebibytes', queue?.memoryMebibytes, 'MiB of memory')
  ];
}

function idOf(job: KnownJob, reports: readonly TaskReport[]): string {
  return job.tasks === 1
    ? job.systemId
    : `${job.systemId}_[${taskList(reports.map(({ task }) => task))}]`;
}

function unknownJob(): BatchError {
  return new BatchError(
    'not-found',
    'Slurm knows this job no more. It has ended.'
  );
}
