/**
 * From a draft to a job at its site: prepared, submitted once, never twice.
 *
 * Each step is journalled before it is taken. Whoever comes back to a job in
 * the state `submitting` does not know whether the site has it, and asks.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchError, PASSING } from '../compute/batch-system.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import { StorageError } from '../storage/storage.ts';
import type { JobDraft, StoredJob } from '../store/job-records.ts';
import type { JobBook } from './book.ts';
import { comesBefore } from './dependencies.ts';
import type { Words } from './endings.ts';
import { readErrand } from './errand.ts';
import type { Folders } from '../mirrors/folders.ts';
import { shown } from './input-survey.ts';
import { SHARE_PASSING, type Lending } from './lending.ts';
import { submitOrder, textFor } from './order.ts';
import { prepare, PreparationError } from './preparation.ts';
import type { SiteEntry, Sites } from './sites.ts';
import { Patience } from './patience.ts';
import { endUnsent } from './unsent.ts';

/** Longer than any system gives to what it cannot go on with when cut off. */
const SUBMIT_MILLISECONDS = 35 * 60_000;
const FIND_MILLISECONDS = 60_000;
const TAKE_BACK_MILLISECONDS = 30_000;

export interface SubmissionOptions {
  book: JobBook;
  sites: Sites;
  folders: Folders;
  storages: Pick<ShareStorages, 'terms'>;
  lending: Lending;
  /** Absolute path of the folder of all jobs' folders. */
  jobsFolder: string;
  /** A job is at its site, and is to be followed. */
  onSubmitted: (id: string) => void;
  onTrouble: (error: unknown) => void;
}

export class Submissions {
  readonly #options: SubmissionOptions;
  readonly #closing = new AbortController();
  readonly #patience = new Patience(this.#closing.signal);
  readonly #running = new Map<string, Promise<void>>();
  /** What takes long before a job is at its site, for ending that. */
  readonly #lengthy = new Map<string, AbortController>();

  constructor(options: SubmissionOptions) {
    this.#options = options;
  }

  /** Goes on with a job until it is at its site, or will never be. */
  carryOn(id: string): void {
    if (this.#running.has(id) || this.#closing.signal.aborted) {
      return;
    }
    const running = this.#carryOn(id)
      .catch((error: unknown) => this.#unforeseen(id, error))
      // Not even that could be written down: the next program goes on.
      .catch(this.#options.onTrouble)
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }

  /** The person wants it ended before it is at its site. */
  cancel(id: string): void {
    this.#options.book.update(id, { cancelWanted: true });
    this.#lengthy.get(id)?.abort();
    this.hurry(id);
    this.carryOn(id);
  }

  hurry(id: string): void {
    this.#patience.hurry(id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#lengthy.forEach(controller => controller.abort());
    await Promise.all(this.#running.values());
  }

  /** A job that may be at its site already is not given up. */
  #unforeseen(id: string, error: unknown): void {
    if (this.#closing.signal.aborted) {
      return;
    }
    this.#options.onTrouble(error);
    if (this.#options.book.store.get(id)?.state === 'preparing') {
      this.#end(id, 'failed', {
        message:
          'The job could not be sent, for a reason that was not foreseen.',
        advice: 'The log of the companion says more. Run it again.'
      });
    } else {
      void this.#patience.wait(id).then(() => this.carryOn(id));
    }
  }

  async #carryOn(id: string): Promise<void> {
    const { book } = this.#options;
    // What was being done when the program ended may have been done.
    if (book.store.get(id)?.state === 'submitting') {
      book.update(id, { state: 'unsure', message: ASKING });
    }
    while (!this.#closing.signal.aborted) {
      const job = book.store.get(id);
      if (job === null || !(await this.#step(job))) {
        return;
      }
    }
  }

