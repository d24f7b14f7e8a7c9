/**
 * Slurm by its commands, on this machine or over SSH.
 *
 * Text with explicit fields is read, never JSON (its shape changes with each
 * release). Where there is no accounting service, what the controller still
 * remembers (five minutes, `MinJobAge`) and the worker's own manifest have to
 * do.
 */
import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { SlurmSiteConfig } from 'sciencemesh-contract';
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
import { neverStarts, slurmReason } from '../slurm-states.ts';
import {
  ACCOUNTING_FIELDS,
  readAccounting,
  type AccountingLine
} from './accounting.ts';
import { failureOf } from './answers.ts';
import type { Host } from './host.ts';
import { QUEUE_FORMAT, readQueue, slurmDate, type QueueLine } from './queue.ts';
import { slurmNeverStarted } from '../slurm-endings.ts';
import { checkLimits } from '../slurm-limits.ts';
import { renderScript } from '../slurm-script.ts';
import { describeSlurm } from './site.ts';
import { SshHost } from './ssh-host.ts';
import { slurmPrinted } from '../slurm-printed.ts';
import { taskList } from '../slurm-task-list.ts';
import { ThisHost } from './this-host.ts';
import { checkScript, readTestOnly } from './validation.ts';

const SCRIPT = 'submit.sh';
/** With its controller down, sbatch gives up by itself after nine seconds. */
const SECONDS = 30;
/**
 * A controller that answers does so within ten seconds (`MessageTimeout`);
 * squeue tries for longer.
 */
const QUESTION_SECONDS = 11;
const TAIL_SECONDS = 10;
/** How long what a site says about itself is taken for true. */
const FACTS_MILLISECONDS = 60_000;
/** Ids in one question to the accounting service. */
const IDS_AT_ONCE = 500;

/** @param config of the site */
export function createSlurmSystem(config: SlurmSiteConfig): BatchSystem {
  return new SlurmSystem(
    config,
    config.ssh === undefined ? new ThisHost(config) : new SshHost(config)
  );
}

class SlurmSystem implements BatchSystem {
  readonly kind = 'slurm';
  readonly hearsAll = false;
  private readonly config: SlurmSiteConfig;
  private readonly host: Host;
  private facts: { value: SiteFacts; at: number } | null = null;
  private accounting = true;

  constructor(config: SlurmSiteConfig, host: Host) {
    this.config = config;
    this.host = host;
  }

  async describe(signal: AbortSignal): Promise<SiteFacts> {
    const value = await describeSlurm(this.host, this.config, signal);
    this.facts = { value, at: Date.now() };
    this.accounting = true;
    return value;
  }

  render(order: SubmitOrder): SubmitText {
    return {
      text: renderScript(order, this.config.setupScript ?? null),
      language: 'bash'
    };
  }

