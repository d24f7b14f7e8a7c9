/**
 * What jobs have printed and made, for the person who looks at them.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  JobFileList,
  JobOutput,
  JobOutputQuery
} from 'sciencemesh-contract';
import { BatchError, taskFolder } from '../compute/batch-system.ts';
import { RequestProblem } from '../http/problem.ts';
import { LARGEST_NOTEBOOK } from '../packages/notebook/notebook.ts';
import { ENDED, type StoredJob } from '../store/job-records.ts';
import { AT_SITE, type JobBook } from './book.ts';
import { outputNames, SENT_NOTEBOOK } from './job-files.ts';
import { filledIn, hasCells } from './live-notebook.ts';
import { readPiece, type Live } from './live.ts';
import { textOf } from './output-text.ts';
import { printedResult } from './task-results.ts';

const PIECE_BYTES = 256 * 1024;
/** Who asks without saying from where gets the end, not all of it. */
const FIRST_BYTES = 64 * 1024;

export interface OutputsOptions {
  book: JobBook;
  live: Live;
  /** Absolute path of Jupyter's root. */
  root: string;
  jobsFolder: string;
}

export class Outputs {
  readonly #options: OutputsOptions;

  constructor(options: OutputsOptions) {
    this.#options = options;
  }

  /** A piece of what a task prints, live while it runs. */
  async output(
    id: string,
    { task = 0, stream, from }: JobOutputQuery
  ): Promise<JobOutput> {
    const { book, live } = this.#options;
    const job = book.get(id);
    checkTask(job, task);
    live.note(job, task);
    const isLive = AT_SITE.has(job.state);
    const read = (at: number, maximum: number) =>
      this.#read(job, task, stream, at, maximum);
    try {
      let start = from ?? 0;
      if (from === undefined) {
        const { size } = await read(0, 0);
        start = Math.max(0, (size ?? 0) - FIRST_BYTES);
      }
      const piece = await read(start, PIECE_BYTES);
      const end = piece.from + piece.bytes.byteLength;
      const more = piece.size !== null && end < piece.size;
      const { text, used } = textOf(Buffer.from(piece.bytes), !isLive && !more);
      return {
        text,
        from: piece.from,
        next: piece.from + used,
        more: more && used > 0,
        live: isLive,
        skipped: Math.max(0, piece.from - (from ?? 0)),
        message: piece.size === 0 ? this.#nothing(job) : null
      };
    } catch (error) {
      if (error instanceof BatchError) {
        const at = from ?? 0;
        const { message } = error;
        return {
          text: '',
          from: at,
          next: at,
          more: false,
          live: isLive,
          skipped: 0,
          message
        };
      }
      throw error;
    }
  }

  /**
   * The notebook as far as it is: executed, half executed, or as it was sent
   * with what is known of its cells.
   *
   * @throws RequestProblem 404 where no notebook is run
   */
  async notebook(id: string, task: number): Promise<unknown> {
    const { book, jobsFolder, live, root } = this.#options;
    const job = book.get(id);
    checkTask(job, task);
    live.note(job, task);
    const folder = join(jobsFolder, id);
    const { total } = job.tasks;
    const names = outputNames(task, total, job.source.kind === 'notebook');
    const finished = book.store.task(id, task)?.notebook ?? null;
    const candidates =
      names.notebook === null
        ? []
        : [
            ...(finished === null ? [] : [join(root, finished)]),
            join(folder, names.notebook),
            join(taskFolder(folder, task, total), names.notebook)
          ];
    for (const path of candidates) {
      const document = await readDocument(path);
      // The worker makes an empty one first.
      if (hasCells(document)) {
        return document;
      }
    }
    const sent = await readDocument(join(folder, SENT_NOTEBOOK));
    if (sent !== null) {
      return filledIn(sent, await live.heard(job, task));
    }
    throw new RequestProblem(
      404,
      'notebook-not-here',
      job.source.kind === 'notebook'
        ? 'The notebook of this job is not here (any more).'
        : 'This job runs no notebook. Look at its output and its files.'
    );
  }

  async files(id: string): Promise<JobFileList> {
    const { book, root } = this.#options;
    const job = book.get(id);
    const files = book.store.files(id);
    const items = [];
    for (const file of files) {
      const at = join(root, job.resultsFolder ?? '', file.path);
      const here = (await stat(at).catch(() => null)) !== null;
      items.push({ ...file, here });
    }
    return { items };
  }

  async #read(
    job: StoredJob,
    task: number,
    stream: 'stdout' | 'stderr',
    from: number,
    maximum: number
  ) {
    const { live, root } = this.#options;
    if (job.resultsFolder !== null) {
      const printed = printedResult(stream, task, job.tasks.total);
      const path = join(root, job.resultsFolder, printed);
      const piece = await readPiece(path, from, maximum);
      if (piece !== null) {
        return piece;
      }
    }
    if (job.systemId === null || ENDED.has(job.state)) {
      return { bytes: new Uint8Array(), from: 0, size: 0 };
    }
    return live.read(job, task, stream, from, maximum);
  }

  #nothing({ state }: StoredJob): string {
    switch (state) {
      case 'preparing':
      case 'submitting':
      case 'unsure':
      case 'waiting':
      case 'held':
        return 'It has not started yet.';
      case 'running':
      case 'suspended':
        return 'It has printed nothing so far.';
      case 'collecting':
      case 'done':
      case 'failed':
      case 'cancelled':
      case 'lost':
        return 'It has printed nothing, or what it printed is not here.';
    }
  }
}

function checkTask({ tasks }: StoredJob, task: number): void {
  if (task >= tasks.total) {
    throw new RequestProblem(
      404,
      'task-not-found',
      `This job has ${tasks.total} tasks, counted from 0.`
    );
  }
}

/** Null for what is not there, too large, or being written just now. */
async function readDocument(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path);
    if (size === 0 || size > LARGEST_NOTEBOOK) {
      return null;
    }
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
