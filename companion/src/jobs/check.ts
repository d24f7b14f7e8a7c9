/**
 * The dry run: everything that is wrong with a draft before anything is sent.
 */
import { join } from 'node:path';
import type {
  JobCheck,
  JobDraft,
  JobFinding,
  JobInputFile
} from 'sciencemesh-contract';
import type { Places } from '../copies/places.ts';
import { RequestProblem } from '../http/problem.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import { StorageError } from '../storage/storage.ts';
import type { JobStore } from '../store/jobs.ts';
import { directOffer } from './direct-inputs.ts';
import { errandFor } from './errand.ts';
import type { Folders, Located } from '../mirrors/folders.ts';
import { carryingWay, planInputs, type InputPlan } from './input-plan.ts';
import { shown } from './input-survey.ts';
import { sourceName } from './order.ts';
import { dependencyFindings } from './dependencies.ts';
import { askSite, scriptOf } from './dry-run.ts';
import { resultsFindings } from './results-place.ts';
import { error, queueFindings, siteFindings } from './site-findings.ts';
import type { SiteEntry, Sites } from './sites.ts';
import { folderOfSource } from './subject.ts';
import { MOST_TASKS, parameterFindings, taskCount } from './sweep.ts';
import { notebookFindings } from './notebook-findings.ts';

export interface CheckOptions {
  folders: Folders;
  storages: Pick<ShareStorages, 'terms'>;
  places: Places;
  sites: Sites;
  store: JobStore;
  kernels: () => Promise<Kernel[]>;
  /** Absolute path of the folder of all jobs' folders. */
  jobsFolder: string;
}

const MEBIBYTE = 1024 * 1024;
const SHOWN_INPUTS = 1000;

export async function checkDraft(
  draft: JobDraft,
  options: CheckOptions,
  signal: AbortSignal
): Promise<JobCheck> {
  const entry = options.sites.entry(draft.siteId);
  const site = await options.sites.fresh(draft.siteId);
  const findings = [
    ...siteFindings(site),
    ...parameterFindings(draft, site.tasks),
    ...queueFindings(draft, site),
    ...(await resultsFindings(draft.results, options.places, signal)),
    ...dependencyFindings(draft, options.store)
  ];
  const located = await locate(draft, options.folders, findings);
  const plan =
    located === null
      ? null
      : await planned(draft, entry, located, options, signal, findings);
  if (located !== null && draft.source.kind === 'notebook') {
    const local = entry.config.kind === 'local';
    const kernels = local ? await options.kernels() : null;
    findings.push(...(await notebookFindings(located, draft, kernels)));
  }
  const { jobsFolder } = options;
  const direct = plan?.direct ?? null;
  const errand =
    direct === null
      ? null
      : errandFor(
          direct.offer,
          direct.files.map(file => ({ ...file, sha256: null })),
          entry.config
        ).errand;
  const folder = join(jobsFolder, draft.siteId);
  const { text } = scriptOf(draft, entry, folder, errand);
  if (findings.every(({ level }) => level !== 'error')) {
    const told = await askSite(draft, entry, jobsFolder, errand, signal);
    const known = new Set(findings.map(({ code }) => code));
    findings.push(...told.filter(({ code }) => !known.has(code)));
  }

  return {
    script: text.text,
    language: text.language,
    tasks: Math.min(Math.max(1, taskCount(draft.sweep)), MOST_TASKS),
    ...inputsOf(plan, entry),
    inputBytes: plan?.bytes ?? 0,
    way: plan?.way ?? null,
    why: plan?.why ?? 'There is nothing to send.',
    findings: sorted(findings)
  };
}

/** The files that go along, each with its way. */
function inputsOf(
  plan: InputPlan | null,
  { config }: SiteEntry
): Pick<JobCheck, 'inputs' | 'inputFiles'> {
  if (plan === null) {
    return { inputs: [], inputFiles: 0 };
  }
  const carrying = plan.way === 'staging' ? 'staging' : carryingWay(config);
  const all: JobInputFile[] = [
    ...plan.carried.map(file => ({ ...file, way: carrying })),
    ...(plan.shared?.files ?? []).map(file => ({
      ...file,
      way: 'path' as const
    })),
    ...(plan.direct?.files ?? []).map(file => ({ ...file, way: plan.way }))
  ];
  return {
    inputs: all
      .slice(0, SHOWN_INPUTS)
      .map(({ path, size, way }) => ({ path, size, way })),
    inputFiles: all.length
  };
}

/** The errors first. */
function sorted(findings: readonly JobFinding[]): JobFinding[] {
  const order = ['error', 'warning', 'note'];
  return findings.toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level)
  );
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
    const isTold =
      problem instanceof RequestProblem || problem instanceof StorageError;
    if (!isTold) {
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
  options: Pick<CheckOptions, 'folders' | 'storages'>,
  signal: AbortSignal,
  findings: JobFinding[]
): Promise<InputPlan | null> {
  const folder = folderOfSource(located);
  const name = sourceName(source);
  const { way } = inputs;
  const offer =
    inputs.select === 'none'
      ? { refusal: null }
      : await directOffer(located, way, config, options, false, signal);
  const plan = await planInputs(folder, name, inputs, config, offer, signal);
  findings.push(...(plan?.findings ?? []));
  const absent =
    inputs.select === 'folder' && !('way' in offer)
      ? await options.folders.absent(located)
      : [];
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