  /** @returns whether there is more to do here */
  async #step(job: StoredJob): Promise<boolean> {
    const { book, sites } = this.#options;
    const entry = sites.find(job.siteId);
    const draft = book.store.draft(job.id);
    if (entry === null || draft === null) {
      this.#end(job.id, 'failed', {
        message: `The site ${job.siteName} is no longer offered here.`,
        advice: 'Run it again on another site.'
      });
      return false;
    }
    switch (job.state) {
      case 'preparing':
        return job.cancelWanted
          ? this.#cancelled(job)
          : this.#prepare(job, draft, entry);
      case 'submitting':
        return job.cancelWanted
          ? this.#cancelled(job)
          : this.#submit(job, draft, entry);
      case 'unsure':
        return this.#ask(job, entry);
      default:
        return false;
    }
  }

  async #prepare(
    { id }: StoredJob,
    draft: JobDraft,
    { config }: SiteEntry
  ): Promise<boolean> {
    const signal = this.#begin(id);
    try {
      await prepare(id, draft, config, this.#options, signal);
    } catch (error) {
      if (error instanceof PreparationError) {
        this.#end(id, 'failed', error.words);
        return false;
      }
      if (signal.aborted) {
        // The person or the end of this program; the next step tells.
        return true;
      }
      throw error;
    } finally {
      this.#lengthy.delete(id);
    }
    this.#patience.reset(id);
    this.#options.book.update(id, { state: 'submitting', message: null });
    return true;
  }

  async #submit(
    job: StoredJob,
    draft: JobDraft,
    entry: SiteEntry
  ): Promise<boolean> {
    const { book, jobsFolder, lending, sites } = this.#options;
    const { id } = job;
    const before = comesBefore(draft, book.store);
    if (before.state === 'coming') {
      await this.#patience.wait(id);
      return true;
    }
    if (before.state === 'failed') {
      this.#end(id, 'failed', {
        message: `"${shown(before.name)}" had to succeed first and did not, so that this job was not sent.`,
        advice: 'Look at that job, then run both again.'
      });
      return false;
    }
    const stopped = this.#begin(id);
    const signal = this.#within(SUBMIT_MILLISECONDS);
    try {
      const folder = join(jobsFolder, id);
      const errand = await readErrand(folder);
      const order = submitOrder({
        job,
        draft,
        config: entry.config,
        folder,
        after: before.systemIds,
        errand
      });
      const text = textFor(entry.system, order, draft);
      book.store.keepScript(id, { script: text.text, language: text.language });
      if (errand !== null) {
        const lent = AbortSignal.any([stopped, signal]);
        await lending.lend(errand, folder, entry, false, lent);
      }
      const { systemId } = await entry.system.submit(
        order,
        text,
        signal,
        stopped
      );
      sites.note(job.siteId, null);
      this.#submitted(id, systemId);
      return false;
    } catch (error) {
      const unknown = error instanceof BatchError && error.outcomeUnknown;
      if (stopped.aborted && !unknown) {
        // The person or the end of this program; the next step tells.
        return true;
      }
      return error instanceof StorageError
        ? this.#notLent(job, error)
        : this.#notSubmitted(job, error);
    } finally {
      this.#lengthy.delete(id);
    }
  }

  /** The share that the job fetches from gives nothing to open it with. */
  async #notLent({ id }: StoredJob, error: StorageError): Promise<boolean> {
    if (!SHARE_PASSING.has(error.code)) {
      this.#end(id, 'failed', {
        message: `The job was not sent, since it could not fetch its data: ${error.message}`,
        advice: 'Look at the share, then run the job again.'
      });
      return false;
    }
    this.#options.book.update(id, {
      message: `${error.message} The job is sent as soon as that is over.`
    });
    await this.#patience.wait(id);
    return true;
  }

  async #notSubmitted(job: StoredJob, error: unknown): Promise<boolean> {
    const { book, sites, onTrouble } = this.#options;
    const { id, siteId, siteName } = job;
    if (!(error instanceof BatchError)) {
      onTrouble(error);
      book.update(id, { state: 'unsure', message: ASKING });
      // It may well happen again at once.
      await this.#patience.wait(id);
      return true;
    }
    sites.note(siteId, error);
    if (error.outcomeUnknown) {
      book.update(id, { state: 'unsure', message: ASKING });
      return true;
    }
    if (!PASSING.has(error.code)) {
      await this.#takeBack(id, siteId);
      this.#end(id, 'failed', {
        message: `${siteName} refused the job: ${error.message}`,
        advice: 'Correct that, and run it again.'
      });
      return false;
    }
    book.update(id, {
      message: `${error.message} The job is sent as soon as that is over.`
    });
    await this.#patience.wait(id);
    return true;
  }

  async #ask(job: StoredJob, { system }: SiteEntry): Promise<boolean> {
    const { book, sites, onTrouble } = this.#options;
    const { id, siteId, tag } = job;
    try {
      const found = await system.find(tag, this.#within(FIND_MILLISECONDS));
      sites.note(siteId, null);
      this.#patience.reset(id);
      if (found !== null) {
        this.#submitted(id, found.systemId);
        return false;
      }
      book.update(id, { state: 'submitting', message: null });
      return true;
    } catch (error) {
      if (error instanceof BatchError) {
        sites.note(siteId, error);
        book.update(id, { message: `${ASKING} ${error.message}` });
      } else {
        onTrouble(error);
      }
      await this.#patience.wait(id);
      return true;
    }
  }

  /** @returns what is aborted when the person cancels, or at the end */
  #begin(id: string): AbortSignal {
    const controller = new AbortController();
    this.#lengthy.set(id, controller);
    return controller.signal;
  }

  #within(milliseconds: number): AbortSignal {
    return AbortSignal.any([
      this.#closing.signal,
      AbortSignal.timeout(milliseconds)
    ]);
  }

  #submitted(id: string, systemId: string): void {
    const now = new Date().toISOString();
    this.#patience.reset(id);
    this.#options.book.update(id, {
      state: 'waiting',
      systemId,
      submittedAt: now,
      knownAt: now,
      message: null
    });
    this.#options.onSubmitted(id);
  }

  async #cancelled({ id, siteId }: StoredJob): Promise<boolean> {
    await this.#takeBack(id, siteId);
    await rm(join(this.#options.jobsFolder, id), {
      recursive: true,
      force: true
    });
    this.#end(id, 'cancelled', {
      message: 'It was cancelled before it was sent.',
      advice: null
    });
    return false;
  }

  /** What the job was given to open a share with. */
  async #takeBack(id: string, siteId: string): Promise<void> {
    const { lending, onTrouble, sites } = this.#options;
    await lending
      .takeBack(id, sites.find(siteId), this.#within(TAKE_BACK_MILLISECONDS))
      .catch(onTrouble);
  }

  #end(id: string, state: 'cancelled' | 'failed', words: Words): void {
    endUnsent(this.#options.book, id, state, words);
  }
}

const ASKING =
  'The answer to the submission was lost; the site is being asked whether it has the job.';
