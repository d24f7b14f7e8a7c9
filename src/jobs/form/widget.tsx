import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { CompanionStatus } from '../../companion/status';
import { Waiting } from '../../elements/placeholder';
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
export class JobFormView extends ReactWidget {
  constructor(options: JobFormView.IOptions) {
    super();
    this._options = options;
    this.model = options.model;
    this.addClass('jp-SciMeshPackage');
    this.addClass('jp-SciMeshJobForm');
  }

  /**
   * The job that is put together.
   */
  readonly model: JobFormModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.model.changed}>
        {() => (
          <React.Suspense
            fallback={
              <Waiting label={this._options.trans.__('Filling the form…')} />
            }
          >
            <JobFormPage {...this._options} />
          </React.Suspense>
        )}
      </UseSignal>
    );
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
    readonly status: CompanionStatus;

    /**
     * Make the job, after the question about what is not saved.
     */
    readonly submit: () => Promise<void>;
    readonly trans: TranslationBundle;
  }
}
