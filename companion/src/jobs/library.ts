/**
 * Jobs, from the form to the results: what the routes work with.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ForgetQuery,
  Job,
  JobActionRequest,
  JobHistory,
  JobList,
  JobQuery,
  JobRequest,
  JobScript,
  JobTaskList
} from 'sciencemesh-contract';
import type { OutputStream } from '../compute/batch-system.ts';
import type { Copies } from '../copies/copies.ts';
import type { Places } from '../copies/places.ts';
import type { Drive } from '../drive/drive.ts';
import { RequestProblem } from '../http/problem.ts';
import type { MirrorLibrary } from '../mirrors/library.ts';
import type { ShareStorages } from '../ocm/share-storage.ts';
import type { PackageService } from '../packages/library/service.ts';
import type { Kernel } from '../packages/running/kernels.ts';
import type { JobStore } from '../store/jobs.ts';
import type { TransferEngine } from '../transfers/transfer.ts';
import { Actions } from './actions.ts';
import { JobBook, toJob, toTask, type JobListener } from './book.ts';
import { choiceOf, choiceScope } from './choices.ts';
import { Collecting } from './collecting.ts';
import { Folders, parentOf } from '../mirrors/folders.ts';
import { Drafts } from './drafts.ts';
import { Lending } from './lending.ts';
import { Live } from './live.ts';
import { newJob } from './new-job.ts';
import { Outputs } from './outputs.ts';
import { OwedResults } from './owed-results.ts';
import type { RunRecorder } from './run-recorder.ts';
import { ShareDelivery } from './share-delivery.ts';
import type { Sites } from './sites.ts';
import { Submissions } from './submission.ts';
import { parametersOf } from './sweep.ts';
import { Tracking } from './tracking.ts';

const DEFAULT_LIMIT = 1000;

export interface JobLibraryOptions {
  store: JobStore;
  sites: Sites;
  drive: Drive;
  mirrors: MirrorLibrary;
  storages: ShareStorages;
  packages: PackageService;
  copies: Copies;
  places: Places;
  transfers: TransferEngine;
  kernels: () => Promise<Kernel[]>;
  /** Writes down how results were made; null: nobody does. */
  recorder: RunRecorder | null;
  /** Data folder of the companion. */
  dataFolder: string;
  /** Absolute path of Jupyter's root. */
  root: string;
  /** Where results go, relative to the root. */
  resultsFolder: string;
  onQuestion: (siteId: string, question: string) => void;
  onRead: (siteId: string, stream: OutputStream) => void;
  onTrouble: (error: unknown) => void;
}

export class JobLibrary {
  readonly #options: JobLibraryOptions;
  readonly #book: JobBook;
  readonly #submissions: Submissions;
  readonly #tracking: Tracking;
  readonly #collecting: Collecting;
  readonly #owed: OwedResults;
  readonly #stopListening: () => void;
  readonly #live: Live;
  readonly drafts: Drafts;
  readonly outputs: Outputs;
  readonly actions: Actions;

