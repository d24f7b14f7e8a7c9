/**
 * Writes the record of a finished job beside its results.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import { JobOrder } from 'sciencemesh-contract';
import { Compile } from 'typebox/compile';
import type { StoredFile } from '../store/job-records.ts';
import { runCrate } from './run-crate.ts';
import { RECORD, RECORD_BESIDE } from './run-record.ts';
import type { PresentFile, RecordedRun, SourcePackage } from './run-facts.ts';
import { placeSource, sha256Of } from './sent-source.ts';

const checkOrder = Compile(JobOrder);

export interface RunRecorderOptions {
  /** Absolute path of Jupyter's root. */
  root: string;
  /** Data folder of the companion. */
  dataFolder: string;
  /** Names in the folder of a job. */
  names: { order: string; inputs: string };
  /** The package of a file, named as Jupyter does; null: of none. */
  packageOf: (path: string) => SourcePackage | null;
}

export class RunCrateRecorder {
  readonly #options: RunRecorderOptions;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
  }

  /**
   * May be called again for the same run.
   *
   * @returns path of the record in the folder of results
   */
  async record(run: RecordedRun, signal: AbortSignal): Promise<string> {
    const { dataFolder, names, packageOf, root } = this.#options;
    const { draft, folder, results } = run;
    const taken = new Set(run.files.map(({ path }) => path));
    const notebooks = new Set(run.tasks.map(({ notebook }) => notebook));
    const files: PresentFile[] = [];
    for (const file of run.files) {
      const present = await presentFile(results, file, signal);
      // A crate that the job has made has the name of the one that tells of it.
      if (present !== null && file.path !== RECORD) {
        const known = posix.join(run.job.resultsFolder ?? '', file.path);
        files.push({
          ...present,
          made: file.sha256 !== null || notebooks.has(known)
        });
      }
    }
    const crate = runCrate(run, {
      order: await readOrder(join(folder, names.order)),
      source: await this.#source(run, taken, signal),
      files,
      package: packageOf(draft.source.path),
      places: [
        [root, ''],
        [folder, ''],
        [dataFolder, ''],
        [homedir(), '~']
      ],
      writtenAt: new Date().toISOString()
    });
    const name = taken.has(RECORD) ? RECORD_BESIDE : RECORD;
    const aside = join(results, `.${name}.part`);
    try {
      const text = JSON.stringify(crate, null, 2);
      await writeFile(aside, `${text}\n`, { flush: true, signal });
      await rename(aside, join(results, name));
    } finally {
      await rm(aside, { force: true });
    }
    return name;
  }

  async #source(
    { draft, folder, results }: RecordedRun,
    taken: ReadonlySet<string>,
    signal: AbortSignal
  ): Promise<PresentFile | null> {
    const name = posix.basename(draft.source.path);
    const archive = join(folder, this.#options.names.inputs);
    const path = posix.join(freeFolder(taken), name);
    if (!(await placeSource(archive, name, results, path, signal))) {
      return null;
    }
    const { size } = await stat(join(results, path));
    const sha256 = await sha256Of(join(results, path), signal);
    return { path, size, sha256, task: null, made: false };
  }
}

/** A folder for what ran, which is no result of the job. */
function freeFolder(taken: ReadonlySet<string>): string {
  const top = new Set([...taken].map(path => path.split('/')[0]));
  const name = 'job-source';
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? name : `${name}-${number}`;
    if (!top.has(folder)) {
      return folder;
    }
  }
}

/** Null for what is not there (any more): a crate tells of what it holds. */
async function presentFile(
  results: string,
  { path, sha256, size, task }: StoredFile,
  signal: AbortSignal
): Promise<Omit<PresentFile, 'made'> | null> {
  const at = join(results, path);
  const found = await stat(at).catch(() => null);
  return found?.isFile() === true
    ? {
        path,
        size: found.size,
        // Outputs were checked when they came; the rest has no checksum yet.
        sha256:
          sha256 !== null && found.size === size
            ? sha256
            : await sha256Of(at, signal),
        task
      }
    : null;
}

async function readOrder(path: string): Promise<JobOrder | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return checkOrder.Check(value) ? value : null;
  } catch {
    return null;
  }
}
