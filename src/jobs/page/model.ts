import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  Job,
  JobFile,
  JobHistory,
  JobScript,
  JobTask
} from 'sciencemesh-contract';
import type { IFailure, Outcome } from '../../companion/outcome';
import type { JobsModel } from '../model';
import { isActive } from '../model';
import type { Stream } from './output';
import { OutputFollower } from './output';
import { WaitingReasons } from './reasons';

/**
 * What the page of a job can have in front.
 */
export type Tab =
  'tasks' | 'notebook' | 'output' | 'files' | 'history' | 'script';

/**
 * One job with everything that its page shows. It asks only for what is in
 * front, and only while somebody looks.
 */
export class JobPageModel implements IDisposable {
  constructor(options: JobPageModel.IOptions) {
    this.jobId = options.jobId;
    this.jobs = options.jobs;
    this.reasons = new WaitingReasons(() =>
      this.jobs.client.explanation(this.jobId)
    );
    this._single = this.jobs.get(this.jobId) ?? null;
    this._poll = new Poll({
      name: `jupyterlab-sciencemesh:job-${this.jobId}`,
      auto: false,
      factory: () => this._look(),
      frequency: { interval: LOOK, backoff: false, max: LOOK },
      standby: () => (this._isVisible ? 'when-hidden' : true)
    });
    this.jobs.changed.connect(this._onJobs, this);
  }

  readonly jobId: string;
  readonly jobs: JobsModel;

  /**
   * Why it waits, for who asks.
   */
  readonly reasons: WaitingReasons;

  /**
   * Emitted when something that the page shows has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The job; null until it is known.
   */
  get job(): Job | null {
    return this.jobs.get(this.jobId) ?? this._single;
  }

  /**
   * Why the page cannot show what is in front, or the job at all.
   */
  get failure(): IFailure | null {
    return this._failure;
  }

  get tasks(): readonly JobTask[] | null {
    return this._tasks;
  }

  get history(): JobHistory | null {
    return this._history;
  }

  get files(): readonly JobFile[] | null {
    return this._files;
  }

  get script(): JobScript | null {
    return this._script;
  }

  /**
   * The notebook as far as it is, unparsed; null until it is here.
   */
  get notebook(): unknown {
    return this._notebook;
  }

  /**
   * What the chosen task prints.
   */
  get output(): OutputFollower {
    const { stream, task } = this;
    const key = `${task} ${stream}`;
    let follower = this._outputs.get(key);
    if (!follower) {
      follower = new OutputFollower(from =>
        this.jobs.client.output(this.jobId, {
          task,
          stream,
          ...(from === undefined ? {} : { from })
        })
      );
      this._outputs.set(key, follower);
    }
    return follower;
  }

  /**
   * The file with all that the chosen task has printed, as Jupyter names it;
   * null until it is known and here.
   */
  get printedFile(): string | null {
    const name = `job-${this.stream}.txt`;
    const file = this._files?.find(
      ({ here, path, task }) =>
        here &&
        (task ?? this._task) === this._task &&
        path.split('/').at(-1) === name
    );
    const results = this.job?.results ?? null;
    return file && results !== null ? `${results}/${file.path}` : null;
  }

  /**
   * Which of the two outputs is on show.
   */
  get stream(): Stream {
    return this._stream;
  }
  set stream(stream: Stream) {
    if (stream !== this._stream) {
      this._stream = stream;
      this._turn();
    }
  }

  /**
   * The task whose notebook and output are on show.
   */
  get task(): number {
    return this._task;
  }

  /**
   * What is in front.
   */
  get tab(): Tab {
    const tabs = this.tabs;
    return this._tab !== null && tabs.includes(this._tab)
      ? this._tab
      : (tabs[0] ?? 'output');
  }
  set tab(tab: Tab) {
    if (tab !== this._tab) {
      this._tab = tab;
      this._turn();
    }
  }

  /**
   * What there is to look at.
   */
  get tabs(): readonly Tab[] {
    const { job } = this;
    return [
      ...(job !== null && job.tasks.total > 1 ? (['tasks'] as const) : []),
      ...(job?.source.kind === 'notebook' ? (['notebook'] as const) : []),
      'output',
      'files',
      'history',
      'script'
    ];
  }

  /**
   * Look at another task of a sweep.
   */
  choose(task: number, tab: Tab): void {
    if (task !== this._task) {
      this._task = task;
      this._notebook = null;
    }
    this._tab = tab;
    this._turn();
  }

