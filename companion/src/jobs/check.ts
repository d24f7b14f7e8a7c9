/**
 * The dry run: everything that is wrong with a draft before anything is sent.
 */
import { posix } from 'node:path';
import type {
  JobCheck,
  JobDraft,
  JobFinding,
  Site
} from 'sciencemesh-contract';
import {
  BatchError,
  PASSING,
  type BatchSystem,
  type SubmitOrder,
  type SubmitText
} from '../compute/batch-system.ts';
import { drivePathOf, type Places } from '../copies/places.ts';
import { RequestProblem } from '../http/problem.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import type { JobStore } from '../store/jobs.ts';
import type { Folders, Located } from './folders.ts';
import { planInputs, type InputPlan } from './input-plan.ts';
import { shown } from './input-survey.ts';
import { sourceName, submitOrder } from './order.ts';
import type { SiteEntry, Sites } from './sites.ts';
import { folderOfSource } from './subject.ts';
import { parameterFindings, taskCount } from './sweep.ts';
import { notebookFindings } from './notebook-findings.ts';

export interface CheckOptions {
  folders: Folders;
  places: Places;
  sites: Sites;
  store: JobStore;
  kernels: () => Promise<Kernel[]>;
}

/** The result with what submitting goes on with. */
export interface Checked {
  check: JobCheck;
  text: SubmitText;
  /** Null where the source is not there. */
  plan: InputPlan | null;
}

const MEBIBYTE = 1024 * 1024;
const MOST_TASKS = 10_000;
const SHOWN_INPUTS = 1000;
/** Stands for a job that is not there yet. */
const DRY_RUN = 'dry-run';

export async function checkDraft(
  draft: JobDraft,
  options: CheckOptions,
  signal: AbortSignal
): Promise<Checked> {
  const entry = options.sites.entry(draft.siteId);
  const site = await options.sites.fresh(draft.siteId);
  const findings = [
    ...siteFindings(site),
    ...parameterFindings(draft, entry.config.tasks ?? MOST_TASKS),
    ...queueFindings(draft, site),
    ...(await placeFindings(draft, options.places)),
    ...dependencyFindings(draft, options.store)
  ];
  const located = await locate(draft, options.folders, findings);
  const plan =
    located === null
      ? null
      : await planned(draft, entry, located, options.folders, signal, findings);
  if (located !== null && draft.source.kind === 'notebook') {
    const local = entry.config.kind === 'local';
    const kernels = local ? await options.kernels() : null;
    findings.push(...(await notebookFindings(located, draft, kernels)));
  }
  const text = await scriptOf(draft, entry, findings, signal);
  return {
    text,
    plan,
    check: {
      script: text.text,
      language: text.language,
      tasks: Math.min(Math.max(1, taskCount(draft.sweep)), MOST_TASKS),
      inputs: (plan?.files ?? []).slice(0, SHOWN_INPUTS).map(file => ({
        path: file.path,
        size: file.size,
        way: plan?.carried.includes(file) === true ? 'staging' : 'path'
      })),
      inputFiles: plan?.files.length ?? 0,
      inputBytes: plan?.bytes ?? 0,
      way: plan?.way ?? null,
      why: plan?.why ?? 'There is nothing to send.',
      findings: sorted(findings)
    }
  };
}

/** The errors first. */
function sorted(findings: readonly JobFinding[]): JobFinding[] {
  const order = ['error', 'warning', 'note'];
  return findings.toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level)
  );
}

function error(code: string, field: string, message: string): JobFinding {
  return { level: 'error', code, field, message };
}

/** A site that is away takes the job later; one that is broken does not. */
function siteFindings({ message, name, signIn, state }: Site): JobFinding[] {
  switch (state) {
    case 'ready':
    case 'unknown':
      return [];
    case 'signed-out':
      return [
        error(
          'site-signed-out',
          'siteId',
          `${message ?? `Your login at ${name} has expired.`}${signIn === null ? '' : ` Sign in again with: ${signIn}`}`
        )
      ];
    case 'unreachable':
      return [
        {
          level: 'warning',
          code: 'site-unreachable',
          field: 'siteId',
          message: `${message ?? `${name} does not answer.`} The job is sent as soon as it answers.`
        }
      ];
    case 'broken':
      return [
        error(
          'site-broken',
          'siteId',
          message ?? `${name} cannot be used as it is configured.`
        )
      ];
  }
}

