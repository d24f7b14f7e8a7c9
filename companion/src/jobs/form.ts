/**
 * A submit form, mostly filled: from the notebook, the package, the last time
 * and the site, with a word on where each value is from.
 */
import { posix } from 'node:path';
import type {
  JobDraft,
  JobForm,
  JobResources,
  JobSubject,
  Site,
  SiteQueue
} from 'sciencemesh-contract';
import { isRecord } from '../http/json.ts';
import type { PackageService } from '../packages/library/service.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import type { JobStore } from '../store/jobs.ts';
import { choiceScope, type Choice } from './choices.ts';
import { declaredIn, typeOf, type Declared } from './declared.ts';
import { parentOf, type Folders } from '../mirrors/folders.ts';
import { surveyInputs } from './input-survey.ts';
import type { SiteEntry, Sites } from './sites.ts';
import { folderOfSource, readSubject, type Subject } from './subject.ts';

export interface FormOptions {
  folders: Folders;
  packages: PackageService;
  sites: Sites;
  store: JobStore;
  kernels: () => Promise<Kernel[]>;
  /** Folder of results, as JupyterLab names it. */
  results: string;
}

/** What is proposed where nobody knows better. */
const USUAL: JobResources = {
  queue: null,
  account: null,
  cpus: 1,
  memoryMebibytes: 2048,
  diskMebibytes: null,
  gpus: 0,
  seconds: 3600
};

/** A folder with more than this is not taken along without being asked. */
const SMALL_FOLDER_FILES = 500;
const SMALL_FOLDER_BYTES = 100 * 1024 * 1024;

export async function fillForm(
  subject: JobSubject,
  siteId: string | null,
  options: FormOptions,
  signal: AbortSignal
): Promise<JobForm> {
  const { folders, kernels, packages, results, sites, store } = options;
  const read = await readSubject(subject, folders, packages);
  const reasons: Record<string, string> = {};
  const entry = siteId === null ? usualSite(sites) : sites.entry(siteId);
  const site = await sites.fresh(entry.config.id);
  const scope = choiceScope(site.id, parentOf(read.source.path));
  const choice = store.remembered<Choice>(scope);
  const declared = declaredOf(read);
  const offered = await kernels();
  const name = posix.basename(read.source.path).replace(/\.[^.]+$/, '');
  const draft: JobDraft = {
    siteId: site.id,
    name,
    source: read.source,
    kernel: kernelOf(read, offered, reasons),
    parameters: declared.map(({ name, type, value }) => ({
      name,
      type,
      value
    })),
    sweep: null,
    resources: resourcesOf(read, entry, site, choice, reasons),
    environment: choice?.environment ?? { kind: 'site' },
    inputs: await inputsOf(read, folders, reasons, signal),
    outputs: choice?.outputs ?? [],
    results: choice?.results ?? results,
    after: [],
    script: null
  };
  if (choice !== null) {
    reasons['environment'] = 'as last time';
    reasons['results'] = 'as last time';
  }
  if (declared.length > 0) {
    reasons['parameters'] =
      read.package === null ? 'from the notebook' : 'from the package';
  }
  return {
    draft,
    declared,
    kernels: offered.map(({ name, displayName }) => ({ name, displayName })),
    reasons,
    findings: read.findings
  };
}

/** The first that works, else the first. */
function usualSite(sites: Sites): SiteEntry {
  const ready = sites
    .list()
    .items.find(({ state }) => state === 'ready' || state === 'unknown');
  const [first] = sites.all();
  return sites.entry(ready?.id ?? first?.config.id ?? '');
}

