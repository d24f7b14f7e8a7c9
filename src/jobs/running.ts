import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import type { Job } from 'sciencemesh-contract';
import { jobIcon } from '../icons';
import type { JobActions } from './actions';
import type { JobsModel } from './model';
import { rowLine } from './sentences';
import { stateIcon } from './stateicon';
import { stateWord } from './wording';

/**
 * The jobs that are under way, for JupyterLab's list of what runs.
 */
export class RunningJobs implements IRunningSessions.IManager {
  constructor(options: RunningJobs.IOptions) {
    this._options = options;
    const { jobs, trans } = options;
    this.name = trans.__('Jobs');
    this.shutdownLabel = trans.__('Cancel Job');
    this.shutdownAllLabel = trans.__('Cancel All');
    this.shutdownAllConfirmationText = trans.__(
      'Are you sure you want to cancel all jobs on all sites?'
    );
    jobs.changed.connect(() => this.runningChanged.emit());
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly runningChanged = new Signal<this, void>(this);

  running(): IRunningSessions.IRunningItem[] {
    const { actions, jobs, trans } = this._options;
    return jobs.active.map(job => new RunningJob(job, actions, trans));
  }

  /**
   * Cancel all jobs; the person has confirmed it.
   */
  shutdownAll(): void {
    const { actions, jobs } = this._options;
    for (const job of jobs.active) {
      if (job.actions.includes('cancel')) {
        void actions.cancelNow(job);
      }
    }
  }

  refreshRunning(): void {
    void this._options.jobs.refresh();
  }

  private readonly _options: RunningJobs.IOptions;
}

/**
 * The namespace for `RunningJobs` statics.
 */
export namespace RunningJobs {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly actions: JobActions;
    readonly jobs: JobsModel;
    readonly trans: TranslationBundle;
  }
}

class RunningJob implements IRunningSessions.IRunningItem {
  constructor(
    private readonly _job: Job,
    private readonly _actions: JobActions,
    private readonly _trans: TranslationBundle
  ) {}

  get className(): string {
    return 'jp-SciMeshRunningJob';
  }

  get context(): string {
    return this._job.id;
  }

  icon(): LabIcon {
    return this._job.state === 'running' ? stateIcon('running') : jobIcon;
  }

  label(): string {
    return this._job.name;
  }

  labelTitle(): string {
    const { state, siteName } = this._job;
    const word = stateWord(this._trans, state);
    const line = rowLine(this._trans, this._job, Date.now());
    return [`${word}, ${siteName}`, line].filter(Boolean).join('\n');
  }

  detail(): string {
    return stateWord(this._trans, this._job.state);
  }

  open(): void {
    this._actions.open(this._job.id);
  }

  shutdown(): void {
    void this._actions.cancel(this._job);
  }
}
