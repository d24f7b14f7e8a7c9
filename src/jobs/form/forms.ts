import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Job, JobSubject } from 'sciencemesh-contract';
import { shownPath } from '../../drive/paths';
import type { CompanionStatus } from '../../companion/status';
import { submitIcon } from '../../icons';
import type { IJobFields, IJobForms } from '../../tokens';
import type { JobsModel } from '../model';
import type { FormStart } from './start';
import { JobFormModel } from './model';
import type { UnsavedDocuments } from './unsaved';
import { JobFormView } from './widget';

/**
 * Makes forms in the main area, and tells of what they submit.
 */
export class JobForms implements IJobForms {
  constructor(options: JobForms.IOptions) {
    this._options = options;
  }

  /**
   * The forms that are open.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<JobFormView>>({
    namespace: 'sciencemesh-job-form'
  });

  get submitted(): ISignal<this, Job> {
    return this._submitted;
  }

  open(subject: JobSubject, siteId: string | null): void {
    this.show({ subject, siteId });
  }

  rerun(jobId: string): void {
    this.show({ jobId });
  }

  /**
   * Show a form; one that is open for the same comes to the front.
   */
  show(start: FormStart): void {
    this._show(
      'subject' in start && 'path' in start.subject
        ? {
            ...start,
            subject: { path: this._options.named(start.subject.path) }
          }
        : start
    );
  }

  private _show(start: FormStart): void {
    const { shell, trans } = this._options;
    const open = this.tracker.find(
      ({ content }) =>
        JSON.stringify(content.model.start) === JSON.stringify(start)
    );
    if (open) {
      shell.activateById(open.id);
      return;
    }
    const content = this._createView(start);
    const widget = new MainAreaWidget({ content });
    const { title } = widget;
    title.icon = submitIcon;
    title.label = trans.__('Submit job');
    content.model.changed.connect(({ draft }) => {
      if (draft) {
        const path = shownPath(draft.source.path);
        title.label = trans.__('Submit %1', PathExt.basename(path));
        title.caption = trans.__('Submit %1 as a job', path);
      }
    });
    widget.toolbar.hide();
    widget.id = `jp-scimesh-job-form-${(this._made += 1)}`;
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh job form' });
    shell.activateById(widget.id);
  }

  private _createView(start: FormStart): JobFormView {
    const { fields, jobs, status, trans } = this._options;
    const model = new JobFormModel({ fields, jobs, start, status, trans });
    const view: JobFormView = new JobFormView({
      chooseFolder: this._options.chooseFolder,
      editorServices: this._options.editorServices,
      model,
      named: this._options.named,
      status,
      submit: () => this._submit(view),
      trans
    });
    return view;
  }

  private async _submit(view: JobFormView): Promise<void> {
    const { unsaved } = this._options;
    const job = await view.model.submit(path =>
      unsaved.settle(shownPath(path))
    );
    if (job) {
      this._submitted.emit(job);
      view.parent?.dispose();
    }
  }

  private _made = 0;
  private readonly _options: JobForms.IOptions;
  private readonly _submitted = new Signal<this, Job>(this);
}

/**
 * The namespace for `JobForms` statics.
 */
export namespace JobForms {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly chooseFolder: () => Promise<string | null>;
    readonly editorServices: IEditorServices;
    readonly fields: IJobFields;
    readonly jobs: JobsModel;

    /**
     * How jobs name a path of JupyterLab.
     */
    readonly named: (path: string) => string;
    readonly shell: JupyterFrontEnd.IShell;
    readonly status: CompanionStatus;
    readonly trans: TranslationBundle;
    readonly unsaved: UnsavedDocuments;
  }
}