  /**
   * Whether somebody sees the page.
   */
  set isVisible(isVisible: boolean) {
    this._isVisible = isVisible;
    if (isVisible) {
      void this._poll.refresh();
      void this._poll.start();
      this._see();
    } else {
      void this._poll.stop();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Look at everything again, now.
   */
  async refresh(): Promise<void> {
    this._isStale = true;
    await this._poll.refresh();
    await this._poll.tick;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    Signal.clearData(this);
  }

  /** Another tab is in front. */
  private _turn(): void {
    this._isStale = true;
    this._changed.emit();
    void this._poll.refresh();
  }

  private _onJobs(_: unknown, job: Job | null): void {
    if (job !== null && job.id !== this.jobId) {
      return;
    }
    this._single = this.job;
    this._isStale = true;
    this._changed.emit();
    this._see();
    const state = this.job?.state;
    if (this._isVisible && state !== this._lookedAtState) {
      // What a change of state brings is worth an early look.
      void this._poll.refresh();
    }
  }

  /** Who sees the page has seen how its job ended. */
  private _see(): void {
    const { job } = this;
    if (
      job !== null &&
      this._isVisible &&
      document.visibilityState === 'visible' &&
      !isActive(job) &&
      !job.seen &&
      !this._isMarking
    ) {
      this._isMarking = true;
      void this.jobs.markSeen(job.id).then(() => {
        this._isMarking = false;
      });
    }
  }

  private async _look(): Promise<void> {
    const state = this.job?.state ?? null;
    const mayChange = state === null || isActive({ state });
    if (!this._isStale && !mayChange) {
      return;
    }
    this._isStale = false;
    this._lookedAtState = state ?? undefined;
    this._failure = null;
    if (this.jobs.get(this.jobId) === undefined) {
      this._take(await this.jobs.client.job(this.jobId), job => {
        this._single = job;
      });
      if (this._single === null) {
        this._tell();
        return;
      }
    }
    await Promise.all([this._lookAtAll(), this._lookAtFront()]);
    this._tell();
  }

  private async _lookAtAll(): Promise<void> {
    const { client } = this.jobs;
    const [history, tasks] = await Promise.all([
      client.history(this.jobId),
      client.tasks(this.jobId)
    ]);
    this._take(history, value => {
      this._history = value;
    });
    this._take(tasks, ({ items }) => {
      this._tasks = items;
    });
  }

  private async _lookAtFront(): Promise<void> {
    const { client } = this.jobs;
    switch (this.tab) {
      case 'notebook': {
        const task = this._task;
        const answer = await client.notebook(this.jobId, task);
        if (task === this._task) {
          this._take(answer, value => {
            this._notebook = value;
          });
        }
        break;
      }
      case 'output':
        await this.output.follow();
        if (this.output.printed.skipped > 0) {
          // All of it is among the files, once the job has ended.
          await this._lookForFiles();
        }
        break;
      case 'files':
        await this._lookForFiles();
        break;
      case 'script':
        this._take(await client.script(this.jobId), value => {
          this._script = value;
        });
        break;
      case 'tasks':
      case 'history':
        break;
    }
  }

  private async _lookForFiles(): Promise<void> {
    this._take(await this.jobs.client.files(this.jobId), ({ items }) => {
      this._files = items;
    });
  }

  private _take<T>(answer: Outcome<T>, keep: (value: T) => void): void {
    if (answer.ok) {
      keep(answer.value);
    } else {
      this._failure = answer.failure;
    }
  }

  private _tell(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _failure: IFailure | null = null;
  private _files: readonly JobFile[] | null = null;
  private _history: JobHistory | null = null;
  private _isDisposed = false;
  private _isMarking = false;
  private _isStale = true;
  private _isVisible = false;
  private _lookedAtState: Job['state'] | undefined;
  private _notebook: unknown = null;
  private readonly _outputs = new Map<string, OutputFollower>();
  private readonly _poll: Poll;
  private _script: JobScript | null = null;
  private _single: Job | null = null;
  private _stream: Stream = 'stdout';
  private _tab: Tab | null = null;
  private _task = 0;
  private _tasks: readonly JobTask[] | null = null;
}

/**
 * The namespace for `JobPageModel` statics.
 */
export namespace JobPageModel {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly jobId: string;
    readonly jobs: JobsModel;
  }
}

/** Milliseconds between two looks at what goes on. */
const LOOK = 3_000;
