/**
 * What running jobs print and how far they are, for those whose page is open.
 *
 * Where the job's folder is where it runs, its files are read. Everywhere else
 * the site is asked: one job at a time, every few seconds at most, and not
 * for long.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchError,
  printedFile,
  taskFolder,
  type OutputPiece,
  type OutputStream
} from '../compute/batch-system.ts';
import type { StoredJob } from '../store/job-records.ts';
import type { JobBook } from './book.ts';
import { outputNames } from './job-files.ts';
import { knownJob } from './order.ts';
import { hear, NOTHING_HEARD, progressOf, type Heard } from './progress.ts';
import { SiteReads } from './site-reads.ts';
import type { Sites } from './sites.ts';

/** A page that has not asked for so long is closed. */
const OPEN_MILLISECONDS = 20_000;
const BETWEEN_MILLISECONDS = 5_000;
const READ_MILLISECONDS = 10_000;
const PROGRESS_BYTES = 1024 * 1024;

export interface LiveOptions {
  book: JobBook;
  sites: Sites;
  jobsFolder: string;
  /** Counts a read at a site. */
  onRead: (siteId: string, stream: OutputStream) => void;
  onTrouble: (error: unknown) => void;
}

interface Watched {
  id: string;
  task: number;
  askedAt: number;
  readAt: number;
  heard: Heard;
  /** Where the lines of the worker are to be read. */
  stream: 'progress' | 'stdout';
  /** Bytes of that stream that were heard. */
  offset: number;
  /** The last line, while it is not whole. */
  rest: string;
}

export class Live {
  readonly #options: LiveOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #closing = new AbortController();
  readonly #reads = new SiteReads();
  /** The last read at each site; one at a time. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Somebody looks at a task now. */
  note(job: StoredJob, task: number): void {
    if (job.state !== 'running' || this.#closing.signal.aborted) {
      return;
    }
    const key = `${job.id} ${task}`;
    const known = this.#watched.get(key);
    if (known !== undefined) {
      known.askedAt = Date.now();
      return;
    }
    this.#watched.set(key, {
      id: job.id,
      task,
      askedAt: Date.now(),
      readAt: 0,
      heard: NOTHING_HEARD,
      stream: 'progress',
      offset: 0,
      rest: ''
    });
    this.#wake(0);
  }

  /**
   * A piece of what a running task has printed.
   *
   * @throws BatchError when the site does not tell
   */
  async read(
    job: StoredJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number
  ): Promise<OutputPiece> {
    const { jobsFolder, sites, onRead } = this.#options;
    const folder = join(jobsFolder, job.id);
    const { total } = job.tasks;
    const names = outputNames(task, total, job.source.kind === 'notebook');
    const visible =
      stream === 'progress'
        ? join(taskFolder(folder, task, total), names.progress)
        : join(folder, printedFile(stream, task, total));
    const piece = await readPiece(visible, from, maximum);
    if (piece !== null) {
      return piece;
    }
    const system = sites.find(job.siteId)?.system;
    if (system === undefined) {
      throw new BatchError(
        'unreachable',
        'The site is no longer offered here.'
      );
    }
    const key = `${job.id} ${task} ${stream}`;
    return this.#reads.read(key, from, maximum, (start, length) =>
      this.#inTurn(job.siteId, () => {
        onRead(job.siteId, stream);
        const signal = AbortSignal.any([
          this.#closing.signal,
          AbortSignal.timeout(READ_MILLISECONDS)
        ]);
        const known = knownJob(job, folder);
        return system.tail(known, task, stream, start, length, signal);
      })
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer ?? undefined);
    await Promise.allSettled(this.#turns.values());
  }

  async #inTurn<T>(siteId: string, action: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(siteId) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(action);
    this.#turns.set(siteId, mine);
    return mine;
  }

  #wake(milliseconds: number): void {
    if (this.#timer === null && !this.#closing.signal.aborted) {
      this.#timer = setTimeout(() => void this.#round(), milliseconds);
      this.#timer.unref();
    }
  }

  /** Reads the progress of all that somebody looks at, one after the other. */
  async #round(): Promise<void> {
    const now = Date.now();
    for (const [key, watched] of this.#watched) {
      const job = this.#options.book.store.get(watched.id);
      if (
        job?.state !== 'running' ||
        now - watched.askedAt > OPEN_MILLISECONDS
      ) {
        this.#watched.delete(key);
      } else if (now - watched.readAt >= BETWEEN_MILLISECONDS / 2) {
        watched.readAt = Date.now();
        await this.#listen(job, watched);
      }
    }
    this.#timer = null;
    if (this.#watched.size > 0) {
      this.#wake(BETWEEN_MILLISECONDS);
    }
  }

  async #listen(job: StoredJob, watched: Watched): Promise<void> {
    try {
      const { bytes, from } = await this.read(
        job,
        watched.task,
        watched.stream,
        watched.offset,
        PROGRESS_BYTES
      );
      if (bytes.byteLength === 0) {
        return;
      }
      const text = watched.rest + Buffer.from(bytes).toString('utf8');
      const whole = text.lastIndexOf('\n') + 1;
      watched.rest = text.slice(whole);
      watched.offset = from + bytes.byteLength;
      watched.heard = hear(watched.heard, watched.task, text.slice(0, whole));
      this.#keep(watched);
    } catch (error) {
      if (error instanceof BatchError && error.code === 'unsupported') {
        // HTCondor shows none but what is printed; the lines are there, too.
        watched.stream = 'stdout';
      }
      // The next round asks again; a page says by itself what it cannot show.
      if (!(error instanceof BatchError) && !this.#closing.signal.aborted) {
        this.#options.onTrouble(error);
      }
    }
  }

  #keep({ id, task: index, heard }: Watched): void {
    const { book } = this.#options;
    const progress = progressOf(heard);
    const task = book.store.task(id, index);
    const job = book.store.get(id);
    if (task === null || job?.state !== 'running') {
      return;
    }
    book.store.keepCells(id, [...heard.seen.values()]);
    const peak = heard.peakMemory / 1024 / 1024;
    const usage = { ...task.usage, peakMemoryMebibytes: peak };
    const single = job.tasks.total === 1;
    book.update(id, single ? { progress, usage } : {}, [
      { ...task, progress, usage }
    ]);
  }
}

/** Null where the file is not to be seen from here. */
export async function readPiece(
  path: string,
  from: number,
  maximum: number
): Promise<OutputPiece | null> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) {
    return null;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.min(from, size);
    const buffer = Buffer.alloc(Math.min(maximum, size - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return { bytes: buffer.subarray(0, bytesRead), from: start, size };
  } finally {
    await handle.close();
  }
}