/** The notebook's own, with what the package knows of them, and the rest. */
function declaredOf({ notebook, package: preview }: Subject): Declared[] {
  const own = notebook === null ? [] : declaredIn(notebook);
  const ofPackage = preview?.parameters ?? [];
  const known = new Map(ofPackage.map(one => [one.name, one]));
  const names = new Set(own.map(({ name }) => name));
  return [
    ...own.map(one => ({
      ...one,
      description: known.get(one.name)?.description ?? one.description
    })),
    ...ofPackage
      .filter(({ name, value }) => !names.has(name) && value !== null)
      .map(({ name, value, description }) => ({
        name,
        type: typeOf(value),
        value,
        description
      }))
  ];
}

function kernelOf(
  { notebook, source }: Subject,
  offered: readonly Kernel[],
  reasons: Record<string, string>
): string | null {
  if (source.kind !== 'notebook') {
    return null;
  }
  const spec = notebook?.metadata['kernelspec'];
  const name = isRecord(spec) ? spec['name'] : null;
  if (typeof name === 'string' && name !== '') {
    reasons['kernel'] = 'from the notebook';
    return name;
  }
  reasons['kernel'] = 'the notebook names none';
  return offered.find(({ name }) => name === 'python3')?.name ?? null;
}

function resourcesOf(
  { requirements }: Subject,
  { config }: SiteEntry,
  { queues }: Site,
  choice: Choice | null,
  reasons: Record<string, string>
): JobResources {
  const resources = { ...USUAL };
  const take = (values: Partial<JobResources>, reason: string) => {
    for (const [field, value] of Object.entries(values)) {
      if (value !== null && value !== undefined) {
        Object.assign(resources, { [field]: value });
        reasons[`resources.${field}`] = reason;
      }
    }
  };
  take(config.defaults ?? {}, 'usual on this site');
  take(choice?.resources ?? {}, 'as last time');
  take(withoutNulls(requirements), 'from the package');
  const queue = queueOf(resources.queue, queues);
  if (queue !== null && resources.queue === null) {
    take({ queue: queue.name }, 'the usual queue of this site');
  }
  bound(resources, queue, take);
  return resources;
}

function withoutNulls(
  requirements: Subject['requirements']
): Partial<JobResources> {
  return Object.fromEntries(
    Object.entries(requirements ?? {}).filter(([, value]) => value !== null)
  );
}

function queueOf(
  wanted: string | null,
  queues: readonly SiteQueue[]
): SiteQueue | null {
  return (
    queues.find(({ name }) => name === wanted) ??
    (wanted === null ? queues.find(queue => queue.default) : undefined) ??
    null
  );
}

/** What was usual or last time may be more than this queue gives. */
function bound(
  resources: JobResources,
  queue: SiteQueue | null,
  take: (values: Partial<JobResources>, reason: string) => void
): void {
  const most = {
    seconds: queue?.seconds,
    cpus: queue?.cpus,
    memoryMebibytes: queue?.memoryMebibytes
  };
  for (const field of ['seconds', 'cpus', 'memoryMebibytes'] as const) {
    const limit = most[field];
    if (limit !== null && limit !== undefined && resources[field] > limit) {
      take({ [field]: limit }, 'the most that the queue gives');
    }
  }
}

async function inputsOf(
  { located, source }: Subject,
  folders: Folders,
  reasons: Record<string, string>,
  signal: AbortSignal
): Promise<JobDraft['inputs']> {
  const folder = folderOfSource(located);
  const all = { way: null, select: 'folder' as const, paths: [] };
  if (folder === folders.root) {
    reasons['inputs'] =
      'the notebook lies beside everything else that you have; choose what it reads';
    return { ...all, select: 'none' };
  }
  const name = posix.basename(source.path);
  const { bytes, cut, files } = await surveyInputs(
    folder,
    name,
    all,
    signal,
    SMALL_FOLDER_FILES
  );
  if (cut || bytes > SMALL_FOLDER_BYTES) {
    reasons['inputs'] =
      'there is much beside it; choose what it reads, or take everything';
    return { ...all, select: 'none' };
  }
  reasons['inputs'] =
    files.length > 1 ? 'everything beside it' : 'nothing lies beside it';
  return all;
}
