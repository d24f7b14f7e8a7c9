/**
 * Brings the results of jobs that have ended, checks them, puts them where the
 * person wants them, and says how the jobs ended.
 *
 * Every step can be done again: whoever comes back to a job in the state
 * `collecting` begins from the start, and finds what is done already.
 */
import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { JobManifest } from 'sciencemesh-contract';
import { BatchError, PASSING } from '../compute/batch-system.ts';
import { drivePathOf } from '../copies/places.ts';
import type { JobDraft, StoredJob, StoredTask } from '../store/job-records.ts';
import type { JobBook } from './book.ts';
import { overall } from './endings.ts';
import { finishTasks } from './finished-tasks.ts';
import { shown } from './input-survey.ts';
import { markerName } from './job-files.ts';
import type { Lending } from './lending.ts';
import { knownJob, labelOf, sourceName } from './order.ts';
import { codeOf } from './placing.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { Sites } from './sites.ts';
import { countsOf } from './task-reports.ts';
import { Patience } from './patience.ts';
import { cellsOf } from './progress.ts';
import type { ShareDelivery } from './share-delivery.ts';

const RETRIEVE_MILLISECONDS = 60 * 60_000;
const DISCARD_MILLISECONDS = 60_000;

export interface CollectingOptions {
  book: JobBook;
  sites: Sites;
  /** Absolute path of Jupyter's root. */
  root: string;
  jobsFolder: string;
  /** Folder of results that go to shares, relative to the root. */
  resultsFolder: string;
  delivery: ShareDelivery;
  lending: Lending;
  recorder: RunRecorder | null;
  /** The share that results are for is away. */
  onOwed: (id: string) => void;
  onTrouble: (error: unknown) => void;
}

