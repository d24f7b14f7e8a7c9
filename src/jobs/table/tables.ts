import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { jobIcon } from '../../icons';
import { JobsTable } from './view';

/**
 * Shows the table of all jobs; there is one.
 */
export class JobTables {
  constructor(options: JobTables.IOptions) {
    this._options = options;
  }

  /**
   * The table, when it is open.
   */
  readonly tracker = new WidgetTracker<MainAreaWidget<JobsTable>>({
    namespace: 'sciencemesh-jobs'
  });

  /**
   * Show the table; one that is open comes to the front.
   */
  show(): void {
    const shown = this.tracker.find(() => true) ?? this._create();
    this._options.shell.activateById(shown.id);
  }

  private _create(): MainAreaWidget<JobsTable> {
    const { shell, trans } = this._options;
    const widget = new MainAreaWidget({
      content: new JobsTable(this._options)
    });
    widget.id = 'jp-scimesh-jobs';
    widget.title.icon = jobIcon;
    widget.title.label = trans.__('Jobs');
    widget.title.caption = trans.__('All jobs');
    widget.toolbar.hide();
    void this.tracker.add(widget);
    shell.add(widget, 'main', { type: 'ScienceMesh jobs' });
    return widget;
  }

  private readonly _options: JobTables.IOptions;
}

/**
 * The namespace for `JobTables` statics.
 */
export namespace JobTables {
  /**
   * Options of the constructor.
   */
  export interface IOptions extends JobsTable.IOptions {
    readonly shell: JupyterFrontEnd.IShell;
  }
}