  async validate(order: SubmitOrder, text: SubmitText, signal: AbortSignal) {
    const ours = [
      ...checkOrder(order),
      ...(await checkOrderFiles(order)),
      ...checkScript(text),
      ...checkLimits(order, await this.knownFacts(signal))
    ];
    if (ours.some(({ level }) => level === 'error')) {
      return ours;
    }
    const result = await this.host.run(
      ['sbatch', '--test-only', `--job-name=${jobName(order)}`],
      // The dry run refuses every dependency.
      {
        signal,
        seconds: SECONDS,
        input: text.text.replace(/^#SBATCH --dependency=.*\n/mu, '')
      }
    );
    return [...readTestOnly(result), ...ours];
  }

  async submit(
    order: SubmitOrder,
    text: SubmitText,
    signal: AbortSignal,
    cancelled?: AbortSignal
  ): Promise<Submitted> {
    assertOrder(order);
    if (order.transfers.length > 0) {
      throw new BatchError(
        'unsupported',
        'Slurm does not fetch data by itself. Choose another way for the data.'
      );
    }
    const path = await this.host.pathOf(order, signal);
    const stdout = slurmPrinted(order, path, 'stdout');
    const stderr = slurmPrinted(order, path, 'stderr');
    const script = join(order.folder, SCRIPT);
    await writeFile(script, text.text);
    const sending = AbortSignal.any(cancelled ? [cancelled, signal] : [signal]);
    await this.host.send(order, [...order.files, SCRIPT], sending);
    if (sending.aborted) {
      throw new BatchError('aborted', 'The job was not handed over.');
    }
    const result = await this.host.run(
      [
        'sbatch',
        '--parsable',
        `--job-name=${jobName(order)}`,
        `--chdir=${path}`,
        `--output=${stdout}`,
        `--error=${stderr}`,
        '--open-mode=append',
        `${path}/${SCRIPT}`
      ],
      { signal, seconds: SECONDS, changes: true }
    );
    if (result.code !== 0) {
      throw failureOf(result, 'sbatch', true);
    }
    const id = /^(\d+)(?:;.*)?$/mu.exec(result.stdout)?.[1];
    if (id === undefined) {
      throw new BatchError(
        'broken',
        'Slurm did not say under which number it has taken the job. It is being looked for.',
        { cause: result.stdout, outcomeUnknown: true }
      );
    }
    return { systemId: id };
  }

  async find(tag: string, signal: AbortSignal): Promise<Submitted | null> {
    const ours = ({ name }: { name: string }) => name.endsWith(`.${tag}`);
    const waiting = (await this.queue(signal)).find(ours);
    if (waiting !== undefined) {
      return { systemId: waiting.systemId };
    }
    const ended = (await this.accounted(['-S', 'now-7days'], signal)).find(
      ours
    );
    return ended === undefined ? null : { systemId: ended.systemId };
  }

  async report(
    jobs: readonly KnownJob[],
    signal: AbortSignal
  ): Promise<SystemReport> {
    const asOf = new Date().toISOString();
    const found = new Map<string, Map<number, TaskReport>>();
    const note = ({ systemId, report }: QueueLine | AccountingLine) => {
      const tasks = found.get(systemId) ?? new Map<number, TaskReport>();
      found.set(systemId, tasks.set(report.task, report));
    };
    const wanted = new Set(jobs.map(({ systemId }) => systemId));
    for (const line of await this.queue(signal)) {
      if (wanted.has(line.systemId)) {
        note(line);
      }
    }
    const open = jobs
      .filter(job => !isUnderWay(job, found.get(job.systemId)))
      .map(({ systemId }) => systemId);
    for (let at = 0; at < open.length; at += IDS_AT_ONCE) {
      const ids = open.slice(at, at + IDS_AT_ONCE).join(',');
      for (const line of await this.accounted(['-j', ids], signal)) {
        if (line.report.state === 'ended' || !found.has(line.systemId)) {
          note(line);
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
    return this.host.watch?.(job, listener) ?? (() => undefined);
  }

  async explain(job: KnownJob, signal: AbortSignal): Promise<string> {
    const result = await this.host.run(
      ['squeue', '-h', '-j', job.systemId, '-o', '%T|%S|%Q|%C|%P|%r'],
      { signal, seconds: QUESTION_SECONDS }
    );
    if (result.code !== 0) {
      throw failureOf(result, 'squeue', false);
    }
    const [line = ''] = result.stdout.split('\n');
    const [state = '', start, priority, cpus, queue, ...reasons] =
      line.split('|');
    if (state === '') {
      throw unknownJob();
    }
    const reason = reasons.join('|');
    const asked = `It asks for ${cpus} ${cpus === '1' ? 'processor' : 'processors'} in the queue "${queue}".`;
    if (state !== 'PENDING') {
      return `It does not wait: Slurm calls its state ${state}. ${asked}`;
    }
    const estimate = slurmDate(start);
    return [
      slurmReason(reason) ?? 'It waits for its turn.',
      ...(neverStarts(reason)
        ? []
        : [
            estimate === null
              ? 'Slurm has not worked out yet when it can start.'
              : `Slurm expects to start it at ${estimate.slice(0, 16).replace('T', ' ')} UTC.`,
            `Its priority is ${priority}.`
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
        ? taskFolder('.', task, job.tasks) +
          (job.tasks === 1 ? '/progress.jsonl' : `/progress-${task}.jsonl`)
        : printedFile(stream, task, job.tasks);
    const piece = await this.host.read(
      job,
      file,
      from,
      maximum,
      AbortSignal.any([signal, AbortSignal.timeout(TAIL_SECONDS * 1000)])
    );
    if (piece !== null) {
      return { bytes: piece.bytes, from, size: piece.size };
    }
    // A job that has not started has printed nothing; any other is unknown.
    await this.inQueue(job, null, signal);
    return { bytes: new Uint8Array(), from, size: 0 };
  }

  async hold(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const lines = await this.inQueue(job, tasks, signal);
    const waiting = lines.filter(({ report }) => report.state === 'waiting');
    if (waiting.length === 0) {
      throw new BatchError(
        'refused',
        lines.some(({ report }) => report.state === 'held')
          ? 'It is held already.'
          : 'Slurm holds only jobs that have not started. Cancel it if it should not go on.'
      );
    }
    await this.change(['scontrol', 'hold', ids(job, waiting)], signal);
  }

  async release(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const lines = await this.inQueue(job, tasks, signal);
    const held = lines.filter(({ report }) => report.state === 'held');
    if (held.length > 0) {
      await this.change(['scontrol', 'release', ids(job, held)], signal);
    }
  }

  async cancel(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<void> {
    const lines = await this.inQueue(job, tasks, signal);
    const live = lines.filter(({ report }) => report.state !== 'ended');
    if (live.length > 0) {
      // Without a list of tasks, those that start meanwhile are meant too.
      await this.change(
        ['scancel', tasks === null ? job.systemId : ids(job, live)],
        signal
      );
    }
  }

  async retrieve(job: KnownJob, signal: AbortSignal): Promise<void> {
    await this.host.fetch(job, leftFiles(job), signal);
  }

  async discard(job: KnownJob, signal: AbortSignal): Promise<void> {
    await this.host.remove(job, signal);
  }

  async close(): Promise<void> {
    await this.host.close();
  }

  private async knownFacts(signal: AbortSignal): Promise<SiteFacts> {
    const fresh =
      this.facts !== null && Date.now() - this.facts.at < FACTS_MILLISECONDS;
    return fresh && this.facts !== null
      ? this.facts.value
      : this.describe(signal);
  }

  /** Everything of the person that the controller knows. */
  private async queue(signal: AbortSignal): Promise<QueueLine[]> {
    const result = await this.host.run(
      ['squeue', '-h', '-r', '--me', '-t', 'all', '-o', QUEUE_FORMAT],
      { signal, seconds: QUESTION_SECONDS }
    );
    if (result.code !== 0) {
      throw failureOf(result, 'squeue', false);
    }
    return readQueue(result.stdout);
  }

  /** @throws BatchError not-found when nothing of it is in the queue */
  private async inQueue(
    job: KnownJob,
    tasks: readonly number[] | null,
    signal: AbortSignal
  ): Promise<QueueLine[]> {
    const lines = (await this.queue(signal)).filter(
      ({ systemId }) => systemId === job.systemId
    );
    if (lines.length === 0) {
      throw unknownJob();
    }
    return tasks === null
      ? lines
      : lines.filter(({ report }) => tasks.includes(report.task));
  }

  private async accounted(
    which: readonly string[],
    signal: AbortSignal
  ): Promise<AccountingLine[]> {
    if (!this.accounting) {
      return [];
    }
    const result = await this.host.run(
      ['sacct', '-n', '-P', ...which, '-o', ACCOUNTING_FIELDS.join(',')],
      { signal, seconds: SECONDS }
    );
    if (result.code !== 0) {
      if (/accounting storage is disabled/iu.test(result.stderr)) {
        this.accounting = false;
        return [];
      }
      throw failureOf(result, 'sacct', false);
    }
    return readAccounting(result.stdout);
  }

  private async change(
    argv: readonly [string, ...string[]],
    signal: AbortSignal
  ): Promise<void> {
    const result = await this.host.run(argv, {
      signal,
      seconds: SECONDS,
      changes: true
    });
    if (result.code !== 0) {
      throw failureOf(result, argv[0], true);
    }
  }
}

function unknownJob(): BatchError {
  return new BatchError(
    'not-found',
    'Slurm knows this job no more. It has ended.'
  );
}

/** The tag makes it findable, whatever the label. */
function jobName({ label, tag }: SubmitOrder): string {
  return `${label}.${tag}`;
}

/** Whether the controller knows all tasks, none of them over. */
function isUnderWay(
  { tasks }: KnownJob,
  known: ReadonlyMap<number, TaskReport> | undefined
): boolean {
  return (
    known !== undefined &&
    known.size >= tasks &&
    [...known.values()].every(({ state }) => state !== 'ended')
  );
}

function ids(job: KnownJob, lines: readonly QueueLine[]): string {
  return job.tasks === 1
    ? job.systemId
    : `${job.systemId}_[${taskList(lines.map(({ report }) => report.task))}]`;
}

function leftFiles(job: KnownJob): string[] {
  return Array.from({ length: job.tasks }, (_, task) => [
    ...job
      .outputs(task)
      .map(file => posix.join(taskFolder('.', task, job.tasks), file)),
    printedFile('stdout', task, job.tasks),
    printedFile('stderr', task, job.tasks)
  ]).flat();
}