function queueFindings(
  { resources }: JobDraft,
  { accounts, name, queues }: Site
): JobFinding[] {
  const { account, cpus, memoryMebibytes, queue: wanted, seconds } = resources;
  const findings: JobFinding[] = [];
  if (account !== null && accounts.length > 0 && !accounts.includes(account)) {
    findings.push(
      error(
        'account-unknown',
        'resources.account',
        `You cannot charge "${shown(account)}" at ${name}. Yours: ${accounts.slice(0, 10).join(', ')}.`
      )
    );
  }
  if (queues.length === 0) {
    return findings;
  }
  const queue = queues.find(one =>
    wanted === null ? one.default : one.name === wanted
  );
  if (queue === undefined) {
    return wanted === null
      ? findings
      : [
          ...findings,
          error(
            'queue-unknown',
            'resources.queue',
            `${name} has no queue "${shown(wanted)}". There are: ${queues.map(one => one.name).join(', ')}.`
          )
        ];
  }
  const over = (limit: number | null, value: number) =>
    limit !== null && value > limit;
  if (over(queue.seconds, seconds)) {
    findings.push(
      error(
        'walltime-over-limit',
        'resources.seconds',
        `The queue ${queue.name} gives ${queue.seconds} s at most. Ask for less time, or choose a longer queue.`
      )
    );
  }
  if (over(queue.cpus, cpus)) {
    findings.push(
      error(
        'cpus-over-limit',
        'resources.cpus',
        `The machines of ${queue.name} have ${queue.cpus} processors. Ask for fewer.`
      )
    );
  }
  if (over(queue.memoryMebibytes, memoryMebibytes)) {
    findings.push(
      error(
        'memory-over-limit',
        'resources.memoryMebibytes',
        `The machines of ${queue.name} have ${queue.memoryMebibytes} MiB of memory. Ask for less.`
      )
    );
  }
  if (!queue.open) {
    findings.push({
      level: 'warning',
      code: 'queue-closed',
      field: 'resources.queue',
      message: `The queue ${queue.name} takes no jobs now; yours would wait until it does.`
    });
  }
  return findings;
}

/** Results go to a place that there is. */
async function placeFindings(
  { results }: JobDraft,
  places: Places
): Promise<JobFinding[]> {
  try {
    const inDrive = drivePathOf(results);
    await places.find(
      inDrive === null
        ? { drive: 'jupyter', path: posix.normalize(results) }
        : { drive: 'sciencemesh', path: inDrive }
    );
    return posix.normalize(results).startsWith('..')
      ? [
          error(
            'results-outside',
            'results',
            'Results must go below the folder that Jupyter shows. Choose another folder.'
          )
        ]
      : [];
  } catch (problem) {
    if (problem instanceof RequestProblem) {
      return [error('results-refused', 'results', problem.message)];
    }
    throw problem;
  }
}

function dependencyFindings(
  { after, siteId }: JobDraft,
  store: JobStore
): JobFinding[] {
  return after.flatMap(id => {
    const job = store.get(id);
    if (job?.siteId !== siteId) {
      return [
        error(
          'dependency-unknown',
          'after',
          'A job that should come first is not there (any more), or is on another site. Take it off the list.'
        )
      ];
    }
    return ['failed', 'cancelled', 'lost'].includes(job.state)
      ? [
          error(
            'dependency-failed',
            'after',
            `"${shown(job.name)}" should come first and did not succeed. Take it off the list.`
          )
        ]
      : [];
  });
}

async function locate(
  { source }: JobDraft,
  folders: Folders,
  findings: JobFinding[]
): Promise<Located | null> {
  try {
    const located = await folders.find(source.path);
    if (located.kind === 'file') {
      return located;
    }
    findings.push(
      error(
        'source-missing',
        'source',
        `"${shown(source.path)}" is a folder. Choose the file that runs.`
      )
    );
  } catch (problem) {
    if (!(problem instanceof RequestProblem)) {
      throw problem;
    }
    findings.push(error(problem.code, 'source', problem.message));
  }
  return null;
}

async function planned(
  { inputs, source }: JobDraft,
  { config }: SiteEntry,
  located: Located,
  folders: Folders,
  signal: AbortSignal,
  findings: JobFinding[]
): Promise<InputPlan | null> {
  const folder = folderOfSource(located);
  const name = sourceName(source);
  const plan = await planInputs(folder, name, inputs, config, signal);
  findings.push(...(plan?.findings ?? []));
  const absent =
    inputs.select === 'folder' ? await folders.absent(located) : [];
  if (absent.length > 0) {
    const bytes = absent.reduce((sum, { size }) => sum + (size ?? 0), 0);
    findings.push({
      level: 'note',
      code: 'inputs-at-share',
      field: 'inputs',
      message: `${absent.length} files (${Math.ceil(bytes / MEBIBYTE)} MiB) are at the share only; they are brought here first.`
    });
  }
  return plan;
}

/** What would be sent, and what the site says of it. */
async function scriptOf(
  draft: JobDraft,
  { config, system }: SiteEntry,
  findings: JobFinding[],
  signal: AbortSignal
): Promise<SubmitText> {
  const order = submitOrder({
    job: { tag: DRY_RUN, name: draft.name },
    draft,
    config,
    folder: `/${DRY_RUN}`,
    after: []
  });
  const proposed = system.render(order);
  const text =
    draft.script === null ? proposed : { ...proposed, text: draft.script };
  if (findings.every(({ level }) => level !== 'error')) {
    const told = await validated(system, order, text, signal);
    const known = new Set(findings.map(({ code }) => code));
    findings.push(...told.filter(({ code }) => !known.has(code)));
  }
  return text;
}

/** A site that cannot be asked takes the job later. */
async function validated(
  system: BatchSystem,
  order: SubmitOrder,
  text: SubmitText,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  try {
    return await system.validate(order, text, signal);
  } catch (problem) {
    if (!(problem instanceof BatchError)) {
      throw problem;
    }
    const level = PASSING.has(problem.code) ? 'warning' : 'error';
    const code = `site-${problem.code}`;
    return [{ level, code, field: 'siteId', message: problem.message }];
  }
}
