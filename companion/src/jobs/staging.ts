/**
 * Makes the folder of a job with everything that goes along: under another
 * name first, so that it is there whole or not at all.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobDraft, SiteConfig, WorkerInput } from 'sciencemesh-contract';
import {
  readNotebook,
  withoutTrust,
  writeNotebook
} from '../packages/notebook/notebook.ts';
import {
  ArchiveError,
  packInputs,
  sha256OfFile,
  type PackedText
} from './archive.ts';
import { errandFor, writeErrand, type FetchedFile } from './errand.ts';
import type { InputPlan } from './input-plan.ts';
import {
  INPUTS,
  markerName,
  ORDER,
  SENT_NOTEBOOK,
  WORKER
} from './job-files.ts';
import { sourceName, workerOrder } from './order.ts';

const worker = fileURLToPath(
  new URL(
    '../../../jupyterlab_sciencemesh/worker/sciencemesh_worker.py',
    import.meta.url
  )
);

/** So many inputs are written down with their checksums. */
const MOST_NOTED = 10_000;

export interface StagingOptions {
  id: string;
  draft: JobDraft;
  config: SiteConfig;
  plan: InputPlan;
  /** Absolute path that the folder is to have. */
  folder: string;
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
}

/**
 * @throws ArchiveError with a sentence for the person, or what the file system
 * throws
 */
export async function stage(options: StagingOptions): Promise<void> {
  const unfinished = `${options.folder}.unfinished`;
  try {
    await fill(unfinished, options);
  } catch (error) {
    // A half of it may be what has filled the disk.
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function fill(
  unfinished: string,
  options: StagingOptions
): Promise<void> {
  const { config, draft, folder, id, plan, signal, onBytes } = options;
  // Whatever an earlier attempt has left is begun anew.
  await rm(unfinished, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(join(unfinished, WORKER), await readFile(worker), {
    mode: 0o700
  });
  const texts = await sourceOf(draft, plan, unfinished);
  const named = new Set(texts.map(({ path }) => path));
  const packed = await packInputs(
    join(unfinished, INPUTS),
    texts,
    plan.carried.filter(({ path }) => !named.has(path)),
    signal,
    onBytes
  );
  const inputs: WorkerInput[] = [
    ...packed.slice(0, MOST_NOTED).map(file => ({
      ...file,
      from: { kind: 'present' as const }
    })),
    ...(await sharedInputs(id, plan)),
    ...(await directInputs(options, unfinished))
  ];
  const order = workerOrder({ id, draft, config, inputs });
  await writeFile(join(unfinished, ORDER), JSON.stringify(order), {
    mode: 0o600,
    flush: true
  });
  await rename(unfinished, folder);
}

/** The notebook goes along without what makes JupyterLab believe its outputs. */
async function sourceOf(
  { source }: JobDraft,
  { source: file }: InputPlan,
  folder: string
): Promise<PackedText[]> {
  if (source.kind !== 'notebook') {
    return [];
  }
  const reading = readNotebook(await readFile(file.real));
  if (!reading.ok) {
    throw new ArchiveError(reading.problem.message, reading.problem.cause);
  }
  const bytes = writeNotebook(withoutTrust(reading.notebook));
  await writeFile(join(folder, SENT_NOTEBOOK), bytes, { mode: 0o600 });
  return [{ path: sourceName(source), bytes }];
}

/**
 * Files that the job fetches from their share, and compares with what is known
 * of them here.
 */
async function directInputs(
  { config, onBytes, plan: { direct }, signal }: StagingOptions,
  folder: string
): Promise<WorkerInput[]> {
  if (direct === null) {
    return [];
  }
  const files: FetchedFile[] = [];
  for (const { here, path, size } of direct.files) {
    if (here === null) {
      files.push({ path, size, sha256: null });
    } else {
      const sha256 = await sha256OfFile(here.real, signal);
      onBytes(here.size);
      files.push({ path, size: here.size, sha256 });
    }
  }
  const { errand, inputs } = errandFor(direct.offer, files, config);
  await writeErrand(folder, errand);
  return inputs;
}

/**
 * Files that the worker finds where both sides see them, and first of all a
 * fresh file that proves that it is the same place.
 */
async function sharedInputs(
  id: string,
  { shared }: InputPlan
): Promise<WorkerInput[]> {
  if (shared === null) {
    return [];
  }
  const { here, there, files } = shared;
  const name = markerName(id);
  const proof = randomUUID();
  await writeFile(join(here, name), proof, { mode: 0o644 });
  return [
    {
      path: name,
      size: Buffer.byteLength(proof),
      sha256: createHash('sha256').update(proof).digest('hex'),
      from: { kind: 'path', path: `${there}/${name}` }
    },
    ...files.map(({ path, size }) => ({
      path,
      size,
      from: { kind: 'path' as const, path: `${there}/${path}` }
    }))
  ];
}
