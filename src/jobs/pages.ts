import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CompanionStatus } from '../companion/status';
import { jobIcon } from '../icons';
import { shortened } from '../transfers/wording';
import type { JobActions } from './actions';
import type { JobsModel } from './model';
import { JobPageModel } from './page/model';
import type { LiveNotebook } from './page/notebook';
import { JobPage } from './page/widget';
import { stateIcon } from './stateicon';

/**
 * Makes pages of jobs, finds them again, and keeps one a job.
 */
export class JobPages {
  constructor(options: JobPages.IOptions) {
    this._options = options;
  }

  /**
   * The pages that are open.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<JobPage>>({
    namespace: 'sciencemesh-job'
  });

  /**
   * Show the page of a job; one that is open comes to the front.
   *
   * @param task - to be in front, of a sweep
   */
  open(jobId: string, task?: number): void {
    const { shell } = this._options;
    const shown =
      this.tracker.find(({ content }) => content.model.jobId === jobId) ??
      this._create(jobId);
    shell.activateById(shown.id);
    if (task !== undefined) {
      const { model } = shown.content;
      const isNotebook = model.tabs.includes('notebook');
      model.choose(task, isNotebook ? 'notebook' : 'output');
    }
  }

  private _create(jobId: string): MainAreaWidget<JobPage> {
    const { actions, jobs, rendering, shell, status, trans } = this._options;
    const model = new JobPageModel({ jobId, jobs });
    const content = new JobPage({ actions, model, rendering, status, trans });
    const widget = new MainAreaWidget({ content });
    const { title } = widget;
    const name = (): void => {
      const { job } = model;
      title.icon = job === null ? jobIcon : stateIcon(job.state);
      title.label = job === null ? trans.__('Job') : shortened(job.name);
      title.caption =
        job === null ? trans.__('Job') : trans.__('Job: %1', job.name);
    };
    model.changed.connect(name);
    name();
    widget.toolbar.hide();
    widget.id = `jp-scimesh-job-${jobId}`;
    // What was taken off the list has no page.
    const leave = (): void => {
      if (
        wasListed &&
        jobs.jobs !== null &&
        jobs.failure === null &&
        jobs.get(jobId) === undefined
      ) {
        widget.dispose();
      }
      wasListed ||= jobs.get(jobId) !== undefined;
    };
    let wasListed = jobs.get(jobId) !== undefined;
    jobs.changed.connect(leave);
    widget.disposed.connect(() => jobs.changed.disconnect(leave));
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh job' });
    return widget;
  }

  private readonly _options: JobPages.IOptions;
}

/**
 * The namespace for `JobPages` statics.
 */
export namespace JobPages {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly actions: JobActions;
    readonly jobs: JobsModel;
    readonly rendering: LiveNotebook.IRendering;
    readonly shell: JupyterFrontEnd.IShell;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
  }
}
