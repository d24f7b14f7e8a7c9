/**
 * From a draft to a job at its site: prepared, submitted once, never twice.
 *
 * Each step is journalled before it is taken. Whoever comes back to a job in
 * the state `submitting` does not know whether the site has it, and asks.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchError,
  PASSING,
  type SubmitOrder,
  type SubmitText
} from '../compute/batch-system.ts';
import { RequestProblem } from '../http/problem.ts';
import type { JobDraft, StoredJob } from '../store/job-records.ts';
import { ArchiveError } from './archive.ts';
import type { JobBook } from './book.ts';
import type { Folders } from './folders.ts';
import { planInputs } from './input-plan.ts';
import { sourceName, submitOrder } from './order.ts';
import { stage } from './staging.ts';
import type { SiteEntry, Sites } from './sites.ts';
import { folderOfSource } from './subject.ts';
import { Patience } from './turns.ts';

const SUBMIT_MILLISECONDS = 5 * 60_000;
const FIND_MILLISECONDS = 60_000;

export interface SubmissionOptions {
  book: JobBook;
  sites: Sites;
  folders: Folders;
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
  /** Where somebody waits for the data of a job, for ending that. */
  readonly #staging = new Map<string, AbortController>();

  constructor(options: SubmissionOptions) {
    this.#options = options;
  }

  /** Goes on with a job until it is at its site, or will never be. */
  carryOn(id: string): void {
    if (this.#running.has(id) || this.#closing.signal.aborted) {
      return;
    }
    const running = this.#carryOn(id)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) {
          this.#options.onTrouble(error);
          this.#fail(id, unexpected());
        }
      })
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }

  /** The person wants it ended before it is at its site. */
  cancel(id: string): void {
    this.#options.book.update(id, { cancelWanted: true });
    this.#staging.get(id)?.abort();
    this.hurry(id);
    this.carryOn(id);
  }

  hurry(id: string): void {
    this.#patience.hurry(id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#staging.forEach(controller => controller.abort());
    await Promise.all(this.#running.values());
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
      this.#fail(job.id, {
        message: `The site ${job.siteName} is no longer offered here.`,
        advice: 'Run it again on another site.'
      });
      return false;
    }
    switch (job.state) {
      case 'preparing':
        return job.cancelWanted
          ? this.#cancelled(job.id)
          : this.#prepare(job, draft, entry);
      case 'submitting':
        return job.cancelWanted
          ? this.#cancelled(job.id)
          : this.#submit(job, draft, entry);
      case 'unsure':
        return this.#ask(job, entry);
      default:
        return false;
    }
  }

  async #prepare(
    job: StoredJob,
    draft: JobDraft,
    { config }: SiteEntry
  ): Promise<boolean> {
    const { book, folders, jobsFolder } = this.#options;
    const { id } = job;
    const controller = new AbortController();
    this.#staging.set(id, controller);
    const { signal } = controller;
    try {
      const located = await folders.find(draft.source.path);
      if (draft.inputs.select !== 'none') {
        const all = draft.inputs.select === 'folder';
        await folders.complete(located, all ? null : draft.inputs.paths);
      }
      const plan = await planInputs(
        folderOfSource(located),
        sourceName(draft.source),
        draft.inputs,
        config,
        signal
      );
      if (plan === null) {
        throw new ArchiveError(
          'The file that was to run is not there (any more). Save it, and submit it again.'
        );
      }
      const wrong = plan.findings.find(({ level }) => level === 'error');
      if (wrong !== undefined) {
        throw new ArchiveError(wrong.message);
      }
      await stage({
        id,
        draft,
        config,
        plan,
        folder: join(jobsFolder, id),
        signal,
        onBytes: this.#teller(id, plan.bytes)
      });
      this.#patience.reset(id);
      book.update(id, { state: 'submitting', message: null });
      return true;
    } catch (error) {
      return this.#notPrepared(id, error, signal);
    } finally {
      this.#staging.delete(id);
    }
  }

  #notPrepared(id: string, error: unknown, signal: AbortSignal): boolean {
    if (signal.aborted) {
      return !this.#closing.signal.aborted;
    }
    if (error instanceof ArchiveError || error instanceof RequestProblem) {
      this.#fail(id, { message: error.message, advice: null });
      return false;
    }
    const code =
      error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) {
      throw error;
    }
    this.#options.onTrouble(error);
    this.#fail(
      id,
      code === 'ENOSPC' || code === 'EDQUOT'
        ? {
            message:
              'The disk of this machine is full, so that the data of the job found no room.',
            advice: 'Make room, then run it again.'
          }
        : {
            message: `The data of the job could not be put together (${code}).`,
            advice: 'Look whether its files can be read, then run it again.'
          }
    );
    return false;
  }

  /** Tells how much is packed, now and then. */
  #teller(id: string, total: number): (bytes: number) => void {
    let done = 0;
    let toldAt = Date.now();
    return bytes => {
      done += bytes;
      if (Date.now() - toldAt > 1000) {
        toldAt = Date.now();
        const percent = Math.floor((100 * done) / Math.max(total, 1));
        this.#options.book.update(id, {
          message: `${percent} % of the data is packed.`
        });
      }
    };
  }

  async #submit(
    job: StoredJob,
    draft: JobDraft,
    entry: SiteEntry
  ): Promise<boolean> {
    const { book, sites } = this.#options;
    const { id } = job;
    const after = this.#comesFirst(draft);
    if (after === null) {
      await this.#patience.wait(id);
      return true;
    }
    const order = this.#order(job, draft, entry, after);
    const text = textOf(entry, order, draft);
    book.store.keepScript(id, { script: text.text, language: text.language });
    try {
      const { systemId } = await entry.system.submit(
        order,
        text,
        this.#within(SUBMIT_MILLISECONDS)
      );
      sites.note(job.siteId, null);
      this.#submitted(id, systemId);
      return false;
    } catch (error) {
      return this.#notSubmitted(job, error);
    }
  }

  async #notSubmitted(job: StoredJob, error: unknown): Promise<boolean> {
    const { book, sites, onTrouble } = this.#options;
    const { id, siteId, siteName } = job;
    if (!(error instanceof BatchError)) {
      onTrouble(error);
    } else {
      sites.note(siteId, error);
    }
    if (!(error instanceof BatchError) || error.outcomeUnknown) {
      book.update(id, { state: 'unsure', message: ASKING });
      return true;
    }
    if (!PASSING.has(error.code)) {
      this.#fail(id, {
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

  /** Jobs that come first, by their site's names; null: not all there yet. */
  #comesFirst({ after }: JobDraft): string[] | null {
    const names: string[] = [];
    for (const id of after) {
      const job = this.#options.book.store.get(id);
      if (job === null || job.state === 'done') {
        continue;
      }
      if (job.systemId === null) {
        return null;
      }
      names.push(job.systemId);
    }
    return names;
  }

  #order(
    job: StoredJob,
    draft: JobDraft,
    { config }: SiteEntry,
    after: readonly string[]
  ): SubmitOrder {
    const folder = join(this.#options.jobsFolder, job.id);
    return submitOrder({ job, draft, config, folder, after });
  }

  async #cancelled(id: string): Promise<boolean> {
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

  #fail(id: string, words: Words): void {
    this.#end(id, 'failed', words);
  }

  #end(id: string, state: 'cancelled' | 'failed', words: Words): void {
    const { book } = this.#options;
    const job = book.store.get(id);
    if (job === null) {
      return;
    }
    const { total } = job.tasks;
    book.update(
      id,
      {
        state,
        ...words,
        endedAt: new Date().toISOString(),
        tasks: { ...job.tasks, waiting: 0, [state]: total }
      },
      book.store.tasks(id).map(task => ({ ...task, state, ...words }))
    );
  }
}

interface Words {
  message: string;
  advice: string | null;
}

const ASKING =
  'The answer to the submission was lost; the site is being asked whether it has the job.';

function textOf(
  { system }: SiteEntry,
  order: SubmitOrder,
  { script }: JobDraft
): SubmitText {
  const proposed = system.render(order);
  return script === null ? proposed : { ...proposed, text: script };
}

function unexpected(): Words {
  return {
    message: 'The job could not be sent, for a reason that was not foreseen.',
    advice: 'The log of the companion says more. Run it again.'
  };
}
