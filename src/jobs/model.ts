import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  CompanionEvent,
  Job,
  JobDraft,
  JobState,
  Site
} from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../companion/outcome';
import type { ICompanion } from '../tokens';
import { JobsClient } from './client';

/**
 * Jobs and the sites that they run on, kept up to date by what the companion
 * tells: an open page asks neither the companion nor a site again and again.
 */
export class JobsModel implements IDisposable {
  constructor(companion: ICompanion) {
    this._companion = companion;
    this.client = new JobsClient(companion.client);
    const { events, status } = companion;
    events.received.connect(this._onEvent, this);
    events.resync.connect(this._onResync, this);
    status.changed.connect(this._onResync, this);
    this._onResync();
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
    return this._jobs === null
      ? null
      : (this._sorted ??= [...this._jobs.values()].sort(newestFirst));
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
    return this._failure;
  }

  /**
   * The sites, in the administrator's order.
   */
  get sites(): readonly Site[] {
    return this._sites;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * A job by its identifier.
   */
  get(id: string): Job | undefined {
    return this._jobs?.get(id);
  }

  /**
   * A site by its identifier.
   */
  site(id: string): Site | undefined {
    return this._sites.find(site => site.id === id);
  }

  /**
   * Load everything afresh. Who asks while it is being loaded waits for the
   * answer after that one: ten thousand jobs are not asked for three times at
   * once because a page has just connected.
   */
  refresh(): Promise<void> {
    this._isStale = true;
    this._loading ??= this._loadAll();
    return this._loading;
  }

  /**
   * Submit a job; the answer may be a job that waits for its data.
   */
  async submit(draft: JobDraft, key: string): Promise<Outcome<Job>> {
    return this._take(this.client.submit(draft, key));
  }

  /**
   * Hold, release or cancel a job, or bring its results again.
   */
  async act(
    id: string,
    action: 'hold' | 'release' | 'cancel' | 'collect',
    tasks: readonly number[] | null = null
  ): Promise<Outcome<Job>> {
    return this._take(this.client.act(id, action, tasks));
  }

  /**
   * Say that the person has seen how a job ended.
   */
  async markSeen(id: string): Promise<Outcome<Job>> {
    return this._take(this.client.markSeen(id));
  }

  /**
   * Take a job off the list.
   */
  async forget(
    id: string,
    files: 'keep' | 'delete'
  ): Promise<Outcome<unknown>> {
    const answer = await this.client.forget(id, files);
    if (answer.ok && !this._isDisposed) {
      this._remove(id);
    }
    return answer;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private async _loadAll(): Promise<void> {
    // Its end comes after its beginning was noted, whatever it finds.
    await Promise.resolve();
    while (
      this._isStale &&
      this._companion.status.isRunning &&
      !this._isDisposed
    ) {
      this._isStale = false;
      await this._load();
    }
    this._loading = null;
  }

  private async _load(): Promise<void> {
    const missed: { job: Job; forgotten: boolean }[] = [];
    this._missed = missed;
    const [jobs, sites] = await Promise.all([
      this.client.list(MOST_JOBS),
      this.client.sites()
    ]);
    this._missed = null;
    if (this._isDisposed) {
      return;
    }
    if (sites.ok) {
      this._sites = sites.value.items;
      this._sitesChanged.emit();
    }
    this._failure = jobs.ok ? null : jobs.failure;
    if (jobs.ok) {
      const before = this._jobs;
      this._jobs = new Map(jobs.value.items.map(job => [job.id, job]));
      for (const { job, forgotten } of missed) {
        if (forgotten) {
          this._jobs.delete(job.id);
        } else {
          this._jobs.set(job.id, job);
        }
      }
      this._sorted = null;
      for (const job of this._jobs.values()) {
        this._tellEnd(before?.get(job.id), job);
      }
    }
    this._changed.emit(null);
  }

  private _onResync(): void {
    void this.refresh();
  }

  private _onEvent(_: unknown, event: CompanionEvent): void {
    if (event.type === 'job') {
      this._missed?.push(event);
      if (event.forgotten) {
        this._remove(event.job.id);
      } else {
        this._put(event.job);
      }
    }
    if (event.type === 'site') {
      const { site } = event;
      this._sites = this.site(site.id)
        ? this._sites.map(one => (one.id === site.id ? site : one))
        : [...this._sites, site];
      this._sitesChanged.emit();
    }
  }

  private async _take(request: Promise<Outcome<Job>>): Promise<Outcome<Job>> {
    const answer = await request;
    if (answer.ok && !this._isDisposed) {
      this._put(answer.value);
    }
    return answer;
  }

  private _put(job: Job): void {
    // Before the first list is here, the list will hold it.
    if (this._jobs !== null) {
      const before = this._jobs.get(job.id);
      this._jobs.set(job.id, job);
      this._sorted = null;
      this._changed.emit(job);
      this._tellEnd(before, job);
    }
  }

  private _remove(id: string): void {
    if (this._jobs?.delete(id)) {
      this._sorted = null;
      this._changed.emit(null);
    }
  }

  private _tellEnd(before: Job | undefined, after: Job): void {
    if (before && isActive(before) && !isActive(after)) {
      this._ended.emit(after);
    }
  }

  private readonly _changed = new Signal<this, Job | null>(this);
  private readonly _companion: ICompanion;
  private readonly _ended = new Signal<this, Job>(this);
  private _failure: IFailure | null = null;
  private _isDisposed = false;
  private _isStale = false;
  private _jobs: Map<string, Job> | null = null;
  private _loading: Promise<void> | null = null;
  private _missed: { job: Job; forgotten: boolean }[] | null = null;
  private _sites: readonly Site[] = [];
  private readonly _sitesChanged = new Signal<this, void>(this);
  private _sorted: readonly Job[] | null = null;
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

/** Without a locale: ten thousand are sorted after each change. */
function newestFirst(one: Job, other: Job): number {
  return one.createdAt === other.createdAt
    ? 0
    : one.createdAt < other.createdAt
      ? 1
      : -1;
}

/** As many as the contract allows. */
const MOST_JOBS = 20_000;
