/**
 * What one task has left: checked by the worker's manifest, and put into the
 * folder of results.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { JobManifest } from 'sciencemesh-contract';
import { Compile } from 'typebox/compile';
import { printedFile } from '../compute/batch-system.ts';
import type { StoredFile } from '../store/job-records.ts';
import { ArchiveError, sha256OfFile, unpackOutputs } from './archive.ts';
import { lastFigure, type Figure } from './figure.ts';
import { outputNames } from './job-files.ts';
import { placeFile } from './placing.ts';

const checkManifest = Compile(JobManifest);

/** Names of ours beside the results; a result of that name comes first. */
const PRINTED = { stdout: 'job-stdout.txt', stderr: 'job-stderr.txt' } as const;
const MANIFEST = 'job-manifest.json';
const FIGURE = 'job-figure';
/** Of larger notebooks no figure is taken: to read many would take long. */
const LARGEST_READ = 16 * 1024 * 1024;

const PICTURES = new Set(['.png', '.jpg', '.jpeg', '.svg', '.gif', '.webp']);

export interface TaskPlace {
  task: number;
  tasks: number;
  /** Name of the notebook that was sent; null where none is run. */
  notebook: string | null;
  /** The job's own folder, absolute. */
  folder: string;
  /** The folder of results, absolute. */
  results: string;
}

export interface TaskResults {
  /** Null when the worker left none, or half of one. */
  manifest: JobManifest | null;
  files: StoredFile[];
  /** In the folder of results. */
  notebook: string | null;
  picture: string | null;
  /** Why not everything is here, for the person. */
  problem: string | null;
}

/** Name of the folder of a task in the folder of results; empty for a job. */
export function taskPart(task: number, tasks: number): string {
  return tasks === 1
    ? ''
    : `task-${String(task).padStart(String(tasks - 1).length, '0')}/`;
}

/** Where what a task printed lies in the folder of results. */
export function printedResult(
  stream: 'stdout' | 'stderr',
  task: number,
  tasks: number
): string {
  return taskPart(task, tasks) + PRINTED[stream];
}

/** May be called again for what was placed before. */
export async function placeResults(
  place: TaskPlace,
  signal: AbortSignal
): Promise<TaskResults> {
  const { folder, task, tasks } = place;
  const names = outputNames(task, tasks, place.notebook !== null);
  const manifest = await readManifest(join(folder, names.manifest));
  const placer = new Placer(place);
  let problem: string | null = null;
  let outputs: StoredFile[] = [];
  if (manifest !== null) {
    try {
      await checkFiles(folder, manifest, signal);
      outputs = await placer.unpack(names.outputs, manifest, signal);
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      problem = error.message;
    }
  }
  const notebook =
    names.notebook === null || place.notebook === null
      ? null
      : await placer.add(names.notebook, place.notebook);
  for (const stream of ['stdout', 'stderr'] as const) {
    await placer.add(printedFile(stream, task, tasks), PRINTED[stream]);
  }
  if (manifest !== null) {
    await placer.add(names.manifest, MANIFEST);
  }
  const made = outputs.findLast(({ path }) =>
    PICTURES.has(extname(path).toLowerCase())
  );
  // A plain job is looked at in its notebook; a sweep at all of its tasks.
  const figure =
    made === undefined && names.notebook !== null && tasks > 1
      ? await placer.addFigure(names.notebook)
      : null;
  return {
    manifest,
    files: placer.files,
    notebook,
    picture: made?.path ?? figure,
    problem
  };
}

/** The worker makes it empty first, and whole at the very end. */
export async function readManifest(path: string): Promise<JobManifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return checkManifest.Check(value) ? value : null;
  } catch {
    return null;
  }
}

/** Files as the worker left them have the size and checksum that it says. */
async function checkFiles(
  folder: string,
  { files }: JobManifest,
  signal: AbortSignal
): Promise<void> {
  for (const { path, size, sha256 } of files) {
    const at = join(folder, path);
    const found = await stat(at).catch(() => null);
    if (
      path.includes('/') ||
      found?.size !== size ||
      (await sha256OfFile(at, signal)) !== sha256
    ) {
      throw new ArchiveError(
        `The result "${path}" did not arrive whole. Collect the results again.`
      );
    }
  }
}

async function figureIn(path: string): Promise<Figure | null> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.size > LARGEST_READ) {
    return null;
  }
  const text = await readFile(path, 'utf8');
  try {
    return lastFigure(JSON.parse(text));
  } catch {
    // The worker was killed while it wrote, or HTCondor while it fetched.
    return null;
  }
}

class Placer {
  readonly files: StoredFile[] = [];
  readonly #place: TaskPlace;
  readonly #part: string;

  constructor(place: TaskPlace) {
    this.#place = place;
    this.#part = taskPart(place.task, place.tasks);
  }

  /** @returns its path in the folder of results; null when it is not there */
  async add(name: string, as: string): Promise<string | null> {
    const { folder, results, task } = this.#place;
    const from = join(folder, name);
    const found = await stat(from).catch(() => null);
    const path = this.#part + as;
    if (found?.isFile() !== true) {
      return null;
    }
    await placeFile(from, join(results, path));
    this.#note({ path, size: found.size, sha256: null, task });
    return path;
  }

  /** The last figure of an executed notebook, where it has one. */
  async addFigure(notebook: string): Promise<string | null> {
    const { folder, task } = this.#place;
    const figure = await figureIn(join(folder, notebook));
    if (figure === null) {
      return null;
    }
    const name = `.sciencemesh-figure-${task}`;
    await writeFile(join(folder, name), figure.bytes);
    return this.add(name, FIGURE + figure.ending);
  }

  async unpack(
    archive: string,
    { outputs }: JobManifest,
    signal: AbortSignal
  ): Promise<StoredFile[]> {
    const { folder, results, task } = this.#place;
    const unpacked = join(folder, `.unpacked-${task}`);
    await rm(unpacked, { recursive: true, force: true });
    const expected = new Map(outputs.map(file => [file.path, file]));
    const found = await unpackOutputs(
      join(folder, archive),
      unpacked,
      expected,
      signal
    );
    if (found.length < expected.size) {
      throw new ArchiveError(
        `${expected.size - found.length} results did not arrive. Collect the results again.`
      );
    }
    const placed: StoredFile[] = [];
    for (const { path: own, size, sha256 } of found) {
      const path = this.#part + own;
      await placeFile(join(unpacked, own), join(results, path));
      placed.push({ path, size, sha256, task });
    }
    await rm(unpacked, { recursive: true, force: true });
    placed.forEach(file => this.#note(file));
    return placed;
  }

  #note(file: StoredFile): void {
    this.files.push(file);
  }
}
