/**
 * What running jobs print and how far they are, for those whose page is open.
 *
 * Where the job's folder is where it runs, its files are read. Everywhere else
 * the site is asked: one job at a time, every few seconds at most, and not
 * for long.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchError,
  printedFile,
  taskFolder,
  type OutputPiece,
  type OutputStream
} from '../compute/batch-system.ts';
import { ENDED, type StoredJob } from '../store/job-records.ts';
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
/** All that a worker tells, in one piece. */
const PROGRESS_BYTES = 8 * 1024 * 1024;
/** Who asks for cells waits for the first look, and not for long. */
const FIRST_MILLISECONDS = 5_000;

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
  /** Bytes of the worker's lines that were heard: whole lines. */
  offset: number;
  /** Until it was listened to for the first time. */
  first: PromiseWithResolvers<void> | null;
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
    const key = `${job.id} ${task}`;
    const known = this.#watched.get(key);
    if (known !== undefined) {
      known.askedAt = Date.now();
      return;
    }
    if (job.state !== 'running' || this.#closing.signal.aborted) {
      return;
    }
    this.#watched.set(key, {
      id: job.id,
      task,
      askedAt: Date.now(),
      readAt: 0,
      heard: NOTHING_HEARD,
      offset: 0,
      first: Promise.withResolvers()
    });
    this.#wake(0);
  }

  /** What the worker of a task has told, as far as somebody has looked. */
  async heard(job: StoredJob, task: number): Promise<Heard> {
    const watched = this.#watched.get(`${job.id} ${task}`);
    if (watched === undefined) {
      return NOTHING_HEARD;
    }
    if (watched.first !== null) {
      const patience = pause(FIRST_MILLISECONDS, undefined, {
        signal: this.#closing.signal,
        ref: false
      }).catch(() => undefined);
      await Promise.race([watched.first.promise, patience]);
    }
    return watched.heard;
  }

  /**
   * A piece of what a running task has printed.
   *
   * @throws BatchError when the site does not tell
   */
  async read(
    job: StoredJob,
    task: number,
    stream: 'stdout' | 'stderr',
    from: number,
    maximum: number
  ): Promise<OutputPiece> {
    const folder = join(this.#options.jobsFolder, job.id);
    const visible = join(folder, printedFile(stream, task, job.tasks.total));
    const piece = await readPiece(visible, from, maximum);
    const key = `${job.id} ${task} ${stream}`;
    return (
      piece ??
      this.#reads.read(key, from, maximum, (start, length) =>
        this.#ask(job, task, stream, start, length)
      )
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer ?? undefined);
    await Promise.allSettled(this.#turns.values());
  }

  /** Lines of the worker, from a position on. */
  async #lines(
    job: StoredJob,
    task: number,
    from: number
  ): Promise<OutputPiece> {
    const { total } = job.tasks;
    const folder = join(this.#options.jobsFolder, job.id);
    const { progress } = outputNames(
      task,
      total,
      job.source.kind === 'notebook'
    );
    const visible = join(taskFolder(folder, task, total), progress);
    return (
      (await readPiece(visible, from, PROGRESS_BYTES)) ??
      this.#ask(job, task, 'progress', from, PROGRESS_BYTES)
    );
  }

  async #ask(
    job: StoredJob,
    task: number,
    stream: OutputStream,
    from: number,
    maximum: number
  ): Promise<OutputPiece> {
    const { jobsFolder, sites, onRead } = this.#options;
    const system = sites.find(job.siteId)?.system;
    if (system === undefined) {
      throw new BatchError(
        'unreachable',
        'The site is no longer offered here.'
      );
    }
    return this.#inTurn(job.siteId, () => {
      onRead(job.siteId, stream);
      const signal = AbortSignal.any([
        this.#closing.signal,
        AbortSignal.timeout(READ_MILLISECONDS)
      ]);
      const known = knownJob(job, join(jobsFolder, job.id));
      return system.tail(known, task, stream, from, maximum, signal);
    });
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
        job === null ||
        ENDED.has(job.state) ||
        now - watched.askedAt > OPEN_MILLISECONDS
      ) {
        this.#watched.delete(key);
      } else if (
        job.state === 'running' &&
        now - watched.readAt >= BETWEEN_MILLISECONDS / 2
      ) {
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
      const { task, offset } = watched;
      const { bytes, from, size } = await this.#lines(job, task, offset);
      if (size !== null && size < offset) {
        // It was evicted, and begins anew with an empty folder.
        watched.offset = 0;
        return;
      }
      const read = Buffer.from(bytes);
      const whole = read.lastIndexOf('\n') + 1;
      if (whole > 0) {
        watched.offset = from + whole;
        const before = watched.heard;
        const lines = read.toString('utf8', 0, whole);
        watched.heard = hear(before, task, lines);
        this.#keep(watched);
        if (before.attempt > 0 && watched.heard.attempt > before.attempt) {
          // Of the new beginning, some may have been where the old one was.
          watched.offset = 0;
          watched.heard = NOTHING_HEARD;
        }
      }
    } catch (error) {
      // The next round asks again; a page says by itself what it cannot show.
      if (!(error instanceof BatchError) && !this.#closing.signal.aborted) {
        this.#options.onTrouble(error);
      }
    } finally {
      watched.first?.resolve();
      watched.first = null;
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
