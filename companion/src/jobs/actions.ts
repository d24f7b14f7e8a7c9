/**
 * What the person does with jobs that are there.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, JobAction } from 'sciencemesh-contract';
import { BatchError, type KnownJob } from '../compute/batch-system.ts';
import { RequestProblem } from '../http/problem.ts';
import type { StoredJob } from '../store/job-records.ts';
import { AT_SITE, toJob, type JobBook } from './book.ts';
import type { Collecting } from './collecting.ts';
import { readErrand } from './errand.ts';
import type { Lending } from './lending.ts';
import { knownJob } from './order.ts';
import { batchProblem } from './problems.ts';
import type { SiteEntry, Sites } from './sites.ts';
import type { Submissions } from './submission.ts';
import type { Tracking } from './tracking.ts';

const ACTION_MILLISECONDS = 60_000;

export interface ActionsOptions {
  book: JobBook;
  sites: Sites;
  submissions: Submissions;
  tracking: Tracking;
  collecting: Collecting;
  lending: Lending;
  /** Absolute path of Jupyter's root. */
  root: string;
  jobsFolder: string;
  onTrouble: (error: unknown) => void;
}

export class Actions {
  readonly #options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  async hold(id: string, tasks: readonly number[] | null): Promise<Job> {
    return this.#atSite(id, 'hold', ({ system }, job, signal) =>
      system.hold(job, tasks, signal)
    );
  }

  async release(id: string, tasks: readonly number[] | null): Promise<Job> {
    const { lending } = this.#options;
    return this.#atSite(id, 'release', async (entry, job, signal) => {
      const errand = await readErrand(job.folder);
      if (errand !== null && errand.handle !== null) {
        // It may be held because its token has ended.
        await lending.lend(errand, job.folder, entry, true, signal);
      }
      await entry.system.release(job, tasks, signal);
    });
  }

  /** Ends a job wherever it is; one that is not sent yet never will be. */
  async cancel(id: string, tasks: readonly number[] | null): Promise<Job> {
    const { book, submissions } = this.#options;
    const job = book.get(id);
    if (AT_SITE.has(job.state)) {
      if (tasks === null) {
        book.update(id, { cancelWanted: true });
      }
      return this.#atSite(id, 'cancel', ({ system }, known, signal) =>
        system.cancel(known, tasks, signal)
      );
    }
    this.#check(job, 'cancel');
    submissions.cancel(id);
    return toJob(book.get(id));
  }

  /** What was wanted before the job was at its site. */
  async cancelLate(id: string): Promise<void> {
    const job = this.#options.book.store.get(id);
    if (job?.cancelWanted === true && AT_SITE.has(job.state)) {
      await this.cancel(id, null).catch(this.#options.onTrouble);
    }
  }

  /** Brings the results again, or now. */
  collect(id: string): Job {
    const { book, collecting } = this.#options;
    const job = book.get(id);
    this.#check(job, 'collect');
    if (job.state !== 'collecting') {
      book.update(id, { state: 'collecting', message: null, transferId: null });
    }
    collecting.collect(id);
    return toJob(book.get(id));
  }

  seen(id: string): Job {
    const { book } = this.#options;
    if (!book.get(id).seen) {
      book.update(id, { seen: true });
    }
    return toJob(book.get(id));
  }

  /** Takes a job off the list; its results stay unless they are to go. */
  async forget(id: string, files: 'keep' | 'delete'): Promise<void> {
    const { book, jobsFolder, onTrouble, root, sites } = this.#options;
    const job = book.get(id);
    this.#check(job, 'forget');
    const system = sites.find(job.siteId)?.system;
    if (system !== undefined && job.systemId !== null && !job.collected) {
      const signal = AbortSignal.timeout(ACTION_MILLISECONDS);
      await system.discard(this.#known(job), signal).catch(onTrouble);
    }
    await rm(join(jobsFolder, id), { recursive: true, force: true });
    if (files === 'delete' && job.resultsFolder !== null) {
      await rm(join(root, job.resultsFolder), { recursive: true, force: true });
    }
    book.store.forget(id);
    book.tell(job, true);
  }

  async explain(id: string): Promise<string> {
    const { book } = this.#options;
    const job = book.get(id);
    if (!AT_SITE.has(job.state)) {
      return job.message ?? 'There is nothing to explain: it does not wait.';
    }
    try {
      return await this.#entry(job).system.explain(
        this.#known(job),
        AbortSignal.timeout(ACTION_MILLISECONDS)
      );
    } catch (error) {
      throw error instanceof BatchError ? batchProblem(error) : error;
    }
  }

  async #atSite(
    id: string,
    action: JobAction,
    act: (entry: SiteEntry, job: KnownJob, signal: AbortSignal) => Promise<void>
  ): Promise<Job> {
    const { book, sites, tracking } = this.#options;
    const job = book.get(id);
    if (!AT_SITE.has(job.state)) {
      this.#check(job, action);
    }
    const entry = this.#entry(job);
    const signal = AbortSignal.timeout(ACTION_MILLISECONDS);
    try {
      await act(entry, this.#known(job), signal);
      sites.note(job.siteId, null);
    } catch (error) {
      if (!(error instanceof BatchError)) {
        throw error;
      }
      sites.note(job.siteId, error);
      throw batchProblem(error);
    } finally {
      // Whatever the answer was, something may have happened.
      tracking.lively(job.siteId);
    }
    return toJob(book.get(id));
  }

  #entry({ siteId, siteName }: StoredJob): SiteEntry {
    const entry = this.#options.sites.find(siteId);
    if (entry === null) {
      throw new RequestProblem(
        409,
        'site-gone',
        `The site ${siteName} is no longer offered here.`
      );
    }
    return entry;
  }

  #known(job: StoredJob): KnownJob {
    return knownJob(job, join(this.#options.jobsFolder, job.id));
  }

  #check(job: StoredJob, action: JobAction): void {
    if (!toJob(job).actions.includes(action)) {
      throw new RequestProblem(
        409,
        'not-now',
        'That is not possible with this job as it is now. Reload the list of jobs.'
      );
    }
  }
}
