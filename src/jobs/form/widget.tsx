import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { LazyPage } from '../../elements/lazypage';
import type { JobFormModel } from './model';

/**
 * The page is loaded with the first form, not with JupyterLab.
 */
const JobFormPage = React.lazy(async () => {
  const { JobFormPage: component } = await import('./page');
  return { default: component };
});

/**
 * The form that submits a job.
 */
export class JobFormView extends LazyPage<JobFormModel> {
  constructor(options: JobFormView.IOptions) {
    super(options.model, options.trans.__('Filling the form…'));
    this._options = options;
    this.addClass('jp-SciMeshPackage');
    this.addClass('jp-SciMeshJobForm');
  }

  protected content(): JSX.Element {
    return <JobFormPage {...this._options} />;
  }

  private readonly _options: JobFormView.IOptions;
}

/**
 * The namespace for `JobFormView` statics.
 */
export namespace JobFormView {
  /**
   * Options of the constructor, and properties of the page.
   */
  export interface IOptions {
    /**
     * Ask for a folder; null when none was chosen.
     */
    readonly chooseFolder: () => Promise<string | null>;
    readonly editorServices: IEditorServices;
    readonly model: JobFormModel;

    /**
     * How jobs name a path of JupyterLab.
     */
    readonly named: (path: string) => string;
    readonly status: CompanionStatus;

    /**
     * Make the job, after the question about what is not saved.
     */
    readonly submit: () => Promise<void>;
    readonly trans: TranslationBundle;
  }
}