  constructor(options: JobLibraryOptions) {
    const { dataFolder, drive, mirrors, onTrouble, root, sites, storages } =
      options;
    this.#options = options;
    const jobsFolder = join(dataFolder, 'jobs');
    mkdirSync(jobsFolder, { recursive: true, mode: 0o700 });
    const book = new JobBook(options.store);
    this.#book = book;
    const folders = new Folders({ root, drive, mirrors });
    this.drafts = new Drafts({
      book,
      folders,
      storages,
      jobsFolder,
      sites,
      packages: options.packages,
      places: options.places,
      kernels: options.kernels,
      resultsFolder: options.resultsFolder
    });
    const { store } = options;
    const lending = new Lending({ drive, storages, store, jobsFolder });
    const common = { book, sites, jobsFolder, lending, onTrouble };
    const { copies, places, recorder, resultsFolder, transfers } = options;
    const delivery = new ShareDelivery(copies, places, transfers);
    this.#owed = new OwedResults({ book, delivery, onTrouble });
    this.#stopListening = storages.onReach((_, reach) => {
      if (reach === 'ready') {
        this.#owed.hurry();
      }
    });
    this.#collecting = new Collecting({
      ...common,
      root,
      resultsFolder,
      delivery,
      recorder,
      onOwed: id => this.#owed.send(id)
    });
    this.#tracking = new Tracking({
      ...common,
      onEnded: id => this.#collecting.collect(id),
      onQuestion: options.onQuestion
    });
    this.#submissions = new Submissions({
      ...common,
      folders,
      storages,
      onSubmitted: id => this.#submitted(id)
    });
    this.#live = new Live({ ...common, onRead: options.onRead });
    this.outputs = new Outputs({ book, root, jobsFolder, live: this.#live });
    this.actions = new Actions({
      ...common,
      root,
      submissions: this.#submissions,
      tracking: this.#tracking,
      collecting: this.#collecting
    });
  }

  /** Goes on with everything that an earlier program has left. */
  recover(): void {
    for (const { id, state } of this.#book.store.active()) {
      if (state === 'collecting') {
        this.#collecting.collect(id);
      } else {
        this.#submissions.carryOn(id);
        void this.actions.cancelLate(id);
      }
    }
    this.#tracking.recover();
    this.#owed.recover();
  }

  /**
   * Makes a job and begins to send it; the same one for the same key.
   *
   * @throws RequestProblem 422 with the first thing that is wrong
   */
  async submit({ draft, key }: JobRequest, signal: AbortSignal): Promise<Job> {
    const { sites, store } = this.#options;
    const known = store.byKey(key);
    if (known !== null) {
      return toJob(known);
    }
    await this.drafts.assertSound(draft, signal);
    const made = newJob(draft, sites.entry(draft.siteId));
    const job = store.add({ key, draft, ...made });
    if (job.id === made.job.id) {
      const scope = choiceScope(draft.siteId, parentOf(draft.source.path));
      store.remember(scope, choiceOf(draft));
      this.#book.tell(job);
    }
    this.#submissions.carryOn(job.id);
    return toJob(job);
  }

  list(query: JobQuery): JobList {
    const { limit = DEFAULT_LIMIT, ...rest } = query;
    const { items, total } = this.#options.store.list({ ...rest, limit });
    return { items: items.map(toJob), total };
  }

  /** How many there are in each state. */
  counts(): ReadonlyMap<string, number> {
    return this.#options.store.counts();
  }

  get(id: string): Job {
    const job = this.#book.get(id);
    this.#live.note(job, 0);
    return toJob(job);
  }

  tasks(id: string): JobTaskList {
    this.#book.get(id);
    const { store } = this.#options;
    const draft = store.draft(id);
    return {
      items: store
        .tasks(id)
        .map(task =>
          toTask(task, draft === null ? [] : parametersOf(draft, task.index))
        )
    };
  }

  history(id: string): JobHistory {
    this.#book.get(id);
    const { store } = this.#options;
    return { items: store.history(id), cells: store.cells(id) };
  }

  /** @throws RequestProblem 404 before anything was submitted */
  script(id: string): JobScript {
    this.#book.get(id);
    const script = this.#options.store.script(id);
    if (script === null) {
      throw new RequestProblem(
        404,
        'script-not-there',
        'Nothing was submitted yet: the data of the job is being put together.'
      );
    }
    return script;
  }

  act(
    id: string,
    action: 'hold' | 'release' | 'cancel' | 'collect',
    { tasks = null }: { tasks?: JobActionRequest['tasks'] | null }
  ): Promise<Job> | Job {
    switch (action) {
      case 'hold':
        return this.actions.hold(id, tasks);
      case 'release':
        return this.actions.release(id, tasks);
      case 'cancel':
        return this.actions.cancel(id, tasks);
      case 'collect':
        return this.actions.collect(id);
    }
  }

  forget(id: string, { files }: ForgetQuery): Promise<void> {
    return this.actions.forget(id, files);
  }

  /** A site answers again: what waits for it is tried now. */
  hurry(siteId: string): void {
    for (const job of this.#book.store.active()) {
      if (job.siteId === siteId) {
        this.#submissions.hurry(job.id);
        this.#collecting.hurry(job.id);
      }
    }
    this.#tracking.lively(siteId);
  }

  /** Hears of each job that changes. */
  onChange(listener: JobListener): () => void {
    return this.#book.onChange(listener);
  }

  /** Stops all work; what is under way at sites goes on. */
  async close(): Promise<void> {
    await this.#submissions.close();
    await this.#tracking.close();
    await this.#live.close();
    await this.#collecting.close();
    this.#stopListening();
    await this.#owed.close();
  }

  #submitted(id: string): void {
    const job = this.#book.store.get(id);
    if (job !== null) {
      this.#tracking.lively(job.siteId);
      void this.actions.cancelLate(id);
    }
  }
}