export class Collecting {
  readonly #options: CollectingOptions;
  readonly #closing = new AbortController();
  readonly #patience = new Patience(this.#closing.signal);
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: CollectingOptions) {
    this.#options = options;
  }

  /** Goes on with a job until its results are here. */
  collect(id: string): void {
    this.#patience.hurry(id);
    if (this.#running.has(id) || this.#closing.signal.aborted) {
      return;
    }
    const running = this.#collect(id)
      .catch(this.#options.onTrouble)
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }

  hurry(id: string): void {
    this.#patience.hurry(id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running.values());
  }

  async #collect(id: string): Promise<void> {
    const { book } = this.#options;
    while (!this.#closing.signal.aborted) {
      const job = book.store.get(id);
      const draft = book.store.draft(id);
      if (job?.state !== 'collecting' || draft === null) {
        return;
      }
      try {
        // Nothing of an ended one can be brought again: its rest may be gone.
        if (!job.endsAs) {
          await this.#bring(job, draft);
        }
        await this.#finish(id, draft);
        this.#patience.reset(id);
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) {
          return;
        }
        const message = this.#reason(job, error);
        if (message !== job.message) {
          this.#tell(id, message);
        }
        await this.#patience.wait(id);
      }
    }
  }

  /** On a full disk even this may not be possible. */
  #tell(id: string, message: string): void {
    const { book, onTrouble } = this.#options;
    try {
      book.update(id, { message });
    } catch (error) {
      onTrouble(error);
    }
  }

  /** Why the results are not here yet, for the person. */
  #reason({ siteId, siteName }: StoredJob, error: unknown): string {
    if (error instanceof BatchError) {
      this.#options.sites.note(siteId, error);
      return `The results are not here yet: ${error.message} It is tried again.`;
    }
    const code = codeOf(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      return `The disk here is full, so that the results stay with ${siteName}. Make room, then collect them.`;
    }
    this.#options.onTrouble(error);
    return `The results could not be put into their folder${code === null ? '' : ` (${code})`}. It is tried again; the log of the companion says more.`;
  }

  async #bring(before: StoredJob, draft: JobDraft): Promise<void> {
    const { book, jobsFolder, root, delivery } = this.#options;
    const { id } = before;
    const complete = await this.#retrieve(before);
    const resultsFolder = before.resultsFolder ?? this.#folderOf(before, draft);
    // Known before the first file is in it.
    book.update(id, { resultsFolder });
    const results = join(root, resultsFolder);
    const folder = join(jobsFolder, id);
    const { source } = before;
    const outcome = await finishTasks(
      book.store.tasks(id),
      {
        notebook: source.kind === 'notebook' ? sourceName(source) : null,
        folder,
        results,
        display: resultsFolder,
        isOwnScript: draft.script !== null
      },
      this.#closing.signal
    );
    const manifests = outcome.manifests;
    book.store.keepFiles(id, outcome.files);
    book.store.keepCells(
      id,
      [...manifests].flatMap(([task, manifest]) => cellsOf(task, manifest))
    );
    const tasks = outcome.tasks;
    const anything = outcome.files.length > 0;
    const { state, ...words } = overall(outcome.endings);
    const finished: StoredJob = {
      ...(book.store.get(id) ?? before),
      ...words,
      resultsFolder,
      results: anything ? resultsFolder : null,
      tasks: countsOf(tasks),
      notebook: tasks.length === 1 ? (tasks[0]?.notebook ?? null) : null,
      progress: tasks.length === 1 ? (tasks[0]?.progress ?? null) : null,
      usage:
        tasks.length === 1 ? (tasks[0]?.usage ?? before.usage) : before.usage,
      startedAt: before.startedAt ?? tasks[0]?.startedAt ?? null,
      endedAt: before.endedAt ?? new Date().toISOString(),
      collected: complete && outcome.problem === null
    };
    const provenance = anything
      ? await this.#record(
          { ...finished, state },
          draft,
          tasks,
          manifests,
          results,
          folder
        )
      : null;
    const delivered = anything
      ? await delivery.deliver(
          finished,
          draft.results,
          transferId => book.update(id, { transferId }),
          this.#closing.signal
        )
      : null;
    book.update(
      id,
      {
        ...finished,
        endsAs: state,
        provenance:
          provenance === null ? null : posix.join(resultsFolder, provenance),
        results: delivered?.folder ?? finished.results,
        transferId: delivered?.transferId ?? finished.transferId,
        owesResults: delivered?.isOwed ?? false,
        message: sentences(
          finished.message,
          outcome.problem,
          delivered?.problem
        )
      },
      tasks
    );
  }

  /** Clears away what nobody needs any more, and lets the job be over. */
  async #finish(id: string, draft: JobDraft): Promise<void> {
    const { book, jobsFolder, onOwed } = this.#options;
    const job = book.store.get(id);
    if (!job?.endsAs) {
      return;
    }
    await this.#tidy(job, draft, join(jobsFolder, id));
    book.update(id, { state: job.endsAs, endsAs: null, seen: false });
    if (job.owesResults) {
      onOwed(id);
    }
  }

  /** @returns whether the site has given all that there is */
  async #retrieve(job: StoredJob): Promise<boolean> {
    const { jobsFolder, sites } = this.#options;
    const system = sites.find(job.siteId)?.system;
    if (system === undefined || job.systemId === null) {
      return false;
    }
    try {
      await system.retrieve(
        knownJob(job, join(jobsFolder, job.id)),
        AbortSignal.any([
          this.#closing.signal,
          AbortSignal.timeout(RETRIEVE_MILLISECONDS)
        ])
      );
      return true;
    } catch (error) {
      if (
        error instanceof BatchError &&
        !PASSING.has(error.code) &&
        error.code !== 'no-space'
      ) {
        // It will not change its mind: what is here is all there is.
        return false;
      }
      throw error;
    }
  }

  async #record(
    job: StoredJob,
    draft: JobDraft,
    tasks: readonly StoredTask[],
    manifests: ReadonlyMap<number, JobManifest>,
    results: string,
    folder: string
  ): Promise<string | null> {
    const { book, recorder, onTrouble } = this.#options;
    if (recorder === null) {
      return null;
    }
    const { store } = book;
    try {
      return await recorder.record(
        {
          job,
          draft,
          tasks,
          manifests,
          results,
          folder,
          script: store.script(job.id),
          history: store.history(job.id),
          files: store.files(job.id)
        },
        this.#closing.signal
      );
    } catch (error) {
      // Results without their record are better than none.
      onTrouble(error);
      return null;
    }
  }

  /** Nobody needs the rest any more, here and at the site. */
  async #tidy(job: StoredJob, draft: JobDraft, folder: string): Promise<void> {
    const { lending, onTrouble, root, sites } = this.#options;
    const site = sites.find(job.siteId);
    // It has ended, whatever became of its results.
    await lending
      .takeBack(job.id, site, AbortSignal.timeout(DISCARD_MILLISECONDS))
      .catch(onTrouble);
    if (!job.collected) {
      return;
    }
    await site?.system
      ?.discard(
        knownJob(job, folder),
        AbortSignal.timeout(DISCARD_MILLISECONDS)
      )
      .catch(onTrouble);
    await rm(folder, { recursive: true, force: true }).catch(onTrouble);
    if (drivePathOf(draft.source.path) === null) {
      const beside = posix.dirname(draft.source.path);
      const marker = join(root, beside, markerName(job.id));
      await rm(marker, { force: true }).catch(onTrouble);
    }
  }

  /** Relative to the root; nothing else has this name, as it holds the id. */
  #folderOf({ id, name }: StoredJob, { results }: JobDraft): string {
    const parent =
      drivePathOf(results) === null ? results : this.#options.resultsFolder;
    return posix.join(parent, `${labelOf(shown(name))}-${id.slice(0, 8)}`);
  }
}

function sentences(...parts: (string | null | undefined)[]): string | null {
  const all = parts.filter(Boolean);
  return all.length === 0 ? null : all.join(' ');
}
