/**
 * The RO-Crate that goes with a deposit: what the person's own crate says, the
 * record of the job, what the form says, and every file; with a page for
 * people beside it.
 */
import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublicationMetadata } from 'sciencemesh-contract';
import { parseJson } from '../../http/json.ts';
import {
  knownAddresses,
  personalIds
} from '../../packages/attached/personal-data.ts';
import {
  isCrateProblem,
  readCrate,
  type Crate
} from '../../packages/crate/crate.ts';
import { writeAtomically } from '../../packages/working-copy/working-copy.ts';
import { readRunRecord } from '../../provenance/run-record.ts';
import type { JobStore } from '../../store/jobs.ts';
import type { PublicationOrigin } from '../../store/publication-records.ts';
import type { SelectedFile } from '../selected-file.ts';
import { doiEntity } from '../doi-entity.ts';
import { checksumsOf } from './checksums.ts';
import { CrateGraph, DESCRIPTOR } from './crate-graph.ts';
import { Deposited, describeFiles, placesOf } from './files.ts';
import { previewOf } from './preview.ts';
import { addRun, dropWorkflowClaims } from './run.ts';
import { describeWork, nameAgent, nameMainNotebook } from './work.ts';

const PREVIEW = 'ro-crate-preview.html';
/** Where a file that has the name of the crate and is none goes. */
const UNREADABLE = 'ro-crate-metadata.original.json';

export interface DepositCrateOrder {
  /** Absolute path; the two files are made in it. */
  folder: string;
  files: readonly SelectedFile[];
  /** What files are called in the deposit, by path; others keep their names. */
  names?: ReadonlyMap<string, string>;
  metadata: PublicationMetadata;
  /** Null: known only when it is published. */
  doi: string | null;
  origin: PublicationOrigin;
  signal: AbortSignal;
}

export interface DepositCrateOptions {
  /** Absolute path of Jupyter's root. */
  root: string;
  jobs: Pick<JobStore, 'get'>;
}

/**
 * @returns what describes the files, and the files with the crate and its page
 * in the place of those that had their names
 */
export function depositCrateWriter(
  options: DepositCrateOptions
): (order: DepositCrateOrder) => Promise<SelectedFile[]> {
  return order => writeDepositCrate(order, options);
}

async function writeDepositCrate(
  order: DepositCrateOrder,
  options: DepositCrateOptions
): Promise<SelectedFile[]> {
  const { doi, folder, metadata, names, origin, signal } = order;
  const own = order.files.find(({ path }) => path === DESCRIPTOR);
  const base = own === undefined ? null : await crateIn(own.real);
  const files = order.files.flatMap(file =>
    file === own
      ? base === null
        ? [{ ...file, path: UNREADABLE }]
        : []
      : file.path === PREVIEW
        ? []
        : [file]
  );
  const deposited = new Deposited(files, names);
  const graph = new CrateGraph();
  if (base !== null) {
    takeOver(graph, base, deposited);
  }
  if (origin.jobId !== null) {
    await addRecord(graph, origin.jobId, deposited, options);
    nameAgent(graph, metadata);
  }
  const checksums = await checksumsOf([...deposited.files.values()], signal);
  describeFiles(graph, deposited, checksums);
  dropWorkflowClaims(graph);
  nameMainNotebook(graph);
  describeWork(graph, metadata, doi === null ? null : doiEntity(doi));
  const document = graph.document();
  await mkdir(folder, { recursive: true });
  const made = [
    [DESCRIPTOR, `${JSON.stringify(document, null, 2)}\n`],
    [PREVIEW, previewOf(document)]
  ] as const;
  for (const [path, text] of made) {
    signal.throwIfAborted();
    // What stays the same keeps its times, and is not sent again.
    const known = await readFile(join(folder, path), 'utf8').catch(() => null);
    if (known !== text) {
      await writeAtomically(join(folder, path), text);
    }
    files.push(await asSelected(path, join(folder, path)));
  }
  return files.sort(({ path: a }, { path: b }) => (a < b ? -1 : 1));
}

/** All but who sent it and who got it, and people who stand for nobody. */
function takeOver(graph: CrateGraph, base: Crate, deposited: Deposited): void {
  const removed = personalIds(base);
  const addresses = knownAddresses(base, removed);
  const ids = new Map<string, string | null>(placesOf(base, deposited));
  removed.forEach(id => ids.set(id, null));
  graph.takeOver(base, ids, text =>
    addresses.reduce((rest, address) => rest.replaceAll(address, ''), text)
  );
}

async function addRecord(
  graph: CrateGraph,
  jobId: string,
  deposited: Deposited,
  { jobs, root }: DepositCrateOptions
): Promise<void> {
  const place = jobs.get(jobId)?.resultsFolder ?? null;
  // The crate of the results is the record itself, if the job made none.
  const isThere = [...graph.entities.keys()].some(id =>
    id.startsWith(`#run-${jobId}`)
  );
  if (place === null || isThere) {
    return;
  }
  const results = await realpath(join(root, place)).catch(() => null);
  const record =
    results === null ? null : readCrate(await readRunRecord(results));
  if (results !== null && record !== null && !isCrateProblem(record)) {
    addRun(graph, record, results, deposited);
  }
}

async function crateIn(path: string): Promise<Crate | null> {
  try {
    const crate = readCrate(parseJson(await readFile(path)));
    return isCrateProblem(crate) ? null : crate;
  } catch {
    // Not readable, or no JSON: it goes along as it is, under another name.
    return null;
  }
}

async function asSelected(path: string, real: string): Promise<SelectedFile> {
  const { mtimeMs, size } = await stat(real);
  return { path, real, size, modified: mtimeMs };
}
