import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Job, JobDraft, JobState, Site } from 'sciencemesh-contract';
import { LiveList, newestFirst } from '../companion/live';
import type { IFailure, Outcome } from '../companion/outcome';
import type { ICompanion } from '../tokens';
import { JobsClient } from './client';

/**
 * Jobs and the sites that they run on, kept up to date by what the companion
 * tells: an open page asks neither the companion nor a site again and again.
 */
export class JobsModel implements IDisposable {
  constructor(companion: ICompanion) {
    const client = new JobsClient(companion.client);
    this.client = client;
    this._jobs = new LiveList<Job>({
      companion,
      load: () => client.list(MOST_JOBS),
      order: newestFirst,
      read: event =>
        event.type === 'job'
          ? { item: event.job, forgotten: event.forgotten }
          : null
    });
    this._sites = new LiveList<Site>({
      companion,
      load: () => client.sites(),
      read: event =>
        event.type === 'site' ? { item: event.site, forgotten: false } : null
    });
    this._jobs.changed.connect((_, job) => this._changed.emit(job));
    this._jobs.replaced.connect((_, { before, after }) => {
      if (isActive(before) && !isActive(after)) {
        this._ended.emit(after);
      }
    });
    this._sites.changed.connect(() => this._sitesChanged.emit());
  }

  /**
   * For what is asked of one job alone.
   */
  readonly client: JobsClient;

  /**
   * Emitted with a job that has changed, or null for all of them.
   */
  get changed(): ISignal<this, Job | null> {
    return this._changed;
  }

  /**
   * Emitted with each job that has ended while this page was open.
   */
  get ended(): ISignal<this, Job> {
    return this._ended;
  }

  /**
   * Emitted when a site has changed.
   */
  get sitesChanged(): ISignal<this, void> {
    return this._sitesChanged;
  }

  /**
   * Null until the jobs were loaded for the first time.
   */
  get jobs(): readonly Job[] | null {
    return this._jobs.items;
  }

  /**
   * Jobs that are not over.
   */
  get active(): readonly Job[] {
    return (this.jobs ?? []).filter(isActive);
  }

  /**
   * Why the jobs could not be loaded.
   */
  get failure(): IFailure | null {
    return this._jobs.failure;
  }

  /**
   * The sites, in the administrator's order.
   */
  get sites(): readonly Site[] {
    return this._sites.items ?? [];
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * A job by its identifier.
   */
  get(id: string): Job | undefined {
    return this._jobs.get(id);
  }

  /**
   * A site by its identifier.
   */
  site(id: string): Site | undefined {
    return this._sites.get(id);
  }

  /**
   * Load everything afresh. Ten thousand jobs are not asked for three times at
   * once because a page has just connected.
   */
  async refresh(): Promise<void> {
    await Promise.all([this._jobs.refresh(), this._sites.refresh()]);
  }

  /**
   * Submit a job; the answer may be a job that waits for its data.
   */
  async submit(draft: JobDraft, key: string): Promise<Outcome<Job>> {
    return this._jobs.take(this.client.submit(draft, key));
  }

  /**
   * Hold, release or cancel a job, or bring its results again.
   */
  async act(
    id: string,
    action: 'hold' | 'release' | 'cancel' | 'collect',
    tasks: readonly number[] | null = null
  ): Promise<Outcome<Job>> {
    return this._jobs.take(this.client.act(id, action, tasks));
  }

  /**
   * Say that the person has seen how a job ended.
   */
  async markSeen(id: string): Promise<Outcome<Job>> {
    return this._jobs.take(this.client.markSeen(id));
  }

  /**
   * Take a job off the list.
   */
  async forget(
    id: string,
    files: 'keep' | 'delete'
  ): Promise<Outcome<unknown>> {
    return this._jobs.drop(id, this.client.forget(id, files));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._jobs.dispose();
    this._sites.dispose();
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, Job | null>(this);
  private readonly _ended = new Signal<this, Job>(this);
  private _isDisposed = false;
  private readonly _jobs: LiveList<Job>;
  private readonly _sites: LiveList<Site>;
  private readonly _sitesChanged = new Signal<this, void>(this);
}

const OVER: readonly JobState[] = ['done', 'failed', 'cancelled', 'lost'];

/**
 * Whether a job may still change by itself.
 */
export function isActive(job: Pick<Job, 'state'>): boolean {
  return !OVER.includes(job.state);
}

/**
 * Whether a job is over and has left files here.
 */
export function hasOutputs(job: Pick<Job, 'results' | 'state'>): boolean {
  return job.results !== null && !isActive(job);
}

/** As many as the contract allows. */
const MOST_JOBS = 20_000;
